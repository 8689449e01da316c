"""Erased turns on a real database: their words are gone, and their places are taken for a while."""

from datetime import UTC, datetime, timedelta

from services.chat_worker.stores import transcripts as of_transcripts
from services.chat_worker.stores.transcripts import Transcripts
from services.chat_worker.stores.turns import COLLECTION, FinishedTurns
from shared.mongo import Database
from tests.builders import a_conversation_id
from tests.integration.chat_worker.test_finished_turns import a_turn

WORDS = "the visitor's own words"
UNTIL = datetime.now(UTC) + timedelta(days=90)


async def test_nothing_is_left_of_a_conversation_and_others_stay(turns: FinishedTurns, store: Database) -> None:
    erased, other = a_conversation_id(), a_conversation_id()
    for nth in (1, 2):
        await turns.keep(a_turn(erased, nth, WORDS))
    await turns.keep(a_turn(other, 1))

    await turns.erase(erased, [], UNTIL)

    assert await turns.of(erased) == await turns.newest_of(erased, 9) == []
    assert len(await turns.of(other)) == 1
    left = await store[COLLECTION].find({"erased_until": {"$ne": None}}).to_list(None)
    assert [document.keys() for document in left] == [{"_id", "erased_until"}] * 2


async def test_a_late_worker_writes_nothing(turns: FinishedTurns, store: Database) -> None:
    conversation_id = a_conversation_id()
    kept, committed = a_turn(conversation_id, 1, WORDS), a_turn(conversation_id, 2, WORDS)
    await turns.keep(kept)
    for _ in range(2):
        await turns.erase(conversation_id, [committed.id], UNTIL)
        for turn in (kept, committed):
            await turns.keep(turn)

    assert await turns.of(conversation_id) == []
    assert WORDS not in repr(await store[COLLECTION].find().to_list(None))


async def test_both_are_forgotten_by_the_database_itself(
    turns: FinishedTurns, transcripts: Transcripts, store: Database
) -> None:
    await turns.ensure_indexes()
    await transcripts.ensure_indexes()

    for collection in (COLLECTION, of_transcripts.COLLECTION):
        index = (await store[collection].index_information())["erased"]
        assert (index["key"], index["expireAfterSeconds"]) == ([("erased_until", 1)], 0)
