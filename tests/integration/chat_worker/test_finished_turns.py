"""Finished turns: written once, read in the order of the thread."""

from services.chat_worker.domain.turn import FinishedTurn
from services.chat_worker.stores.turns import COLLECTION, FinishedTurns
from shared.mongo import Database
from shared.visitor_view import ThreadMessage
from tests.builders import NOON, a_conversation_id, a_message_id
from tests.unit.chat_worker.conversations import MADE


def a_turn(conversation_id: str, nth: int, content: str = "How?") -> FinishedTurn:
    message = ThreadMessage(id=a_message_id(nth), seq=nth, role="user", content=content, created_at=NOON)
    return FinishedTurn(
        id=f"{conversation_id}-{nth}", conversation_id=conversation_id, messages=[message], provenance=MADE
    )


async def test_a_turn_comes_back_as_it_was(turns: FinishedTurns) -> None:
    turn = a_turn(a_conversation_id(), 1)
    await turns.keep(turn)

    assert await turns.of(turn.conversation_id) == [turn]


async def test_a_turn_is_written_once_and_never_changed(turns: FinishedTurns) -> None:
    conversation_id = a_conversation_id()
    await turns.keep(a_turn(conversation_id, 1, "first"))
    await turns.keep(a_turn(conversation_id, 1, "second"))

    (kept,) = await turns.of(conversation_id)
    assert kept.reply.content == "first"


async def test_turns_come_in_the_order_of_the_thread_however_they_were_kept(turns: FinishedTurns) -> None:
    conversation_id = a_conversation_id()
    for nth in (3, 1, 2):
        await turns.keep(a_turn(conversation_id, nth))
    await turns.keep(a_turn(a_conversation_id(), 4))

    assert [turn.reply.seq for turn in await turns.of(conversation_id)] == [1, 2, 3]
    assert [turn.reply.seq for turn in await turns.newest_of(conversation_id, 2)] == [2, 3]


async def test_a_conversation_is_read_by_an_index(turns: FinishedTurns, store: Database) -> None:
    for nth in range(1, 50):
        await turns.keep(a_turn(a_conversation_id(), nth))
    conversation_id = a_conversation_id()
    await turns.keep(a_turn(conversation_id, 1))
    await store.command("profile", 2)
    await turns.of(conversation_id)
    await turns.newest_of(conversation_id, 40)
    await store.command("profile", 0)

    done = await store["system.profile"].find({"ns": f"{store.name}.{COLLECTION}", "op": "query"}).to_list(None)
    assert [(entry["planSummary"].split()[0], entry["docsExamined"]) for entry in done] == [("IXSCAN", 1)] * 2
