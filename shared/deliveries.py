"""What becomes of a delivery: acknowledged when its effect is durable, waited out, or laid with the dead letters.

- The handler returned: acknowledge.
- A fault that passes (an election, a lost connection): wait in place and try again; the prefetch bounds what waits.
- Anything else will fail again: a copy with the reason goes to the service's dead-letter queue, confirmed, and then the
  original is acknowledged.
- Cancelled (the process stops): leave it unacknowledged; the broker gives it to somebody else.
"""

import asyncio
import random
from collections.abc import Callable
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Final

import structlog
from aio_pika import DeliveryMode, IncomingMessage, Message
from aio_pika.exceptions import CONNECTION_EXCEPTIONS
from faststream import BaseMiddleware, ContextRepo
from faststream.exceptions import SubscriberNotFound
from faststream.message import StreamMessage
from faststream.rabbit import RabbitBroker
from prometheus_client import Counter
from pydantic import ValidationError

from shared import topology
from shared.events import Event

log = structlog.get_logger(__name__)

LONGEST_PAUSE_SECONDS: Final = 5.0
CONFIRM_TIMEOUT_SECONDS: Final = 5.0
BURIAL_HEADERS: Final = ("x-reason", "x-service", "x-origin-routing-key", "x-buried-at")
"""What a dead letter has beside the headers that its message had."""


class DeadLetters:
    """The way into a service's dead-letter queue."""

    def __init__(self, publishing: RabbitBroker, service: str, counter: Counter) -> None:
        self._publishing = publishing
        self._service = service
        self._counter = counter

    async def bury(self, message: IncomingMessage, error: BaseException) -> None:
        """Keep a copy of the message with the reason and its origin, until confirmed."""
        reason = describe(error)
        told = reason if isinstance(error, ValidationError) else type(error).__name__  # an error may quote a message
        burial = (reason, self._service, message.routing_key or "", datetime.now(UTC).isoformat())
        letter = Message(
            message.body,
            headers={**message.headers, **dict(zip(BURIAL_HEADERS, burial, strict=True))},
            content_type=message.content_type,
            content_encoding=message.content_encoding,
            delivery_mode=DeliveryMode.PERSISTENT,
            message_id=message.message_id,
            correlation_id=message.correlation_id,
            timestamp=message.timestamp,
            type=message.type,
            app_id=message.app_id,
        )
        while not await self._kept(letter):
            await asyncio.sleep(1)
        self._counter.labels(service=self._service, reason=type(error).__name__).inc()
        log.error("message buried", event_id=message.message_id, event_type=message.routing_key, reason=told)

    async def _kept(self, letter: Message) -> bool:
        try:
            async with asyncio.timeout(CONFIRM_TIMEOUT_SECONDS):
                connection = await self._publishing.connect()
                async with connection.channel(publisher_confirms=True, on_return_raises=True) as channel:
                    exchange = await channel.get_exchange(topology.DEAD_EXCHANGE, ensure=False)
                    await exchange.publish(letter, topology.dead_letter_queue_name(self._service), mandatory=True)
        except (*CONNECTION_EXCEPTIONS, TimeoutError) as error:
            log.warning("dead letter not kept yet", event_id=letter.message_id, error=type(error).__name__)
            return False
        return True


def hears(event: type[Event]) -> Callable[[StreamMessage[IncomingMessage]], bool]:
    """A subscriber's filter: this handler takes events of that type."""

    def is_of_that_type(message: StreamMessage[IncomingMessage]) -> bool:
        return message.raw_message.type == event.event_type()

    return is_of_that_type


def describe(error: BaseException) -> str:
    """The reason in one line, without what the message says: a validation error names fields, not their values."""
    if isinstance(error, SubscriberNotFound):
        return "nobody here handles messages of this type"
    if isinstance(error, ValidationError):
        where = ", ".join(".".join(map(str, item["loc"])) + ": " + item["type"] for item in error.errors()[:5])
        return f"invalid event ({where})"
    return f"{type(error).__name__}: {error}"[:500]


class SettleDeliveries:
    """The middleware around every handler of a service. `is_transient` tells the faults that pass."""

    def __init__(self, dead_letters: DeadLetters, is_transient: Callable[[BaseException], bool]) -> None:
        self._dead_letters = dead_letters
        self._is_transient = is_transient

    def __call__(self, msg: IncomingMessage, /, *, context: ContextRepo) -> "_Settling":
        return _Settling(msg, context=context, dead_letters=self._dead_letters, is_transient=self._is_transient)


class _Settling(BaseMiddleware[Any, IncomingMessage]):  # the command type belongs to publishing, which is not done here
    def __init__(
        self,
        msg: IncomingMessage,
        /,
        *,
        context: ContextRepo,
        dead_letters: DeadLetters,
        is_transient: Callable[[BaseException], bool],
    ) -> None:
        super().__init__(msg, context=context)
        self._dead_letters = dead_letters
        self._is_transient = is_transient

    async def on_receive(self) -> None:
        structlog.contextvars.bind_contextvars(
            event_id=self.msg.message_id, event_type=self.msg.routing_key, conversation_id=self.msg.correlation_id
        )

    async def consume_scope(self, call_next: Callable[[Any], Any], msg: StreamMessage[Any]) -> Any:
        attempt = 0
        while True:
            try:
                return await call_next(msg)
            except Exception as error:
                if not self._is_transient(error):
                    raise
                attempt += 1
                log.warning("handler waits", attempt=attempt, error=type(error).__name__)
                await asyncio.sleep(random.uniform(0.1, min(LONGEST_PAUSE_SECONDS, 0.2 * 2**attempt)))  # noqa: S311

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None = None,
        exc_val: BaseException | None = None,
        exc_tb: TracebackType | None = None,
    ) -> bool | None:
        if exc_val is not None and not isinstance(exc_val, Exception):
            return False
        if exc_val is not None:
            await self._dead_letters.bury(self.msg, exc_val)
        await self._acknowledge()
        return True

    async def _acknowledge(self) -> None:
        try:
            await self.msg.ack()
        except CONNECTION_EXCEPTIONS as error:
            log.info("acknowledgement lost, the delivery will repeat", error=type(error).__name__)
