"""Whether a conversation is bound, as the broker sees it: a frame that must be routed comes back when it is not."""

import aio_pika
from aio_pika.exceptions import DeliveryError

from shared import topology


async def is_bound(url: str, conversation_id: str) -> bool:
    connection = await aio_pika.connect(url)
    async with connection, connection.channel(on_return_raises=True) as channel:
        exchange = await channel.get_exchange(topology.LIVE_EXCHANGE, ensure=False)
        try:
            await exchange.publish(aio_pika.Message(b"?"), conversation_id, mandatory=True)
        except DeliveryError:
            return False
        return True


async def is_unbound(url: str, conversation_id: str) -> bool:
    return not await is_bound(url, conversation_id)
