"""The dead letters of the services: looked at without being taken, sent again, or dropped.

A letter is read by taking and giving it back, so whoever looks sees all of them; only what was confirmed elsewhere, or
is to be dropped, is acknowledged.
"""

import hashlib
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

import aio_pika
from aio_pika import DeliveryMode, Message
from aio_pika.abc import AbstractChannel, AbstractIncomingMessage

from shared import topology
from shared.deliveries import BURIAL_HEADERS

KEY_DIGITS: Final = 12
_DEATH: Final = "x-death"
_ADDED_HEADERS: Final = frozenset(
    {
        *BURIAL_HEADERS,
        _DEATH,
        "x-delivery-count",
        *(f"x-{which}-death-{what}" for which in ("first", "last") for what in ("exchange", "queue", "reason")),
    }
)
"""What burying has added: ours, and the broker's own when it gave a message up."""


@dataclass(frozen=True)
class Letter:
    """One dead letter. `key` names it in commands: messages that cannot be read may have no id of their own."""

    service: str
    message: AbstractIncomingMessage

    @property
    def key(self) -> str:
        parts = (self.service, self.message.message_id or "", self.buried_at, self.message.body.hex())
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:KEY_DIGITS]

    @property
    def reason(self) -> str:
        """Why it could not be handled; for one that the broker gave up, its word for that."""
        return str(self.message.headers.get("x-reason") or self._death.get("reason") or "unknown")

    @property
    def origin(self) -> str:
        """The routing key it came by."""
        keys = self._death.get("routing-keys") or [""]
        return str(self.message.headers.get("x-origin-routing-key") or keys[0])

    @property
    def buried_at(self) -> str:
        return str(self.message.headers.get("x-buried-at") or self._death.get("time") or "")

    @property
    def _death(self) -> dict[str, Any]:  # the broker's own table
        deaths = self.message.headers.get(_DEATH)
        return deaths[0] if isinstance(deaths, list) and deaths and isinstance(deaths[0], dict) else {}

    def as_first_sent(self) -> Message:
        """The message as it was before it was buried."""
        buried = self.message
        return Message(
            buried.body,
            headers={name: value for name, value in buried.headers.items() if name not in _ADDED_HEADERS},
            content_type=buried.content_type,
            content_encoding=buried.content_encoding,
            delivery_mode=DeliveryMode.PERSISTENT,
            message_id=buried.message_id,
            correlation_id=buried.correlation_id,
            timestamp=buried.timestamp,
            type=buried.type,
            app_id=buried.app_id,
        )


class Graveyard:
    """The dead-letter queues, for as long as `opened` lasts. Letters that were not dealt with stay where they are."""

    def __init__(self, channel: AbstractChannel) -> None:
        self._channel = channel

    async def letters(self, services: Iterable[str]) -> list[Letter]:
        """All that lie there now, oldest first."""
        return [letter for service in services for letter in await self._letters_of(service)]

    async def resend(self, letter: Letter) -> None:
        """Put it back into its service's queue; it leaves the dead letters once that is confirmed.

        Raises aio_pika's DeliveryError when the queue does not take it.
        """
        queue = topology.queue_name(letter.service)
        await self._channel.default_exchange.publish(letter.as_first_sent(), queue, mandatory=True)
        await letter.message.ack()

    async def drop(self, letter: Letter) -> None:
        """It is gone for good."""
        await letter.message.ack()

    async def _letters_of(self, service: str) -> list[Letter]:
        queue = await self._channel.declare_queue(topology.dead_letter_queue_name(service), passive=True)
        found: list[Letter] = []
        for _ in range(queue.declaration_result.message_count or 0):
            message = await queue.get(fail=False)
            if message is None:
                break
            found.append(Letter(service, message))
        return found


@asynccontextmanager
async def opened(rabbitmq_url: str) -> AsyncIterator[Graveyard]:
    """Raises aio_pika's connection errors, and ChannelNotFoundEntity where no service has ever run."""
    connection = await aio_pika.connect(rabbitmq_url, timeout=10)
    async with connection:
        channel = await connection.channel(publisher_confirms=True, on_return_raises=True)
        yield Graveyard(channel)
        await channel.close()
