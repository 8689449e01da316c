"""A look at the broker from outside: what lies in a queue, and a clean slate."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import aio_pika
from aio_pika.abc import AbstractChannel, AbstractIncomingMessage
from aio_pika.exceptions import ChannelNotFoundEntity

from shared import topology
from tests.waiting import eventually

QUEUES_SETTLE_SECONDS: Final = 3.0
"""Until RabbitMQ 3.10 has noted who leads a new quorum queue: killed before, that queue never has a leader again."""


@asynccontextmanager
async def channel_to(url: str) -> AsyncIterator[AbstractChannel]:
    """A channel of its own, gone afterwards."""
    connection = await aio_pika.connect(url)
    async with connection, connection.channel() as channel:
        yield channel


async def clear(url: str) -> None:
    """Delete every queue and exchange of the topology, and what lies in them."""
    async with channel_to(url) as channel:
        for service in topology.LISTENERS:
            await channel.queue_delete(topology.queue_name(service))
            await channel.queue_delete(topology.dead_letter_queue_name(service))
        for exchange in (topology.EVENTS_EXCHANGE, topology.DEAD_EXCHANGE, topology.LIVE_EXCHANGE):
            await channel.exchange_delete(exchange)


async def waiting_in(url: str, queue: str) -> int:
    """How many messages wait in a queue, not counting those that a consumer holds."""
    async with channel_to(url) as channel:
        declared = await channel.declare_queue(queue, passive=True)
        return declared.declaration_result.message_count or 0


async def holds(url: str, queue: str, count: int) -> None:
    """Wait until so many messages wait in a queue: what somebody held comes back a moment after they let it go."""

    async def so_many() -> bool:
        return await waiting_in(url, queue) == count

    await eventually(so_many, f"{queue} does not hold {count}")


async def consumers_of(url: str, queue: str) -> int:
    """How many consumers a queue has; none also when there is no such queue."""
    async with channel_to(url) as channel:
        try:
            declared = await channel.declare_queue(queue, passive=True)
        except ChannelNotFoundEntity:
            return 0
        return declared.declaration_result.consumer_count or 0


async def take_one(url: str, queue: str) -> AbstractIncomingMessage | None:
    """Take the oldest message out of a queue, if there is one."""
    async with channel_to(url) as channel:
        declared = await channel.get_queue(queue, ensure=False)
        message = await declared.get(fail=False)
        if message is not None:
            await message.ack()
        return message
