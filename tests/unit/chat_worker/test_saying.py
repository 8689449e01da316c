"""What was committed waits to be kept and said, and is forgotten only then."""

from services.chat_worker.domain import transcript
from services.chat_worker.domain.transcript import Transcript
from shared.visitor_view import PartialReply
from tests.builders import CONVERSATION_ID, NOON, a_usage_recorded
from tests.unit.chat_worker.conversations import LEASE_FOR, answered, begun, committed, heard, shown


def test_what_is_owed_is_remembered_once() -> None:
    usage = a_usage_recorded()
    owing = transcript.owe(Transcript(conversation_id=CONVERSATION_ID), usage)

    assert transcript.owe(owing, usage) == owing
    assert owing.unsaid == [usage]
    assert owing.needs_work


def test_only_what_was_kept_and_said_is_forgotten() -> None:
    first, second = a_usage_recorded(attempt=1), a_usage_recorded(attempt=2)
    owing = transcript.owe(transcript.owe(answered("one"), first), second)

    settled = transcript.settle(owing, [], [first.id])

    assert settled.finished == owing.finished
    assert [event.id for event in settled.unsaid] == [owing.unsaid[0].id, second.id]


def test_nothing_is_left_to_do_once_all_was_said() -> None:
    done = answered("one")

    settled = transcript.settle(done, [turn.id for turn in done.finished], [event.id for event in done.unsaid])

    assert not settled.needs_work


def test_a_turn_that_is_read_twice_is_shown_once() -> None:
    """The documents are read one after the other, and the turn may move from one to the other meanwhile."""
    before, fence = begun(heard("one"))
    after = committed(before, fence)

    for read_first in (before, after):
        thread = transcript.as_thread(read_first, after.finished)
        assert [(message.seq, message.content) for message in thread.messages] == shown(after)
        assert thread.partial is None


def test_the_thread_is_in_order_of_seq_whatever_order_the_turns_come_in() -> None:
    two = answered("second", at=answered("first"))

    thread = transcript.as_thread(Transcript(conversation_id=CONVERSATION_ID), two.finished[::-1])

    assert [message.seq for message in thread.messages] == [1, 2, 3, 4]


def test_a_reply_in_the_making_is_part_of_the_thread_from_its_first_moment() -> None:
    current, fence = begun(heard("one"))
    assert current.turn is not None
    begun_only = PartialReply(turn_id=current.turn.id, attempt=1, text="")

    assert transcript.as_thread(current, []).partial == begun_only
    spoken = transcript.checkpoint(current, fence, 1, "You", now=NOON, lease_for=LEASE_FOR)
    assert transcript.as_thread(spoken, []).partial == begun_only.model_copy(update={"text": "You"})
