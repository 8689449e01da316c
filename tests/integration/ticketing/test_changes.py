"""Who watches is told what changes, whichever process changes it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from services.ticketing.changes import HELD_FOR_A_WATCHER, Changes, Watch
from services.ticketing.domain.conversation import Conversation, Patch
from services.ticketing.stores.stores import Stores
from services.ticketing.stores.unsaid import UnsaidEvents
from shared.events import Status
from shared.mongo import Database
from tests.builders import NOON, a_conversation_id, a_message_received
from tests.integration.ticketing.test_hearing import a_desk, tell
from tests.integration.ticketing.test_lists import add
from tests.unit.ticketing.conversations import a_conversation


@asynccontextmanager
async def followed(store: Database) -> AsyncIterator[Watch]:
    """A process's watcher, from when its stream is open."""
    changes = Changes(store)
    with changes.watching() as watch:
        following = asyncio.create_task(changes.follow())
        missed, _ = await asyncio.wait_for(watch.wait(), 20)
        assert missed
        yield watch
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)


async def changed(watch: Watch) -> dict[str, Conversation]:
    """What has changed, as soon as anything has."""
    _, conversations = await asyncio.wait_for(watch.wait(), 20)
    return {conversation.id: conversation for conversation in conversations}


async def test_every_process_hears_of_what_any_of_them_changes(store: Database, stores: Stores) -> None:
    async with followed(store) as one, followed(store) as other:
        conversation = await add(stores)
        assert set(await changed(one)) == set(await changed(other)) == {conversation}

        await a_desk(stores).patch(conversation, Patch(status=Status.OPEN), "ada@desk.example")
        for watch in (one, other):
            assert (await changed(watch))[conversation].status is Status.OPEN


async def test_a_message_is_a_change_and_what_was_only_said_is_none(store: Database, stores: Stores) -> None:
    conversation = await add(stores)
    await a_desk(stores).patch(conversation, Patch(status=Status.OPEN), "ada@desk.example")
    async with followed(store) as watch:
        unsaid = UnsaidEvents(store)
        for document in await unsaid.some(10):
            await unsaid.said(document)
        await tell(a_desk(stores), a_message_received(conversation_id=conversation, occurred_at=NOON))

        assert (await changed(watch))[conversation].totals.message_count == 1


async def test_whoever_missed_something_is_told_to_read_anew() -> None:
    watch = Watch()
    for _ in range(HELD_FOR_A_WATCHER + 1):
        watch.push(a_conversation(id=a_conversation_id()))

    missed, conversations = await watch.wait()

    assert missed
    assert conversations == []


async def test_many_changes_of_one_conversation_are_told_as_the_last() -> None:
    watch = Watch()
    for revision in (1, 2, 3):
        watch.push(a_conversation(revision=revision))

    missed, conversations = await watch.wait()

    assert (missed, [conversation.revision for conversation in conversations]) == (False, [3])
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(watch.wait(), 0.05)
