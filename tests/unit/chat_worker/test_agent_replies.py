"""A person writes to the visitor: it stands in the thread once, and the conversation is theirs."""

from services.chat_worker.domain import transcript
from services.chat_worker.domain.transcript import REMEMBERED_IDS, Transcript
from shared.events import Handler
from tests.builders import CONVERSATION_ID, a_message_id, a_message_received, an_agent_replied
from tests.unit.chat_worker.conversations import answered, begun, heard, pending, shown

HERE = an_agent_replied("Ada here.", agent_name="Ada", revision=3)


def test_it_is_the_next_message_of_the_thread() -> None:
    after = transcript.agent_replied(answered("one"), HERE)

    assert shown(after) == [(1, "one"), (2, "By card."), (3, "Ada here.")]
    written = transcript.as_thread(after, []).messages[-1]
    assert (written.role, written.agent_name, written.id) == ("agent", "Ada", HERE.message_id)


def test_it_may_be_the_first_that_is_heard_of_a_conversation() -> None:
    assert shown(transcript.agent_replied(Transcript(conversation_id=CONVERSATION_ID), HERE)) == [(1, "Ada here.")]


def test_the_same_message_again_changes_nothing() -> None:
    once = transcript.agent_replied(heard("one"), HERE)

    assert transcript.agent_replied(once, HERE) == once


def test_the_conversation_is_theirs_and_what_was_pending_is_left_to_them() -> None:
    current, _ = begun(heard("one"))

    after = transcript.agent_replied(current, HERE)

    assert (after.handled_by, after.handled_revision, after.turn, pending(after)) == (Handler.PERSON, 3, None, [])
    assert shown(after) == [(1, "one"), (2, "Ada here.")]


def test_one_that_is_heard_after_the_hand_back_takes_nothing_from_the_bot() -> None:
    back = transcript.hand_to(heard("one"), Handler.BOT, 4)

    after = transcript.agent_replied(back, HERE)

    assert (after.handled_by, pending(after)) == (Handler.BOT, ["one"])
    assert shown(after) == [(1, "one"), (2, "Ada here.")]


def test_the_visitor_may_name_it_as_the_message_before_theirs() -> None:
    after = transcript.agent_replied(answered("one"), HERE)
    back = transcript.hand_to(after, Handler.BOT, 4)

    assert pending(heard(a_message_received("two", after_message_id=HERE.message_id), at=back)) == ["two"]


def test_the_row_of_answers_that_settled_nothing_is_over() -> None:
    unresolved = answered("one").model_copy(update={"unresolved_in_a_row": 1})

    assert transcript.agent_replied(unresolved, HERE).unresolved_in_a_row == 0


def test_no_more_ids_are_remembered_than_may_be() -> None:
    known = heard("one").model_copy(update={"applied": [a_message_id(nth) for nth in range(REMEMBERED_IDS)]})

    assert len(transcript.agent_replied(known, HERE).applied) == REMEMBERED_IDS
