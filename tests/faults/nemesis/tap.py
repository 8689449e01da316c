"""Listening in on what services say, so that real messages can be said again."""

import asyncio
import random
from collections import deque
from typing import Final

import aio_pika
from aio_pika import DeliveryMode, Message
from aio_pika.abc import AbstractIncomingMessage
from aio_pika.exceptions import CONNECTION_EXCEPTIONS

EVENTS_EXCHANGE: Final = "support.events"
REMEMBERED: Final = 3_000


class Tap:
    """Past the link: what is heard through a broken one is of no use."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._heard: deque[tuple[str, Message]] = deque(maxlen=REMEMBERED)

    async def listen(self) -> None:
        """For ever, and again after every loss."""
        while True:
            try:
                await self._listen()
            except CONNECTION_EXCEPTIONS:
                await asyncio.sleep(1)

    async def say_again(self, dice: random.Random, count: int, times: int) -> int:
        """Some of what was heard, each so many times, in any order, confirmed; returns how many were said."""
        chosen = dice.sample(list(self._heard), min(count, len(self._heard))) * times
        dice.shuffle(chosen)
        async with await aio_pika.connect(self._url) as connection, connection.channel() as channel:
            exchange = await channel.get_exchange(EVENTS_EXCHANGE)
            for routing_key, message in chosen:
                await exchange.publish(message, routing_key, mandatory=True)
        return len(chosen)

    async def _listen(self) -> None:
        async with await aio_pika.connect(self._url) as connection, connection.channel() as channel:
            queue = await channel.declare_queue(exclusive=True)
            await queue.bind(EVENTS_EXCHANGE, routing_key="#")
            async with queue.iterator(no_ack=True) as messages:
                async for message in messages:
                    self._heard.append((message.routing_key or "", _copy(message)))


def _copy(message: AbstractIncomingMessage) -> Message:
    return Message(
        message.body,
        headers=message.headers,
        content_type=message.content_type,
        delivery_mode=DeliveryMode.PERSISTENT,
        message_id=message.message_id,
        correlation_id=message.correlation_id,
        timestamp=message.timestamp,
        type=message.type,
    )
