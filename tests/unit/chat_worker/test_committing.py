"""The first commit of a turn ends it; every later one is refused, whoever makes it."""

import pytest

from services.chat_worker.domain import transcript
from services.chat_worker.domain.transcript import LeaseLost, TakenOver
from shared.events import Handler, ReplyGenerated
from tests.builders import NOON, a_usage_recorded, an_escalation_requested
from tests.unit.chat_worker.conversations import LEASE_FOR, an_end, begun, committed, heard, pending, shown


def test_messages_and_reply_leave_the_mailbox_together() -> None:
    current, fence = begun(heard("How?", "And when?"))

    done = committed(current, fence, "By card, today.")

    assert done.pending == []
    assert done.turn is None
    assert shown(done) == [(1, "How?"), (2, "And when?"), (3, "By card, today.")]


def test_the_reply_names_its_turn_and_what_it_answers() -> None:
    current, fence = begun(heard("How?", "And when?"))
    assert current.turn is not None

    (finished,) = committed(current, fence).finished

    assert finished.reply.turn_id == current.turn.id
    assert finished.reply.answers == current.turn.answers


def test_the_event_to_be_said_has_the_place_of_the_reply() -> None:
    current, fence = begun(heard("How?"))

    (event,) = committed(current, fence).unsaid

    assert isinstance(event, ReplyGenerated)
    assert event.seq == 2
    assert event.content == "By card."


def test_what_it_cost_and_asks_for_is_to_be_said_with_it() -> None:
    usage, escalation = a_usage_recorded(), an_escalation_requested()
    current, fence = begun(heard("How?"))

    assert committed(current, fence, "By card.", usage, escalation).unsaid[1:] == [usage, escalation]


def test_a_message_that_came_after_the_call_stays_pending() -> None:
    current, fence = begun(heard("How?"))
    later = heard("And when?", at=current)

    done = committed(later, fence)

    assert pending(done) == ["And when?"]
    assert shown(done) == [(1, "How?"), (2, "And when?"), (3, "By card.")]
    assert done.needs_work


def test_the_next_turn_is_another_turn() -> None:
    current, fence = begun(heard("How?"))
    done = committed(heard("And when?", at=current), fence)

    following = transcript.begin_attempt(done, fence, NOON, LEASE_FOR)

    assert current.turn is not None
    assert following.turn is not None
    assert following.turn.id != current.turn.id


def test_a_zombie_cannot_commit_after_another_has_taken_over() -> None:
    current, old = begun(heard("How?"))
    theirs = transcript.take(current, "other", NOON + LEASE_FOR, LEASE_FOR)
    assert theirs is not None

    with pytest.raises(LeaseLost):
        committed(theirs, old)


def test_a_zombie_cannot_commit_after_another_has_answered() -> None:
    current, old = begun(heard("How?"))
    finished, reply = an_end(current, "Too late.")
    theirs = transcript.take(current, "other", NOON + LEASE_FOR, LEASE_FOR)
    assert theirs is not None
    begun_again = transcript.begin_attempt(theirs, theirs.last_fence, NOON + LEASE_FOR, LEASE_FOR)
    done = committed(begun_again, theirs.last_fence)

    for state in (done, transcript.abandon(done, theirs.last_fence)):
        with pytest.raises(LeaseLost):
            transcript.commit(state, old, finished, reply, [])


def test_the_same_holder_cannot_commit_twice() -> None:
    current, fence = begun(heard("How?"))
    finished, reply = an_end(current)
    done = transcript.commit(current, fence, finished, reply, [])
    said = transcript.settle(done, [finished.id], [reply.id])
    again = transcript.begin_attempt(heard("Again?", at=said), fence, NOON, LEASE_FOR)

    with pytest.raises(TakenOver):
        transcript.commit(again, fence, finished, reply, [])


def test_a_commit_whose_answer_got_lost_is_the_same_when_repeated() -> None:
    """The store repeats a step when it cannot know whether the database has made it."""
    current, fence = begun(heard("How?"))
    finished, reply = an_end(current)
    usage = a_usage_recorded()
    done = transcript.commit(current, fence, finished, reply, [usage])

    assert transcript.commit(done, fence, finished, reply, [usage]) == done


def test_the_bot_does_not_reply_once_a_person_has_the_conversation() -> None:
    current, fence = begun(heard("How?"))
    finished, reply = an_end(current)

    with pytest.raises(TakenOver):
        transcript.commit(transcript.hand_to(current, Handler.PERSON, 1), fence, finished, reply, [])


def test_the_bot_does_not_reply_to_what_a_person_had_in_between() -> None:
    current, fence = begun(heard("How?"))
    finished, reply = an_end(current)
    handed = transcript.hand_to(current, Handler.PERSON, 1)

    with pytest.raises(TakenOver):
        transcript.commit(transcript.hand_to(handed, Handler.BOT, 2), fence, finished, reply, [])
