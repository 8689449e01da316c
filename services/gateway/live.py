"""The live frames of this process: one exclusive queue, bound to the conversations that somebody here watches.

The queue lives as long as its connection and gets a fresh name with each, for a fixed one would race with the dying
one. What was said while there was no queue is missed: every watcher is told so, and reads the thread again.
"""

import asyncio
from collections import defaultdict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final
from uuid import uuid4

import structlog
from aio_pika.abc import AbstractIncomingMessage, AbstractRobustChannel, AbstractRobustQueue
from aio_pika.exceptions import CONNECTION_EXCEPTIONS
from pydantic import ValidationError

from shared import topology
from shared.broker import BrokerLinks
from shared.visitor_view import LIVE_FRAME, LiveFrame

log = structlog.get_logger(__name__)

_QUEUE_ARGUMENTS: Final = {"x-max-length": 10_000, "x-overflow": "drop-head", "x-message-ttl": 30_000}


class Watch:
    """One watcher's frames. `missed` says that some are lost: read the thread, then go on."""

    def __init__(self, size: int) -> None:
        self._frames: deque[LiveFrame] = deque()
        self._size = size
        self._news = asyncio.Event()
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
        self._watches: defaultdict[str, set[Watch]] = defaultdict(set)
        self._bound: set[str] = set()
        self._binding = asyncio.Lock()
        self._channel: AbstractRobustChannel | None = None
        self._queue: AbstractRobustQueue | None = None

    async def run(self) -> None:
        """Open the queue once the broker is there, and again after every loss of it."""
        await self._links.ready()
        connection = await self._links.consuming.connect()
        connection.reconnect_callbacks.add(self._reopen, weak=False)
        await self._reopen()

    @asynccontextmanager
    async def watching(self, conversation_id: str) -> AsyncIterator[Watch]:
        """Frames of the conversation from now on: bound before the block is entered."""
        watch = Watch(self._buffer_size)
        self._watches[conversation_id].add(watch)
        try:
            await self._bind(conversation_id)
            yield watch
        finally:
            self._watches[conversation_id].discard(watch)
            await self._unbind_if_unwatched(conversation_id)

    async def _reopen(self, *_: object) -> None:
        async with self._binding:
            try:
                await self._open()
            except CONNECTION_EXCEPTIONS as error:
                log.warning("live queue not opened", error=type(error).__name__)
                return
        for watch in self._all_watches():
            watch.miss()

    async def _open(self) -> None:
        if self._channel is not None and not self._channel.is_closed:
            await self._channel.close()
        connection = await self._links.consuming.connect()
        self._channel = await connection.channel()
        queue = await self._channel.declare_queue(
            f"support.live.{uuid4().hex}",
            exclusive=True,
            durable=True,
            arguments=dict(_QUEUE_ARGUMENTS),
            robust=False,
        )
        self._bound = set(self._watches)
        for conversation_id in list(self._bound):
            await queue.bind(topology.LIVE_EXCHANGE, routing_key=conversation_id, robust=False)
        await queue.consume(self._on_frame, no_ack=True, robust=False)
        self._queue = queue

    async def _bind(self, conversation_id: str) -> None:
        async with self._binding:
            if self._queue is not None and conversation_id not in self._bound:
                try:
                    await self._queue.bind(topology.LIVE_EXCHANGE, routing_key=conversation_id, robust=False)
                    self._bound.add(conversation_id)
                except CONNECTION_EXCEPTIONS as error:
                    log.info("binding waits for the broker", error=type(error).__name__)

    async def _unbind_if_unwatched(self, conversation_id: str) -> None:
        async with self._binding:
            if self._watches[conversation_id]:
                return
            del self._watches[conversation_id]
            self._bound.discard(conversation_id)
            if self._queue is not None:
                try:
                    await self._queue.unbind(topology.LIVE_EXCHANGE, routing_key=conversation_id)
                except CONNECTION_EXCEPTIONS as error:
                    log.info("unbinding was not needed", error=type(error).__name__)

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
        return len(self._all_watches())

    def _all_watches(self) -> list[Watch]:
        return [watch for watches in self._watches.values() for watch in watches]
