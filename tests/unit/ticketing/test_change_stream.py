"""The events of the feed: what changed, what was missed, and the end of a stream."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any, Final

import anyio
from motor.motor_asyncio import AsyncIOMotorClient
from sse_starlette import ServerSentEvent

from services.ticketing.changes import Changes
from services.ticketing.routes.events import stream_of
from shared.events import Status
from tests.unit.ticketing.conversations import a_conversation

LONG: Final = timedelta(minutes=1)


def changes_of_nothing() -> Changes:
    """Nothing is asked of this database."""
    return Changes(AsyncIOMotorClient("mongodb://nowhere", connect=False)["desk"])


async def named(events: AsyncIterator[ServerSentEvent]) -> tuple[str, dict[str, Any]]:
    event = await anext(events)
    return str(event.event), json.loads(str(event.data))


async def test_a_watcher_reads_all_first_and_then_hears_what_changes() -> None:
    changes = changes_of_nothing()
    events = stream_of(changes, anyio.Event(), LONG)

    assert await named(events) == ("resync", {})
    changes.tell(a_conversation(Status.OPEN, revision=7))
    name, change = await named(events)

    assert (name, change["status"], change["revision"]) == ("conversation.changed", "open", 7)
    await events.aclose()


async def test_what_was_missed_is_told_before_what_came_after_it() -> None:
    changes = changes_of_nothing()
    events = stream_of(changes, anyio.Event(), LONG)
    await named(events)

    changes.miss()
    changes.tell(a_conversation())

    assert [(await named(events))[0] for _ in range(2)] == ["resync", "conversation.changed"]
    await events.aclose()


async def test_when_the_server_stops_and_when_its_time_is_over_a_stream_says_when_to_come_back() -> None:
    stopping = anyio.Event()
    stopped = stream_of(changes_of_nothing(), stopping, LONG)
    over = stream_of(changes_of_nothing(), anyio.Event(), timedelta(milliseconds=10))
    for events in (stopped, over):
        await named(events)
    stopping.set()

    for events in (stopped, over):
        (last,) = [event async for event in events]
        assert last.event == "reconnect"
        assert last.retry
