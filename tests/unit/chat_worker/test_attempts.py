"""An attempt answers everything that is pending when it begins."""

import pytest

from services.chat_worker.domain import transcript
from services.chat_worker.domain.transcript import PREDECESSOR_PATIENCE, LeaseLost, TakenOver
from shared.events import Handler
from shared.visitor_view import PartialReply
from tests.builders import NOON, a_message_id, a_message_received
from tests.unit.chat_worker.conversations import LEASE_FOR, SECOND, answered, begun, committed, heard, pending, taken


def test_it_answers_all_pending_messages() -> None:
    current, _ = begun(heard("one", "two"))

    assert current.turn is not None
    assert current.turn.answers == [message.message_id for message in current.pending]
    assert len(current.turn.answers) == 2


def test_another_attempt_is_the_same_turn_with_what_came_meanwhile() -> None:
    first, fence = begun(heard("one"))

    second = transcript.begin_attempt(heard("two", at=first), fence, NOON, LEASE_FOR)

    assert first.turn is not None
    assert second.turn is not None
    assert second.turn.id == first.turn.id
    assert (first.turn.tries, second.turn.tries) == (1, 2)
    assert len(second.turn.answers) == 2


def test_attempts_are_numbered_through_the_conversation_and_tries_through_the_turn() -> None:
    current, fence = begun(heard("one"))
    current = committed(transcript.begin_attempt(current, fence, NOON, LEASE_FOR), fence)

    current = transcript.begin_attempt(heard("two", at=current), fence, NOON, LEASE_FOR)

    assert current.turn is not None
    assert (current.turn.attempt, current.turn.tries) == (3, 1)


def test_another_worker_goes_on_counting() -> None:
    current, _ = begun(heard("one"))
    theirs = transcript.take(current, "other", NOON + LEASE_FOR, LEASE_FOR)
    assert theirs is not None

    current = transcript.begin_attempt(theirs, theirs.last_fence, NOON + LEASE_FOR, LEASE_FOR)

    assert current.turn is not None
    assert (current.turn.attempt, current.turn.tries) == (2, 2)


def test_it_begins_without_text() -> None:
    current, fence = begun(heard("one"))
    spoken = transcript.checkpoint(current, fence, 1, "You pay", now=NOON, lease_for=LEASE_FOR)

    again = transcript.begin_attempt(spoken, fence, NOON, LEASE_FOR)

    assert again.turn is not None
    assert again.turn.text == ""


def test_what_the_visitor_has_seen_is_kept_at_a_checkpoint() -> None:
    current, fence = begun(heard("one"))
    assert current.turn is not None

    spoken = transcript.checkpoint(current, fence, 1, "You pay", now=NOON + SECOND, lease_for=LEASE_FOR)

    partial = transcript.as_thread(spoken, []).partial
    assert partial == PartialReply(turn_id=current.turn.id, attempt=1, text="You pay")


def test_what_was_seen_of_an_earlier_attempt_is_not_kept_as_this_one_s() -> None:
    """A checkpoint may be under way while the next attempt begins."""
    first, fence = begun(heard("one"))
    second = transcript.begin_attempt(first, fence, NOON, LEASE_FOR)

    late = transcript.checkpoint(second, fence, 1, "You pay", now=NOON + SECOND, lease_for=LEASE_FOR)

    assert late.turn is not None
    assert late.turn.text == ""


def test_a_message_that_came_after_the_call_is_seen_at_a_checkpoint() -> None:
    current, fence = begun(heard("one"))
    assert transcript.unanswered_by(current) == []

    seen = transcript.checkpoint(heard("two", at=current), fence, 1, "", now=NOON, lease_for=LEASE_FOR)

    assert [message.content for message in transcript.unanswered_by(seen)] == ["two"]


def test_a_message_that_has_waited_long_enough_is_seen_at_a_checkpoint() -> None:
    orphan = a_message_received("orphan", after_message_id=a_message_id(404))
    current, fence = begun(heard("one", orphan))

    seen = transcript.checkpoint(current, fence, 1, "", now=NOON + PREDECESSOR_PATIENCE, lease_for=LEASE_FOR)

    assert pending(seen) == ["one", "orphan"]


def test_there_is_no_attempt_without_a_message() -> None:
    unsaid, fence = taken(answered("one"))

    with pytest.raises(TakenOver):
        transcript.begin_attempt(unsaid, fence, NOON, LEASE_FOR)


def test_there_is_no_attempt_without_the_lease() -> None:
    with pytest.raises(LeaseLost):
        transcript.begin_attempt(heard("one"), 1, NOON, LEASE_FOR)


def test_nothing_is_begun_or_kept_once_a_person_has_the_conversation() -> None:
    current, fence = begun(heard("one"))
    handed = transcript.hand_to(current, Handler.PERSON, 1)

    with pytest.raises(TakenOver):
        transcript.begin_attempt(handed, fence, NOON, LEASE_FOR)
    with pytest.raises(TakenOver):
        transcript.checkpoint(handed, fence, 1, "You", now=NOON, lease_for=LEASE_FOR)


def test_a_turn_that_a_person_interrupted_does_not_go_on_when_the_bot_is_back() -> None:
    current, fence = begun(heard("one"))
    handed = transcript.hand_to(current, Handler.PERSON, 1)
    back = heard("two", at=transcript.hand_to(handed, Handler.BOT, 2))

    with pytest.raises(TakenOver):
        transcript.checkpoint(back, fence, 1, "You", now=NOON, lease_for=LEASE_FOR)
