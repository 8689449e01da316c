"""While a person has the conversation the bot keeps what the visitor writes and answers nothing."""

from services.chat_worker.domain import transcript
from services.chat_worker.domain.transcript import PREDECESSOR_PATIENCE
from shared.events import Handler
from tests.builders import NOON, a_message_id, a_message_received
from tests.unit.chat_worker.conversations import LEASE_FOR, answered, begun, heard, pending, shown


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

    back = heard("two", at=transcript.hand_to(handed, Handler.BOT, 2))

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


def test_each_batch_that_is_put_aside_has_an_id_of_its_own() -> None:
    handed = transcript.hand_to(heard("one"), Handler.PERSON, 1)

    aside = heard("two", "three", at=handed).finished

    assert len({turn.id for turn in aside}) == len(aside) == 3
