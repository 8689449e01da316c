"""The live frames of this process: one exclusive queue, bound to the conversations that somebody here watches.

The queue lives as long as its connection and gets a fresh name with each, for a fixed one would race with the dying
one. One loop owns connection, queue and bindings; a watcher only says what it wants. What was said while there was no
binding is missed: the watcher is told so, and reads the thread again.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final
from uuid import uuid4

import structlog
from aio_pika.abc import AbstractConnection, AbstractIncomingMessage, AbstractQueue
from aio_pika.exceptions import CONNECTION_EXCEPTIONS
from pydantic import ValidationError

from shared import topology
from shared.broker import RECONNECT_SECONDS, BrokerLinks
from shared.visitor_view import LIVE_FRAME, LiveFrame

log = structlog.get_logger(__name__)

BROKER_SECONDS: Final = 5.0
"""A broker that takes longer over anything is taken for lost."""
BIND_SECONDS: Final = 1.0
"""So long does a watcher wait for its binding; one that comes later counts as missed frames."""


class Watch:
    """One watcher's frames. `missed` says that some are lost: read the thread, then go on."""

    def __init__(self, size: int) -> None:
        self._frames: deque[LiveFrame] = deque()
        self._size = size
        self._news = asyncio.Event()
        self._bound = asyncio.Event()
        self._begun = False
        self.missed = False
        self.closed = False

    def push(self, frame: LiveFrame) -> None:
        """Never waits: a slow reader loses frames, not the others' time."""
        if len(self._frames) >= self._size:
            self.miss()
            return
        self._frames.append(frame)
        self._news.set()

    def miss(self) -> None:
        self._frames.clear()
        self.missed = True
        self._news.set()

    def bound(self) -> None:
        """From now on frames come. Whoever has begun without them may have missed some."""
        self._bound.set()
        if self._begun:
            self.miss()

    async def begin(self, within_seconds: float) -> None:
        """Wait for the binding, or go on without."""
        try:
            async with asyncio.timeout(within_seconds):
                await self._bound.wait()
        except TimeoutError:
            log.info("a watcher goes on without its binding")
        self._begun = True

    def close(self) -> None:
        self.closed = True
        self._news.set()

    async def wait(self, seconds: float | None) -> list[LiveFrame]:
        """The frames at hand, as soon as there is any news, or after `seconds` without."""
        try:
            async with asyncio.timeout(seconds):
                await self._news.wait()
        except TimeoutError:
            return []
        self._news.clear()
        frames = list(self._frames)
        self._frames.clear()
        return frames


class LiveFrames:
    def __init__(self, links: BrokerLinks, buffer_size: int) -> None:
        self._links = links
        self._buffer_size = buffer_size
        self._watches: dict[str, set[Watch]] = {}
        self._bound: set[str] | None = None
        """The conversations that the queue is bound to; None while there is no queue."""
        self._changed = asyncio.Event()

    async def run(self) -> None:
        """Keep a queue at the broker, a new one after every loss. Ends when it is cancelled."""
        while True:
            try:
                await self._links.ready()
                async with await self._links.open_connection() as connection:
                    await self._serve(connection)
            except CONNECTION_EXCEPTIONS as error:
                log.warning("live queue not open", error=type(error).__name__)
            finally:
                self._bound = None
            await asyncio.sleep(RECONNECT_SECONDS)

    @asynccontextmanager
    async def watching(self, conversation_id: str) -> AsyncIterator[Watch]:
        """Frames of the conversation from now on; without a broker, from when there is one."""
        watch = Watch(self._buffer_size)
        watches = self._watches.setdefault(conversation_id, set())
        watches.add(watch)
        try:
            await watch.begin(self._ask_for_binding(conversation_id, watch))
            yield watch
        finally:
            watches.discard(watch)
            if not watches:
                del self._watches[conversation_id]
                self._changed.set()

    def _ask_for_binding(self, conversation_id: str, watch: Watch) -> float:
        """How many seconds to wait for it."""
        if self._bound is not None and conversation_id in self._bound:
            watch.bound()
        self._changed.set()
        return BIND_SECONDS if self._links.connected else 0

    async def _serve(self, connection: AbstractConnection) -> None:
        async with asyncio.timeout(BROKER_SECONDS):
            channel = await connection.channel()
            channel.close_callbacks.add(lambda *_: self._changed.set(), weak=False)
            queue = await channel.declare_queue(
                f"support.live.{uuid4().hex}",
                exclusive=True,
                durable=True,
                arguments={"x-max-length": 10_000, "x-overflow": "drop-head", "x-message-ttl": 30_000},
            )
            await queue.consume(self._on_frame, no_ack=True)
        self._bound = set()
        while not channel.is_closed:
            self._changed.clear()
            await self._bind_what_is_watched(queue, self._bound)
            await self._changed.wait()

    async def _bind_what_is_watched(self, queue: AbstractQueue, bound: set[str]) -> None:
        for conversation_id in self._watches.keys() - bound:
            async with asyncio.timeout(BROKER_SECONDS):
                await queue.bind(topology.LIVE_EXCHANGE, routing_key=conversation_id)
            bound.add(conversation_id)
            for watch in self._watches.get(conversation_id, ()):
                watch.bound()
        for conversation_id in bound - self._watches.keys():
            bound.discard(conversation_id)
            async with asyncio.timeout(BROKER_SECONDS):
                await queue.unbind(topology.LIVE_EXCHANGE, routing_key=conversation_id)

    async def _on_frame(self, message: AbstractIncomingMessage) -> None:
        try:
            frame = LIVE_FRAME.validate_json(message.body)
        except ValidationError:
            log.warning("live frame not understood", error_count=1)
            return
        for watch in self._watches.get(message.routing_key or "", ()):
            watch.push(frame)

    @property
    def watch_count(self) -> int:
        return sum(map(len, self._watches.values()))
