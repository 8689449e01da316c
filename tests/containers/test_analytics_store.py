"""Analytics keeps its promises on MongoDB 8, too: the tests of the embedded one, on that."""

from tests.integration.analytics.conftest import *  # noqa: F403  the fixtures of the tests below
from tests.integration.analytics.test_any_order import *  # noqa: F403
from tests.integration.analytics.test_recomputing_days import *  # noqa: F403
