"""While a person has the conversation the bot keeps what the visitor writes and answers nothing."""

from services.chat_worker.domain import transcript
from services.chat_worker.domain.transcript import LEFT_MESSAGES, PREDECESSOR_PATIENCE, Transcript
from shared.events import Handler
from tests.builders import NOON, a_message_id, a_message_received
from tests.unit.chat_worker.conversations import LEASE_FOR, answered, begun, heard, pending, shown


def ids(handed: Transcript) -> list[str]:
    """Of what is left to a person."""
    return [message.message_id for message in handed.left]


def test_what_is_pending_is_kept_in_the_thread_and_not_answered() -> None:
    handed = transcript.hand_to(heard("one", "two"), Handler.PERSON, 1)

    assert handed.pending == []
    assert shown(handed) == [(1, "one"), (2, "two")]


def test_what_the_visitor_writes_to_the_person_is_kept_in_the_thread_and_not_answered() -> None:
    handed = transcript.hand_to(answered("one"), Handler.PERSON, 1)

    after = heard("two", "three", at=handed)

    assert after.pending == []
    assert shown(after) == [(1, "one"), (2, "By card."), (3, "two"), (4, "three")]


def test_the_half_written_reply_is_withdrawn() -> None:
    current, fence = begun(heard("one"))
    spoken = transcript.checkpoint(current, fence, 1, "You", now=NOON, lease_for=LEASE_FOR)

    assert transcript.as_thread(transcript.hand_to(spoken, Handler.PERSON, 1), []).partial is None


def test_a_message_that_waited_for_its_predecessor_is_kept_as_well() -> None:
    orphan = a_message_received("orphan", after_message_id=a_message_id(404))
    handed = transcript.hand_to(heard(orphan), Handler.PERSON, 1)

    late = transcript.take(handed, "one", NOON + PREDECESSOR_PATIENCE, LEASE_FOR)

    assert late is not None
    assert late.pending == []
    assert shown(late) == [(1, "orphan")]


def test_the_bot_answers_again_once_it_has_the_conversation_back() -> None:
    handed = transcript.hand_to(heard("one"), Handler.PERSON, 1)

    back = heard("two", at=transcript.hand_to(handed, Handler.BOT, 2, ids(handed)))

    assert pending(back) == ["two"]
    assert shown(back) == [(1, "one"), (2, "two")]


def test_what_is_pending_with_the_bot_is_not_touched_by_news_that_the_bot_has_it() -> None:
    current, _ = begun(heard("one"))

    told = transcript.hand_to(current, Handler.BOT, 1)

    assert pending(told) == ["one"]
    assert told.turn == current.turn


def test_older_news_and_the_same_news_again_change_nothing() -> None:
    handed = transcript.hand_to(heard("one"), Handler.PERSON, 1)

    assert transcript.hand_to(handed, Handler.BOT, 0) == handed
    assert transcript.hand_to(handed, Handler.PERSON, 1) == handed


def test_what_the_person_never_heard_of_is_answered_by_the_bot_once_it_has_the_conversation_back() -> None:
    handed = transcript.hand_to(heard("one"), Handler.PERSON, 1)
    seen = ids(handed)
    written = heard("two", "three", at=handed)

    back = transcript.hand_to(written, Handler.BOT, 2, seen)

    assert (pending(back), back.left) == (["two", "three"], [])
    assert shown(back) == [(1, "one"), (2, "two"), (3, "three")]
    assert transcript.hand_to(back, Handler.BOT, 2, seen) == back


def test_what_a_person_has_dealt_with_is_not_answered_when_it_gets_here_late() -> None:
    late, unheard_of = a_message_received("late"), a_message_received("unheard of")
    handed = transcript.hand_to(heard("one"), Handler.PERSON, 1)

    back = transcript.hand_to(handed, Handler.BOT, 2, [*ids(handed), late.message_id])
    after = heard(late, unheard_of, at=back)

    assert pending(after) == ["unheard of"]
    assert shown(after) == [(1, "one"), (2, "late"), (3, "unheard of")]


def test_what_ticketing_heard_while_the_bot_had_it_is_answered_all_the_same() -> None:
    late = a_message_received("late")

    told = transcript.hand_to(heard("one"), Handler.BOT, 1, [late.message_id])

    assert pending(heard(late, at=told)) == ["one", "late"]


def test_what_is_taken_up_and_left_to_a_person_again_stands_in_the_thread_once() -> None:
    handed = transcript.hand_to(heard("one"), Handler.PERSON, 1)

    back = transcript.hand_to(handed, Handler.BOT, 2)
    again = transcript.hand_to(back, Handler.PERSON, 3)

    assert (pending(back), pending(again), ids(again)) == (["one"], [], ids(handed))
    assert shown(again) == [(1, "one")]


def test_a_message_that_comes_again_is_not_answered_after_all() -> None:
    event = a_message_received("one")
    handed = transcript.hand_to(heard(event), Handler.PERSON, 1)
    back = transcript.hand_to(handed, Handler.BOT, 2, ids(handed))

    assert heard(event, at=back) == back


def test_no_more_is_left_to_a_person_than_a_transcript_holds() -> None:
    handed = transcript.hand_to(heard("one"), Handler.PERSON, 1)

    after = heard(*(str(nth) for nth in range(LEFT_MESSAGES)), at=handed)

    assert len(after.left) == LEFT_MESSAGES
    assert [message.content for turn in after.finished for message in turn.messages] == ["one"]
    assert len(shown(after)) == LEFT_MESSAGES + 1
