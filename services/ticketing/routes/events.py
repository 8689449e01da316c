"""`/api/support/events`: what changes, for a dashboard that shows it."""

import asyncio
import contextlib
import random
from collections.abc import AsyncGenerator
from datetime import timedelta
from typing import Final

import anyio
from fastapi import APIRouter, Depends
from sse_starlette import EventSourceResponse, ServerSentEvent

from services.ticketing.changes import Changes, Watch
from services.ticketing.routes.access import DOCUMENTED, may
from services.ticketing.schemas import ConversationChange
from shared.auth import AccessTokens, Role, Scope
from shared.problems import problem_responses

FAREWELL_SECONDS: Final = 2.0
"""How long a stream has for its last event when the server stops."""
RECONNECT_MILLISECONDS: Final = (300, 1_500)
"""Its clients come back within this span, not all at once."""


def create_routes(
    changes: Changes, tokens: AccessTokens, heartbeat_seconds: float, stream_life: timedelta
) -> APIRouter:
    """`stream_life`: after it a client comes back, and shows again who it is."""
    router = APIRouter(
        prefix="/api/support",
        tags=["conversations"],
        dependencies=[*DOCUMENTED, Depends(may(tokens, Role.VIEWER, Scope.CONVERSATIONS_READ))],
        responses=problem_responses(401),
    )

    @router.get(
        "/events",
        summary="What changes",
        response_class=EventSourceResponse,
        responses={200: {"content": {"text/event-stream": {}}}},
    )
    async def events() -> EventSourceResponse:
        """Server-sent events: `conversation.changed` with a ConversationChange, `resync` when something may have been
        missed, and `reconnect` at the end. Comments are heartbeats."""
        stopping = anyio.Event()
        return EventSourceResponse(
            stream_of(changes, stopping, stream_life),
            ping=heartbeat_seconds,
            shutdown_event=stopping,
            shutdown_grace_period=FAREWELL_SECONDS,
        )

    return router


async def stream_of(changes: Changes, stopping: anyio.Event, life: timedelta) -> AsyncGenerator[ServerSentEvent, None]:
    """Until `stopping`, or its `life` is over."""
    with changes.watching() as watch:
        closing = asyncio.create_task(_close(watch, stopping, life))
        try:
            yield ServerSentEvent(event="resync", data="{}")
            while not watch.closed:
                missed, changed = await watch.wait()
                if missed:
                    yield ServerSentEvent(event="resync", data="{}")
                for conversation in changed:
                    change = ConversationChange.of(conversation)
                    yield ServerSentEvent(event="conversation.changed", data=change.model_dump_json())
        finally:
            closing.cancel()
    yield ServerSentEvent(event="reconnect", data="{}", retry=random.randint(*RECONNECT_MILLISECONDS))  # noqa: S311


async def _close(watch: Watch, stopping: anyio.Event, life: timedelta) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(life.total_seconds()):
            await stopping.wait()
    watch.close()
