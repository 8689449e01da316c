"""Exchanges, queues and bindings, declared in one place and by every process that starts and may.

`support.events` (topic) carries facts; the routing key is the event's type. Each service that listens has one quorum
queue and one dead-letter queue of its own. `support.live` (direct, transient) carries frames to the gateways that hold
a stream of the conversation; there the routing key is the conversation id.

Queue arguments freeze at declaration, so they hold only what correctness needs, and behave alike on RabbitMQ 3.10 and
4.x. Length and age limits belong in a policy (`deploy/rabbitmq/`).
"""

from collections.abc import Mapping
from typing import Final

from aio_pika.abc import AbstractChannel, AbstractConnection, AbstractExchange, AbstractQueue
from aio_pika.exceptions import ChannelNotFoundEntity
from aiormq.exceptions import ChannelAccessRefused
from faststream.rabbit import ExchangeType, QueueType, RabbitExchange, RabbitQueue

from shared import events

EVENTS_EXCHANGE: Final = "support.events"
DEAD_EXCHANGE: Final = "support.dead"
LIVE_EXCHANGE: Final = "support.live"
EXCHANGES: Final[Mapping[str, ExchangeType]] = {
    EVENTS_EXCHANGE: ExchangeType.TOPIC,
    DEAD_EXCHANGE: ExchangeType.DIRECT,
    LIVE_EXCHANGE: ExchangeType.DIRECT,
}
_LAST: Final = LIVE_EXCHANGE
"""Declared when every queue is bound, so that whoever finds it finds all of it."""

DELIVERY_LIMIT: Final = 50
"""A guard against a crash loop only: retries are counted by us, and nothing is ever returned to be tried again."""
LOOKS_AT_A_DEAD_LETTER: Final = 1_000_000
"""Looking at one returns it, which RabbitMQ before 4.3 counts, and 4.x by itself drops what was returned 20 times."""

LISTENERS: Final[Mapping[str, tuple[type[events.Event], ...]]] = {
    "chat_worker": (
        events.MessageReceived,
        events.ContactProvided,
        events.ConversationStatusChanged,
        events.AgentReplied,
        events.ConversationErased,
    ),
    "ticketing": (
        events.MessageReceived,
        events.ContactProvided,
        events.ConversationRated,
        events.ReplyGenerated,
        events.UsageRecorded,
        events.EscalationRequested,
        events.ErasureCompleted,
    ),
    "analytics": (
        events.MessageReceived,
        events.MessageLogged,
        events.ReplyGenerated,
        events.UsageRecorded,
        events.ConversationEscalated,
        events.ConversationStatusChanged,
        events.ConversationOutcomeChanged,
        events.ConversationRated,
        events.AgentReplied,
        events.ConversationErased,
    ),
}
"""Which service hears which events."""


def queue_name(service: str) -> str:
    return f"support.{service}"


def dead_letter_queue_name(service: str) -> str:
    return f"support.{service}.dead"


def queue_of(service: str) -> RabbitQueue:
    """The queue that a service's subscriber listens to; its bindings are made by `declare`."""
    return RabbitQueue(
        queue_name(service),
        queue_type=QueueType.QUORUM,
        arguments={
            "x-delivery-limit": DELIVERY_LIMIT,
            "x-dead-letter-exchange": DEAD_EXCHANGE,
            "x-dead-letter-routing-key": dead_letter_queue_name(service),
            "x-dead-letter-strategy": "at-least-once",
            "x-overflow": "reject-publish",
        },
    )


def dead_letter_queue_of(service: str) -> RabbitQueue:
    return RabbitQueue(
        dead_letter_queue_name(service),
        queue_type=QueueType.QUORUM,
        arguments={"x-delivery-limit": LOOKS_AT_A_DEAD_LETTER},
    )


def events_exchange() -> RabbitExchange:
    return RabbitExchange(EVENTS_EXCHANGE, type=ExchangeType.TOPIC, durable=True, declare=False)


async def ensure(connection: AbstractConnection) -> None:
    """Declare it; an account that may do no more than its service needs has to find it made.

    Raises ChannelAccessRefused when something is missing that the account may not make.
    """
    try:
        await declare(connection)
    except ChannelAccessRefused:
        if not await _is_there(connection):
            raise


async def declare(connection: AbstractConnection) -> None:
    """Declare everything, on a channel of its own. Idempotent.

    Whoever starts first makes the queues of those who come later, so that nothing is unroutable and nobody misses what
    was said before it was there.
    """
    async with connection.channel() as channel:
        facts = await _declare_exchange(channel, EVENTS_EXCHANGE)
        dead = await _declare_exchange(channel, DEAD_EXCHANGE)
        for service, heard in LISTENERS.items():
            graveyard = await _declare_queue(channel, dead_letter_queue_of(service))
            await graveyard.bind(dead, routing_key=graveyard.name)
            queue = await _declare_queue(channel, queue_of(service))
            for event in heard:
                await queue.bind(facts, routing_key=event.event_type())
        await _declare_exchange(channel, _LAST)


async def _is_there(connection: AbstractConnection) -> bool:
    async with connection.channel() as channel:
        try:
            for name in EXCHANGES:
                await channel.get_exchange(name)
            for service in LISTENERS:
                await channel.get_queue(dead_letter_queue_name(service))
                await channel.get_queue(queue_name(service))
        except ChannelNotFoundEntity:
            return False
    return True


async def _declare_exchange(channel: AbstractChannel, name: str) -> AbstractExchange:
    return await channel.declare_exchange(name, EXCHANGES[name].value, durable=True)


async def _declare_queue(channel: AbstractChannel, queue: RabbitQueue) -> AbstractQueue:
    return await channel.declare_queue(queue.name, durable=True, arguments=dict(queue.arguments or {}))
