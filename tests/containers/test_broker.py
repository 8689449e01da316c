"""RabbitMQ 4 keeps the same promises as the embedded broker: the same tests, on it.

Beside those, what only it has: the configuration of `deploy/rabbitmq/`.
"""

import json

import aio_pika
import pytest
from aio_pika.exceptions import ProbableAuthenticationError
from testcontainers.core.container import DockerContainer

from shared import topology
from tests import broker
from tests.integration.broker.conftest import *  # noqa: F403  the fixtures of the tests below
from tests.integration.broker.test_dead_letters import *  # noqa: F403
from tests.integration.broker.test_publishing import *  # noqa: F403
from tests.integration.broker.test_waiting_in_place import *  # noqa: F403

REJECTED = b"handed back again and again"


async def test_there_is_no_guest(rabbit_url: str) -> None:
    guest = str(aio_pika.connection.make_url(rabbit_url).with_user("guest").with_password("guest"))
    with pytest.raises(ProbableAuthenticationError):
        await aio_pika.connect(guest)


async def test_every_queue_has_a_limit(rabbit_container: DockerContainer, links: object) -> None:
    listed = rabbit_container.exec(
        ["rabbitmqctl", "--quiet", "--formatter=json", "list_queues", "name", "effective_policy_definition"]
    )
    limits = {queue["name"]: queue["effective_policy_definition"] for queue in json.loads(listed.output)}
    assert set(limits) == {
        name(service)
        for service in topology.LISTENERS
        for name in (topology.queue_name, topology.dead_letter_queue_name)
    }
    assert all("max-length-bytes" in str(limit) for limit in limits.values()), limits


async def test_what_is_handed_back_too_often_is_kept_with_the_dead_letters(links: object, rabbit_url: str) -> None:
    queue, dead_letters = topology.queue_name("analytics"), topology.dead_letter_queue_name("analytics")
    async with broker.channel_to(rabbit_url) as channel:
        await channel.default_exchange.publish(aio_pika.Message(REJECTED), queue)
        waiting = await channel.get_queue(queue)
        for _ in range(topology.DELIVERY_LIMIT + 1):
            message = await waiting.get(timeout=5)
            assert message is not None
            await message.nack(requeue=True)
        graveyard = await channel.get_queue(dead_letters)
        async with graveyard.iterator(timeout=10) as letters:
            letter = await anext(letters)
            await letter.ack()
    assert letter.body == REJECTED


async def test_a_dead_letter_can_be_looked_at_as_often_as_one_likes(links: object, rabbit_url: str) -> None:
    """By itself RabbitMQ 4 throws away what was handed back twenty times."""
    async with broker.channel_to(rabbit_url) as channel:
        queue = await channel.get_queue(topology.dead_letter_queue_name("ticketing"))
        await channel.default_exchange.publish(aio_pika.Message(REJECTED), queue.name)
        for _ in range(30):
            letter = await queue.get(timeout=5)
            assert letter is not None
            await letter.nack(requeue=True)
        letter = await queue.get(timeout=5)
        assert letter is not None
        await letter.ack()
    assert letter.body == REJECTED
