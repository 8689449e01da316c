"""A thread reads in order, and a turn's tokens stand where they belong."""

from itertools import permutations

from services.ticketing.domain.message import as_thread, generated, received
from tests.builders import NOON, a_message_id, a_message_received, a_reply_generated, a_turn_id
from tests.unit.ticketing.conversations import MINUTE

FIRST, SECOND, REPLY, LATER = (a_message_id(nth) for nth in range(1, 5))

ASKED = received(a_message_received("Hello?", message_id=FIRST))
ASKED_AGAIN = received(a_message_received("Anybody?", message_id=SECOND, occurred_at=NOON + MINUTE))
ANSWERED = generated(
    a_reply_generated(
        message_id=REPLY,
        turn_id=a_turn_id(),
        answers=[FIRST, SECOND],
        occurred_at=NOON - MINUTE,
        tokens={
            "input_tokens": 25,
            "cache_creation_input_tokens": 100,
            "cache_read_input_tokens": 1_000,
            "output_tokens": 60,
        },
    )
)
THANKED = received(a_message_received("Thanks", message_id=LATER, occurred_at=NOON + 2 * MINUTE))


def test_a_reply_comes_after_what_it_answers_even_when_its_clock_is_slow() -> None:
    for order in permutations([ASKED, ASKED_AGAIN, ANSWERED, THANKED]):
        assert [message.id for message in as_thread(order)] == [FIRST, SECOND, REPLY, LATER]


def test_the_newest_message_answered_has_the_turns_whole_input_and_the_reply_its_output() -> None:
    tokens = {
        message.id: (message.input_tokens, message.output_tokens)
        for message in as_thread([ANSWERED, ASKED, ASKED_AGAIN])
    }
    assert tokens == {FIRST: (0, 0), SECOND: (1_125, 0), REPLY: (0, 60)}


def test_a_reply_whose_question_was_not_heard_of_yet_stands_alone() -> None:
    assert as_thread([ANSWERED]) == [ANSWERED]


def test_a_message_of_the_chat_keeps_milliseconds_as_the_database_does() -> None:
    precise = a_message_received(occurred_at=NOON.replace(microsecond=123_456))
    assert received(precise).created_at.microsecond == 123_000
