"""Transcripts on a real database: no step is lost, whoever else writes, and the database's clock decides."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from bson import ObjectId

from services.chat_worker.domain import transcript as steps
from services.chat_worker.domain.transcript import TakenOver, Transcript
from services.chat_worker.stores.transcripts import COLLECTION, Transcripts
from shared.events import MessageReceived
from shared.mongo import Database
from tests.builders import a_conversation_id, a_message_received, a_usage_recorded
from tests.unit.chat_worker.conversations import answered, begun, heard

WRITERS = 20
LEASE_FOR = timedelta(seconds=10)


def receive(event: MessageReceived, current: Transcript, now: datetime) -> Transcript:
    return steps.receive(current, event, now)


async def hears(transcripts: Transcripts, conversation_id: str, after_message_id: str | None = None) -> None:
    event = a_message_received(conversation_id=conversation_id, after_message_id=after_message_id)
    await transcripts.change(conversation_id, partial(receive, event))


async def expires(store: Database, conversation_id: str) -> None:
    """The holder has not been heard of for a while."""
    await store[COLLECTION].update_one(
        {"_id": ObjectId(conversation_id)},
        [{"$set": {"lease.until": {"$subtract": ["$$NOW", 1]}}}],
    )


@asynccontextmanager
async def profiled(store: Database) -> AsyncIterator[Callable[[], Awaitable[list[dict[str, Any]]]]]:
    """What the database did meanwhile for queries of transcripts, by its own account."""

    async def profile() -> list[dict[str, Any]]:
        return await store["system.profile"].find({"ns": f"{store.name}.{COLLECTION}"}).to_list(None)

    await store.command("profile", 2)
    try:
        yield profile
    finally:
        await store.command("profile", 0)


async def test_a_conversation_that_nothing_was_heard_of_is_empty(transcripts: Transcripts) -> None:
    conversation_id = a_conversation_id()

    assert await transcripts.read(conversation_id) == Transcript(conversation_id=conversation_id)


async def test_many_writers_at_once_lose_nothing(transcripts: Transcripts) -> None:
    conversation_id = a_conversation_id()

    await asyncio.gather(*[hears(transcripts, conversation_id) for _ in range(WRITERS)])

    kept = await transcripts.read(conversation_id)
    assert sorted(message.seq for message in kept.pending) == list(range(1, WRITERS + 1))
    assert kept.revision == WRITERS


async def test_one_event_from_many_deliveries_is_one_message(transcripts: Transcripts) -> None:
    event = a_message_received(conversation_id=a_conversation_id())

    await asyncio.gather(*[transcripts.change(event.conversation_id, partial(receive, event)) for _ in range(WRITERS)])

    assert len((await transcripts.read(event.conversation_id)).pending) == 1


async def test_of_many_workers_one_gets_the_lease(transcripts: Transcripts) -> None:
    conversation_id = a_conversation_id()
    await hears(transcripts, conversation_id)

    held = await asyncio.gather(
        *[transcripts.take(conversation_id, f"worker {nth}", LEASE_FOR) for nth in range(WRITERS)]
    )

    assert len([transcript for transcript in held if transcript]) == 1


async def test_everything_that_a_transcript_can_hold_comes_back_as_it_was(transcripts: Transcripts) -> None:
    conversation_id = a_conversation_id()
    full, _ = begun(heard("How?", a_message_received("orphan", after_message_id="f" * 24), at=answered("first")))
    full = steps.owe(full, a_usage_recorded()).model_copy(update={"conversation_id": conversation_id, "revision": 0})

    stored = await transcripts.change(conversation_id, lambda _current, _now: full)

    assert stored is not None
    assert await transcripts.read(conversation_id) == stored
    assert stored.model_copy(update={"revision": 0}) == full


async def test_a_step_that_declines_or_changes_nothing_writes_nothing(transcripts: Transcripts) -> None:
    conversation_id = a_conversation_id()
    await hears(transcripts, conversation_id)

    assert await transcripts.change(conversation_id, lambda _current, _now: None) is None
    await transcripts.change(conversation_id, lambda current, _now: current)

    assert (await transcripts.read(conversation_id)).revision == 1


async def test_what_a_step_raises_reaches_whoever_takes_it(transcripts: Transcripts) -> None:
    def refuse(current: Transcript, _: datetime) -> Transcript:
        raise TakenOver(current.conversation_id)

    with pytest.raises(TakenOver):
        await transcripts.change(a_conversation_id(), refuse)


async def test_steps_are_told_the_database_s_time(transcripts: Transcripts) -> None:
    """Also the first step of a conversation, which has no document to read the time with."""
    conversation_id = a_conversation_id()
    times: list[datetime] = []

    def look(current: Transcript, now: datetime) -> Transcript:
        times.append(now)
        return current.model_copy(update={"last_attempt": current.last_attempt + 1})

    before = datetime.now(UTC) - timedelta(seconds=1)
    for _ in range(2):
        await transcripts.change(conversation_id, look)

    assert [before <= now <= datetime.now(UTC) + timedelta(seconds=1) for now in times] == [True, True]


async def test_the_sweep_finds_what_is_free_and_what_was_left_by_the_database_s_time(
    transcripts: Transcripts, store: Database
) -> None:
    free, held, left = [a_conversation_id() for _ in range(3)]
    for conversation_id in (free, held, left):
        await hears(transcripts, conversation_id)
    await transcripts.take(left, "dead", LEASE_FOR)
    await expires(store, left)
    await transcripts.take(held, "busy", LEASE_FOR)
    await transcripts.change(a_conversation_id(), lambda current, _now: current.model_copy(update={"last_attempt": 1}))

    assert {found async for found in transcripts.with_work(10)} == {free, left}
    assert len([found async for found in transcripts.with_work(1)]) == 1


async def test_the_sweep_finds_a_message_that_waits_for_its_predecessor(transcripts: Transcripts) -> None:
    conversation_id = a_conversation_id()
    await hears(transcripts, conversation_id, after_message_id="f" * 24)

    assert [found async for found in transcripts.with_work(10)] == [conversation_id]


async def test_the_backlog_counts_what_has_work_and_what_has_something_to_say(transcripts: Transcripts) -> None:
    await hears(transcripts, a_conversation_id())
    await transcripts.change(a_conversation_id(), lambda current, _now: steps.owe(current, a_usage_recorded()))

    assert await transcripts.backlog() == (2, 1)


async def test_the_sweep_reads_only_conversations_with_work(transcripts: Transcripts, store: Database) -> None:
    """It comes every second, and nearly all conversations are over."""
    for nth in range(200):
        await transcripts.change(
            a_conversation_id(), lambda current, _now: current.model_copy(update={"last_attempt": 1})
        )
        if nth < 3:
            await hears(transcripts, a_conversation_id())

    async with profiled(store) as profile:
        assert len([found async for found in transcripts.with_work(10)]) == 3
        await transcripts.backlog()

    examined = [(entry["planSummary"], entry["docsExamined"]) for entry in await profile()]
    assert examined
    assert all(plan != "COLLSCAN" and documents <= 3 for plan, documents in examined), examined


async def test_a_verified_user_s_conversations_are_found_newest_first(transcripts: Transcripts) -> None:
    older, newer, foreign = (a_conversation_id() for _ in range(3))
    for conversation_id, user_id, opening in ((older, "u7", "one "), (newer, "u7", "two"), (foreign, "u8", "three")):
        event = a_message_received(opening, conversation_id=conversation_id, user_id=user_id)
        await transcripts.change(conversation_id, partial(receive, event))
    await hears(transcripts, older)

    found = await transcripts.of_user("u7", limit=10)

    assert [(each.conversation_id, each.opening) for each in found] == [(older, "one"), (newer, "two")]
    assert [each.conversation_id for each in await transcripts.of_user("u7", limit=1)] == [older]
    assert await transcripts.of_user("u9", limit=10) == []
