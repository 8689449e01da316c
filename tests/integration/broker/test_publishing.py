"""What is published is routed, persistent and confirmed, or the publisher hears that it is not."""

import asyncio
from datetime import UTC

import aio_pika
import pytest
from aio_pika import DeliveryMode, Queue
from aio_pika.abc import AbstractConnection, AbstractExchange

from shared import topology
from shared.broker import BrokerLinks
from shared.events import ConversationErased, MessageReceived
from shared.publisher import BrokerUnavailable, EventPublisher
from tests import broker
from tests.builders import a_conversation_erased, a_message_received, a_status_changed
from tests.integration.broker.conftest import READY_WITHIN_SECONDS, publisher_on, service_on, starting_on


class Died(Exception):
    """A process ends in the middle of something."""


async def test_a_published_event_waits_in_the_queue_of_every_service_that_hears_it(
    links: BrokerLinks, rabbit_url: str
) -> None:
    await publisher_on(links).publish(a_status_changed())

    waiting = {
        service: await broker.waiting_in(rabbit_url, topology.queue_name(service)) for service in topology.LISTENERS
    }
    assert waiting == {"chat_worker": 1, "ticketing": 0, "analytics": 1}


async def test_it_is_persistent_and_mirrors_its_envelope(links: BrokerLinks, rabbit_url: str) -> None:
    event = a_message_received()

    await publisher_on(links).publish(event)

    message = await broker.take_one(rabbit_url, topology.queue_name("ticketing"))
    assert message is not None
    assert message.delivery_mode == DeliveryMode.PERSISTENT
    assert message.message_id == event.id
    assert message.type == event.type
    assert message.correlation_id == event.conversation_id
    assert message.content_type == "application/json"
    assert message.timestamp is not None
    assert message.timestamp.astimezone(UTC) == event.occurred_at


async def test_the_body_says_which_service_published_it(links: BrokerLinks, rabbit_url: str) -> None:
    event = a_message_received()

    await EventPublisher(links, "gateway", emits=[MessageReceived]).publish(event)

    message = await broker.take_one(rabbit_url, topology.queue_name("ticketing"))
    assert message is not None
    assert MessageReceived.model_validate_json(message.body) == event.model_copy(update={"service": "gateway"})


async def test_a_service_cannot_say_what_it_does_not_emit(links: BrokerLinks) -> None:
    with pytest.raises(TypeError, match="gateway does not emit ConversationStatusChanged"):
        await EventPublisher(links, "gateway", emits=[MessageReceived]).publish(a_status_changed())


async def test_a_queue_that_was_deleted_is_declared_again_and_the_event_lies_in_it(
    links: BrokerLinks, rabbit_url: str
) -> None:
    await broker.clear(rabbit_url)

    await publisher_on(links).publish(a_message_received())

    assert await broker.waiting_in(rabbit_url, topology.queue_name("chat_worker")) == 1


async def test_nothing_is_said_until_every_queue_is_bound(rabbit_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What one queue takes is confirmed: the broker does not know that another is still to come."""
    await broker.clear(rabbit_url)
    declare, go_on = topology.ensure, asyncio.Event()

    async def declare_some_and_wait(connection: AbstractConnection) -> None:
        async with connection.channel() as channel:
            exchange = await channel.declare_exchange(topology.EVENTS_EXCHANGE, "topic", durable=True)
            queue = topology.queue_of("chat_worker")
            first = await channel.declare_queue(queue.name, durable=True, arguments=dict(queue.arguments or {}))
            await first.bind(exchange, "#")
        await go_on.wait()
        await declare(connection)

    monkeypatch.setattr(topology, "ensure", declare_some_and_wait)
    async with starting_on(rabbit_url) as links:
        with pytest.raises(BrokerUnavailable):
            await publisher_on(links).publish(a_status_changed(), within_seconds=2)
        go_on.set()
        await publisher_on(links).publish(a_status_changed(), within_seconds=READY_WITHIN_SECONDS)

    assert await broker.waiting_in(rabbit_url, topology.queue_name("analytics")) == 1


async def test_what_a_dead_process_declared_by_half_is_made_whole_by_the_next(
    rabbit_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await broker.clear(rabbit_url)
    analytics, bind = topology.queue_name("analytics"), Queue.bind

    async def die_at_the_last(queue: Queue, exchange: AbstractExchange, routing_key: str) -> object:
        if (queue.name, routing_key) == (analytics, ConversationErased.event_type()):
            raise Died
        return await bind(queue, exchange, routing_key)

    async with await aio_pika.connect(rabbit_url) as connection:
        with monkeypatch.context() as patch:
            patch.setattr(Queue, "bind", die_at_the_last)
            with pytest.raises(Died):
                await topology.declare(connection)

    async with service_on(rabbit_url) as links:
        await publisher_on(links).publish(a_conversation_erased())
    assert await broker.waiting_in(rabbit_url, analytics) == 1


async def test_an_event_that_no_queue_takes_is_not_said_to_be_kept(links: BrokerLinks, rabbit_url: str) -> None:
    """The queues take it up again at once here, so the publisher's patience is all that can end this."""
    publisher = publisher_on(links)
    async with broker.channel_to(rabbit_url) as channel:
        await channel.exchange_delete(topology.EVENTS_EXCHANGE)
        await channel.declare_exchange(topology.EVENTS_EXCHANGE, "fanout", durable=True)

    with pytest.raises(BrokerUnavailable):
        await publisher.publish(a_message_received(), within_seconds=1)
