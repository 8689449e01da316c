"""What arrives is kept before it is shown, and shown once."""

import pytest

from shared.events import Handler, ReplyGenerated
from shared.visitor_view import ConversationUpdated, MessageShown
from tests.builders import (
    CONVERSATION_ID,
    a_contact_provided,
    a_message_id,
    a_message_received,
    a_status_changed,
    an_agent_replied,
)
from tests.unit.chat_worker.scripted import ScriptedClaude
from tests.unit.chat_worker.worker import Shared, Worker

FIRST = a_message_received("first")
AFTER = a_message_received("second", after_message_id=FIRST.message_id)


@pytest.fixture
def shared() -> Shared:
    return Shared()


@pytest.fixture
def worker(shared: Shared) -> Worker:
    return Worker(shared, ScriptedClaude(["By card."], ["By card."], ["By card."]))


def messages_shown(shared: Shared) -> list[tuple[int, str]]:
    shown = [frame.message for frame in shared.live.frames if isinstance(frame, MessageShown)]
    return [(message.seq, message.content) for message in shown if message.role == "user"]


async def test_a_message_is_kept_shown_and_answered(shared: Shared, worker: Worker) -> None:
    await worker.mailbox.put(FIRST)
    await worker.finish()

    assert shared.thread == ["first", "By card."]
    assert messages_shown(shared) == [(1, "first")]


async def test_a_repeated_message_is_neither_kept_nor_shown_again(shared: Shared, worker: Worker) -> None:
    await worker.mailbox.put(FIRST)
    await worker.mailbox.put(FIRST)
    await worker.finish()

    assert shared.thread == ["first", "By card."]
    assert messages_shown(shared) == [(1, "first")]


async def test_a_message_that_waits_is_shown_with_the_one_that_it_waited_for(shared: Shared, worker: Worker) -> None:
    await worker.mailbox.put(AFTER)
    assert messages_shown(shared) == []

    await worker.mailbox.put(FIRST)
    await worker.finish()

    assert messages_shown(shared) == [(1, "first"), (2, "second")]


async def test_a_message_that_is_not_kept_is_not_shown(shared: Shared, worker: Worker) -> None:
    shared.transcripts.fault = ConnectionError("away")

    with pytest.raises(ConnectionError):
        await worker.mailbox.put(FIRST)

    assert shared.live.frames == []


async def test_what_is_written_to_a_person_is_shown_and_not_answered(shared: Shared, worker: Worker) -> None:
    await worker.mailbox.hand_over(a_status_changed(new="in_progress", handled_by="person"))
    await worker.mailbox.put(FIRST)
    await worker.finish()

    assert shared.thread == ["first"]
    assert messages_shown(shared) == [(1, "first")]


async def test_what_a_person_writes_is_shown_with_their_name_and_they_have_the_conversation(
    shared: Shared, worker: Worker
) -> None:
    await worker.mailbox.put_reply(an_agent_replied("Let me see.", agent_name="Ada"))

    shown, updated = shared.live.frames
    assert isinstance(shown, MessageShown)
    assert (shown.message.role, shown.message.agent_name, shown.message.content) == ("agent", "Ada", "Let me see.")
    assert updated == ConversationUpdated(handled_by=Handler.PERSON)
    await worker.finish()
    assert shared.thread == ["Let me see."]


async def test_a_persons_message_that_is_heard_again_is_in_the_thread_once(shared: Shared, worker: Worker) -> None:
    for _ in range(2):
        await worker.mailbox.put_reply(an_agent_replied("Let me see."))
        await worker.settled()

    assert shared.thread == ["Let me see."]


async def test_the_answer_in_the_making_is_withdrawn_when_a_person_answers(shared: Shared) -> None:
    claude = ScriptedClaude()
    worker = Worker(shared, claude)
    claude.then("You", lambda: worker.mailbox.put_reply(an_agent_replied("Let me see.")), *["."] * 50)
    await worker.mailbox.put(FIRST)
    await worker.finish()
    await worker.turns.sweep()

    assert shared.thread == ["first", "Let me see."]
    assert "reply.reset" in shared.live.kinds
    assert not shared.events(ReplyGenerated)


async def test_what_nobody_at_the_desk_had_heard_is_answered_after_the_hand_back(shared: Shared) -> None:
    claude = ScriptedClaude(["By card."])
    worker = Worker(shared, claude)
    await worker.mailbox.hand_over(a_status_changed(new="in_progress", handled_by="person", revision=1))
    await worker.mailbox.put(FIRST)
    await worker.settled()
    assert claude.requests == []

    closed = a_status_changed(new="closed", handled_by="bot", revision=2, heard=[])
    for _ in range(2):
        await worker.mailbox.hand_over(closed)
    await worker.finish()

    (reply,) = shared.events(ReplyGenerated)
    assert reply.answers == [FIRST.message_id]
    assert len(claude.requests) == 1


async def test_after_the_hand_back_claude_is_told_what_the_person_wrote(shared: Shared) -> None:
    claude = ScriptedClaude(["You are welcome."])
    worker = Worker(shared, claude)
    await worker.mailbox.put_reply(an_agent_replied("Refunded.", agent_name="Ada"))
    await worker.mailbox.put(FIRST)
    back = a_status_changed(new="auto_resolved", handled_by="bot", revision=2, heard=[FIRST.message_id])
    await worker.mailbox.hand_over(back)
    await worker.settled()
    await worker.mailbox.put(a_message_received("Thanks!"))
    await worker.finish()

    (request,) = claude.requests
    assert [message.role for message in request.messages] == ["user"]
    assert shared.thread == ["Refunded.", "first", "Thanks!", "You are welcome."]


async def test_the_visitor_is_told_who_has_the_conversation(shared: Shared, worker: Worker) -> None:
    await worker.mailbox.hand_over(a_status_changed(new="in_progress", handled_by="person"))

    assert shared.live.frames == [ConversationUpdated(handled_by=Handler.PERSON)]


async def test_news_that_come_late_do_not_tell_the_visitor_what_is_no_longer_true(
    shared: Shared, worker: Worker
) -> None:
    await worker.mailbox.hand_over(a_status_changed(handled_by="person", revision=2))
    await worker.mailbox.hand_over(a_status_changed(handled_by="bot", revision=1))

    assert shared.live.frames[-1] == ConversationUpdated(handled_by=Handler.PERSON)


async def test_a_message_whose_predecessor_never_comes_is_answered_by_the_sweep(shared: Shared, worker: Worker) -> None:
    await worker.mailbox.put(a_message_received("orphan", after_message_id=a_message_id(404)))
    await worker.turns.sweep()
    assert shared.thread == []

    shared.transcripts.pass_time(10)
    await worker.turns.sweep()
    await worker.finish()

    assert shared.thread == ["orphan", "By card."]


async def test_an_address_is_remembered_and_every_page_is_told(shared: Shared, worker: Worker) -> None:
    for _ in range(2):
        await worker.mailbox.keep_contact(a_contact_provided())

    assert (await shared.transcripts.read(CONVERSATION_ID)).contact_known
    assert shared.live.frames == [ConversationUpdated(handled_by=Handler.BOT, contact_known=True)] * 2
