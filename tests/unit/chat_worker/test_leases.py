"""One worker at a time works on a conversation, and a late one is recognised."""

from datetime import timedelta

import pytest

from services.chat_worker.domain import transcript
from services.chat_worker.domain.transcript import PREDECESSOR_PATIENCE, LeaseLost, Transcript
from tests.builders import CONVERSATION_ID, NOON, a_message_id, a_message_received
from tests.unit.chat_worker.conversations import LEASE_FOR, SECOND, answered, begun, heard, taken


def test_there_is_no_lease_where_there_is_no_work() -> None:
    assert transcript.take(Transcript(conversation_id=CONVERSATION_ID), "one", NOON, LEASE_FOR) is None


def test_a_message_is_work() -> None:
    held, _ = taken(heard("hello"))

    assert held.lease is not None
    assert held.lease.holder == "one"
    assert held.lease.until == NOON + LEASE_FOR


def test_something_to_say_is_work() -> None:
    unsaid = answered("hello")

    assert unsaid.pending == []
    assert taken(unsaid)[0].lease is not None


def test_a_message_that_only_waits_is_work_once_it_has_waited_long_enough() -> None:
    waiting = heard(a_message_received(after_message_id=a_message_id(404)))

    assert transcript.take(waiting, "one", NOON, LEASE_FOR) is None
    late = transcript.take(waiting, "one", NOON + PREDECESSOR_PATIENCE, LEASE_FOR)
    assert late is not None
    assert len(late.pending) == 1


def test_nobody_takes_what_somebody_holds() -> None:
    held, _ = taken(heard("hello"))

    assert transcript.take(held, "other", NOON + LEASE_FOR - SECOND, LEASE_FOR) is None


def test_an_expired_lease_is_taken_over_with_a_higher_fence() -> None:
    held, fence = taken(heard("hello"))

    taken_over = transcript.take(held, "other", NOON + LEASE_FOR, LEASE_FOR)

    assert taken_over is not None
    assert taken_over.lease is not None
    assert taken_over.lease.holder == "other"
    assert taken_over.lease.fence > fence


def test_a_fence_is_never_given_out_again() -> None:
    held, first = taken(heard("hello"))
    again, second = taken(transcript.abandon(held, first))

    assert second > first
    assert again.last_fence == second


def test_working_renews_the_lease() -> None:
    held, fence = begun(heard("hello"))

    renewed = transcript.checkpoint(held, fence, 1, "By", now=NOON + 9 * SECOND, lease_for=LEASE_FOR)

    assert renewed.lease is not None
    assert renewed.lease.until == NOON + 9 * SECOND + LEASE_FOR


def test_whoever_was_taken_over_can_do_nothing_more() -> None:
    held, old = begun(heard("hello"))
    now = NOON + LEASE_FOR
    theirs = transcript.take(held, "other", now, LEASE_FOR)
    assert theirs is not None

    with pytest.raises(LeaseLost):
        transcript.begin_attempt(theirs, old, now, LEASE_FOR)
    with pytest.raises(LeaseLost):
        transcript.checkpoint(theirs, old, 1, "By", now=now, lease_for=LEASE_FOR)
    assert transcript.release(theirs, old) == theirs
    assert transcript.abandon(theirs, old) == theirs


def test_a_lease_that_ran_out_unnoticed_still_holds() -> None:
    """Time alone takes nothing away: only another worker does."""
    held, fence = begun(heard("hello"))

    assert (
        transcript.checkpoint(held, fence, 1, "By", now=NOON + timedelta(hours=1), lease_for=LEASE_FOR).lease
        is not None
    )


def test_the_lease_is_released_only_when_there_is_nothing_to_do() -> None:
    held, fence = taken(heard("hello"))
    assert transcript.release(held, fence) == held

    unsaid, fence = taken(answered("hello"))
    assert transcript.release(unsaid, fence) == unsaid

    kept, said = [turn.id for turn in unsaid.finished], [event.id for event in unsaid.unsaid]
    assert transcript.release(transcript.settle(unsaid, kept, said), fence).lease is None


def test_an_abandoned_conversation_may_be_taken_at_once() -> None:
    held, fence = taken(heard("hello"))

    assert transcript.take(transcript.abandon(held, fence), "other", NOON, LEASE_FOR) is not None


def test_giving_back_what_nobody_holds_changes_nothing() -> None:
    free = heard("hello")

    assert transcript.abandon(free, 1) == free
    assert transcript.release(free, 1) == free
