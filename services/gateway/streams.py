"""One visitor's event stream: bind and buffer, then the thread, then what lies beyond it."""

import asyncio
import json
import random
import time
from collections.abc import AsyncIterator
from typing import Final

import anyio
import structlog
from sse_starlette import ServerSentEvent

from services.gateway.domain.following import ERASED, Behind, Follower, Position, StreamEvent
from services.gateway.live import Watch
from services.gateway.metrics import GatewayMetrics
from services.gateway.threads import ConversationGone, Threads, ThreadUnavailable
from shared.failpoints import FailPoint, reach
from shared.visitor_view import LiveFrame, Thread, ThreadErased

log = structlog.get_logger(__name__)

CATCH_UP_SECONDS: Final = 1.0
"""At most one thread a second is fetched for a stream that has missed something."""
RECONNECT_MILLISECONDS: Final = (300, 1_500)
"""When the server stops, its clients come back within this span, not all at once."""


class Stream:
    """One open stream. `events()` ends when the server stops or the conversation is erased; the client's going away
    cancels it."""

    def __init__(
        self, conversation_id: str, resumed_from: Position | None, threads: Threads, metrics: GatewayMetrics
    ) -> None:
        self._conversation_id = conversation_id
        self._follower = Follower(resumed_from)
        self._threads = threads
        self._metrics = metrics
        self._caught_up_at = 0.0
        self._behind = False

    async def events(self, first: Thread, watch: Watch, stopping: anyio.Event) -> AsyncIterator[ServerSentEvent]:
        """The events that the client has not seen, each once and in order."""
        closing = asyncio.create_task(_close_when(stopping, watch))
        try:
            for event in self._follower.catch_up(first):
                yield _sent(event)
            while not watch.closed:
                for event in await self._next(watch):
                    yield _sent(event)
                    reach(FailPoint.GATEWAY_IN_STREAM)
                    if event.name == ERASED:
                        return
        finally:
            closing.cancel()
        yield ServerSentEvent(event="reconnect", data="{}", retry=random.randint(*RECONNECT_MILLISECONDS))  # noqa: S311

    async def _next(self, watch: Watch) -> list[StreamEvent]:
        frames = await watch.wait(CATCH_UP_SECONDS if self._behind or watch.missed else None)
        events = [event for frame in frames for event in self._follow(frame)]
        if (self._behind or watch.missed) and time.monotonic() - self._caught_up_at >= CATCH_UP_SECONDS:
            watch.missed = False
            events += await self._catch_up()
        return events

    def _follow(self, frame: LiveFrame) -> list[StreamEvent]:
        try:
            return self._follower.follow(frame)
        except Behind:
            self._behind = True
            return []

    async def _catch_up(self) -> list[StreamEvent]:
        self._caught_up_at = time.monotonic()
        self._metrics.catch_ups.inc()
        try:
            thread = await self._threads.read(self._conversation_id)
        except ThreadUnavailable:
            self._behind = True
            return []
        except ConversationGone:
            return self._follow(ThreadErased())
        self._behind = False
        return self._follower.catch_up(thread)


async def _close_when(stopping: anyio.Event, watch: Watch) -> None:
    await stopping.wait()
    watch.close()


def _sent(event: StreamEvent) -> ServerSentEvent:
    return ServerSentEvent(event=event.name, id=str(event.position), data=json.dumps(event.data, ensure_ascii=False))
