"""Ticketing keeps its promises on MongoDB 8 and RabbitMQ 4, too: the tests of the embedded servers, on those."""

from tests.integration.ticketing.conftest import *  # noqa: F403  the fixtures of the tests below
from tests.integration.ticketing.test_hearing import *  # noqa: F403
from tests.integration.ticketing.test_outbox import *  # noqa: F403
from tests.integration.ticketing.test_the_older_systems_example import *  # noqa: F403
