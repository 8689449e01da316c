"""A visitor's message comes into the mailbox once, and in the order in which its client sent it."""

from datetime import timedelta

import pytest

from services.chat_worker.domain import transcript
from services.chat_worker.domain.transcript import PREDECESSOR_PATIENCE, REMEMBERED_IDS, Transcript
from tests.builders import CONVERSATION_ID, NOON, a_message_id, a_message_received
from tests.unit.chat_worker.conversations import answered, heard, pending, shown

FIRST = a_message_received("first")
SECOND = a_message_received("second", after_message_id=FIRST.message_id)
THIRD = a_message_received("third", after_message_id=SECOND.message_id)
ORPHAN = a_message_received("orphan", after_message_id=a_message_id(404))


def test_messages_get_contiguous_places_from_one() -> None:
    assert shown(heard("a", "b", "c")) == [(1, "a"), (2, "b"), (3, "c")]


def test_a_message_keeps_what_was_said_of_it() -> None:
    (message,) = heard(FIRST).pending

    assert message.content == FIRST.content
    assert message.page_url == FIRST.page_url
    assert message.locale == FIRST.locale
    assert message.visitor_key == FIRST.visitor.key
    assert message.received_at == NOON


def test_a_repeated_message_changes_nothing() -> None:
    once = heard(FIRST, SECOND)

    assert transcript.receive(once, FIRST, NOON + timedelta(minutes=1)) == once


def test_a_repeated_message_changes_nothing_after_it_was_answered() -> None:
    done = answered(FIRST)

    assert transcript.receive(done, FIRST, NOON) == done


def test_a_repeated_message_changes_nothing_while_it_waits() -> None:
    waiting = heard(SECOND)

    assert transcript.receive(waiting, SECOND, NOON) == waiting


def test_a_message_waits_for_the_one_before_it() -> None:
    early = heard(SECOND)

    assert pending(early) == []
    assert [message.content for message in early.waiting] == ["second"]
    assert pending(heard(FIRST, at=early)) == ["first", "second"]


def test_a_whole_chain_that_came_backwards_is_put_in_order() -> None:
    assert pending(heard(THIRD, SECOND, FIRST)) == ["first", "second", "third"]


def test_others_do_not_wait_for_a_message_that_waits() -> None:
    assert pending(heard(ORPHAN, "from another tab")) == ["from another tab"]


def test_a_message_whose_predecessor_was_answered_long_ago_does_not_wait() -> None:
    assert pending(heard(SECOND, at=answered(FIRST))) == ["second"]


@pytest.mark.parametrize(
    ("waited", "placed"),
    [(PREDECESSOR_PATIENCE - timedelta(milliseconds=1), []), (PREDECESSOR_PATIENCE, ["orphan"])],
)
def test_a_predecessor_that_never_comes_is_waited_for_ten_seconds(waited: timedelta, placed: list[str]) -> None:
    assert pending(transcript.place_waiting(heard(ORPHAN), NOON + waited)) == placed
    assert timedelta(seconds=10) == PREDECESSOR_PATIENCE


def test_a_late_predecessor_comes_after_the_message_that_did_not_wait_any_longer() -> None:
    impatient = transcript.place_waiting(heard(SECOND), NOON + PREDECESSOR_PATIENCE)

    assert shown(heard(FIRST, at=impatient)) == [(1, "second"), (2, "first")]


def test_a_message_that_has_waited_long_enough_does_not_overtake_one_that_came_after_it_and_belongs_before() -> None:
    first_is_missing = transcript.receive(heard(THIRD), SECOND, NOON + timedelta(seconds=1))

    assert pending(transcript.place_waiting(first_is_missing, NOON + PREDECESSOR_PATIENCE)) == ["second", "third"]


def test_messages_that_name_each_other_are_placed_after_the_wait() -> None:
    one, other = a_message_id(1), a_message_id(2)
    circle = heard(
        a_message_received("one", message_id=one, after_message_id=other),
        a_message_received("other", message_id=other, after_message_id=one),
        a_message_received("itself", message_id=a_message_id(3), after_message_id=a_message_id(3)),
    )

    assert pending(circle) == []
    assert pending(transcript.place_waiting(circle, NOON + PREDECESSOR_PATIENCE)) == ["one", "other", "itself"]


def test_a_message_that_waits_is_not_shown_yet() -> None:
    assert transcript.as_thread(heard(ORPHAN), []).messages == []


def test_a_transcript_remembers_only_the_newest_ids() -> None:
    long = Transcript(conversation_id=CONVERSATION_ID, applied=[f"{nth:024x}" for nth in range(REMEMBERED_IDS)])

    after = heard(FIRST, at=long)

    assert len(after.applied) == REMEMBERED_IDS
    assert after.applied[-1] == FIRST.message_id


def test_more_messages_than_are_remembered_all_get_a_place() -> None:
    """Also when a message that waits has itself been forgotten among the ids."""
    many = heard(ORPHAN, *(f"message {nth}" for nth in range(REMEMBERED_IDS + 1)))

    placed = transcript.place_waiting(many, NOON + PREDECESSOR_PATIENCE)

    assert [message.seq for message in placed.pending] == list(range(1, REMEMBERED_IDS + 3))
