"""Saying events so that they are kept: persistent, mandatory, confirmed, each wait bounded, tried again.

FastStream's own defaults are transient and silent when nothing is bound, and its `timeout` is not applied, so nothing
publishes past this module.
"""

import asyncio
import time
from collections.abc import Iterable
from typing import Final

import structlog
from aio_pika import Message
from aio_pika.abc import AbstractExchange
from aio_pika.exceptions import CONNECTION_EXCEPTIONS, ChannelNotFoundEntity, DeliveryError
from aiormq.exceptions import ChannelAccessRefused
from faststream.exceptions import IncorrectState
from faststream.rabbit import RabbitBroker

from shared import topology
from shared.broker import BrokerLinks
from shared.events import Event
from shared.visitor_view import LiveFrame

log = structlog.get_logger(__name__)

CONFIRM_TIMEOUT_SECONDS: Final = 3.0
RETRY_PAUSE_SECONDS: Final = 0.2
LIVE_TIMEOUT_SECONDS: Final = 0.5
LIVE_SILENCE_SECONDS: Final = 2.0
"""After a frame was lost none is tried for this long: a broker that is away must not slow an answer down."""

_FAILURES = (*CONNECTION_EXCEPTIONS, IncorrectState, TimeoutError)
"""The broker does not take it now. IncorrectState: it was never reached since this process began."""


class BrokerUnavailable(Exception):
    """RabbitMQ did not confirm in time. The event may arrive all the same: say it again with the same id."""


class EventPublisher:
    """What one service says. It stamps the envelope, and refuses an event that the service does not emit."""

    def __init__(self, links: BrokerLinks, service: str, emits: Iterable[type[Event]]) -> None:
        self._links = links
        self._service = service
        self._emits = frozenset(emits)

    async def publish(self, event: Event, *, within_seconds: float = CONFIRM_TIMEOUT_SECONDS) -> None:
        """Return once RabbitMQ has confirmed that the event is routed and kept.

        Raises BrokerUnavailable when it has not within `within_seconds`.
        """
        if type(event) not in self._emits:
            raise TypeError(f"{self._service} does not emit {type(event).__name__}")
        stamped = event.model_copy(update={"service": self._service})
        try:
            async with asyncio.timeout(within_seconds):
                await self._links.ready()  # before, a queue may not be bound yet, and would miss it
                while not await self._confirmed(stamped):
                    await asyncio.sleep(RETRY_PAUSE_SECONDS)
        except TimeoutError as error:
            raise BrokerUnavailable(event.type) from error

    async def _confirmed(self, event: Event) -> bool:
        try:
            async with asyncio.timeout(CONFIRM_TIMEOUT_SECONDS):
                await self._links.publishing.publish(
                    event.model_dump_json().encode(),
                    exchange=topology.events_exchange(),
                    routing_key=event.type,
                    content_type="application/json",
                    persist=True,
                    mandatory=True,
                    message_id=event.id,
                    message_type=event.type,
                    timestamp=event.occurred_at,
                    correlation_id=event.conversation_id,
                    headers={"service": event.service},
                )
        except (DeliveryError, ChannelNotFoundEntity) as error:
            log.warning("event refused by the broker", event_type=event.type, event_id=event.id, error=str(error))
            await self._declare_again()
            return False
        except ChannelAccessRefused as error:
            log.error("this account may not say it, see docs/security.md", event_type=event.type, error=str(error))
            return False
        except _FAILURES as error:
            log.info("publish will be repeated", event_type=event.type, event_id=event.id, error=type(error).__name__)
            return False
        return True

    async def _declare_again(self) -> None:
        try:
            await self._links.declare()
        except CONNECTION_EXCEPTIONS as error:
            log.warning("topology could not be declared", error=type(error).__name__)


class LivePublisher:
    """Frames for whoever is watching a conversation; nobody watching is no failure."""

    def __init__(self, broker: RabbitBroker) -> None:
        self._broker = broker
        self._exchange: AbstractExchange | None = None
        self._silent_until = 0.0

    async def publish(self, conversation_id: str, frame: LiveFrame) -> None:
        """Hand the frame to the broker, or drop it: the thread is the truth."""
        if time.monotonic() < self._silent_until:
            return
        try:
            async with asyncio.timeout(LIVE_TIMEOUT_SECONDS):
                await self._publish(conversation_id, frame)
        except _FAILURES as error:
            self._silent_until = time.monotonic() + LIVE_SILENCE_SECONDS
            log.info("live frames are dropped for a moment", error=type(error).__name__)

    async def publish_confirmed(self, conversation_id: str, frame: LiveFrame) -> None:
        """Return once the frame lies in the queue of every gateway that watches.

        For what no later frame would make up for. Raises BrokerUnavailable: then say it again.
        """
        try:
            async with asyncio.timeout(CONFIRM_TIMEOUT_SECONDS):
                await self._publish(conversation_id, frame)
        except (DeliveryError, *_FAILURES) as error:
            raise BrokerUnavailable(frame.kind) from error

    async def _publish(self, conversation_id: str, frame: LiveFrame) -> None:
        """All on one channel, so that nothing overtakes what was said before it."""
        message = Message(frame.model_dump_json().encode(), content_type="application/json", expiration=30)
        exchange = await self._open()
        await exchange.publish(message, routing_key=conversation_id, mandatory=False)

    async def _open(self) -> AbstractExchange:
        if self._exchange is None:
            connection = await self._broker.connect()
            channel = await connection.channel(publisher_confirms=True)
            self._exchange = await channel.get_exchange(topology.LIVE_EXCHANGE, ensure=False)
        return self._exchange
