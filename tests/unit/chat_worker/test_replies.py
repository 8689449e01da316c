"""The end of a turn as events that can be said again."""

from services.chat_worker.domain import replies, transcript
from services.chat_worker.domain.replies import Answer
from shared.events import TokenCounts
from shared.visitor_view import ThreadMessage
from tests.builders import MODEL, NOON, a_usage_recorded
from tests.unit.chat_worker.conversations import LEASE_FOR, MADE, SECOND, begun, heard

EMAIL = "support@rezvo.app"
ANSWER = Answer(
    text="By card.", stop_reason="end_turn", request_id="req_1", model=MODEL, tokens=TokenCounts(output_tokens=3)
)


def test_a_plain_answer_needs_nobody() -> None:
    assert replies.judged(ANSWER, EMAIL).escalate is None


def test_an_answer_that_sends_to_the_support_address_is_unresolved() -> None:
    sent_away = ANSWER.model_copy(update={"text": f"Write to {EMAIL}."})

    assert replies.judged(sent_away, EMAIL).escalate == "unresolved"


def test_a_fixed_text_keeps_its_own_category() -> None:
    fixed = ANSWER.model_copy(update={"text": f"Write to {EMAIL}.", "escalate": "budget_exhausted"})

    assert replies.judged(fixed, EMAIL).escalate == "budget_exhausted"


def test_every_attempt_at_a_turn_would_say_it_under_the_same_ids() -> None:
    """So that a reply that is said again, by whomever, is the same reply."""
    first, fence = begun(heard("How?"))
    second = transcript.begin_attempt(first, fence, NOON, LEASE_FOR)

    ids = set()
    for current in (first, second):
        assert current.turn is not None
        finished = replies.finished_turn(current, current.turn, ANSWER, MADE, NOON)
        reply = replies.reply_event(finished, ANSWER, MADE)
        escalation = replies.escalation_event(current, current.turn, "unresolved", NOON)
        ids.add((finished.id, finished.reply.id, reply.id, reply.message_id, escalation.id))

    assert len(ids) == 1


def test_the_reply_says_what_it_answers_and_what_it_is_made_of() -> None:
    current, _ = begun(heard("How?", "When?"))
    assert current.turn is not None

    finished = replies.finished_turn(current, current.turn, ANSWER, MADE, NOON)
    reply = replies.reply_event(finished, ANSWER, MADE)

    assert isinstance(finished.reply, ThreadMessage)
    assert reply.answers == finished.reply.answers == current.turn.answers
    assert reply.content == finished.reply.content == "By card."
    assert reply.tokens == TokenCounts(output_tokens=3)
    assert reply.provenance == finished.provenance == MADE
    assert reply.occurred_at == finished.reply.created_at == NOON


def test_the_summary_for_a_person_is_what_was_asked_and_not_what_came_later() -> None:
    current, _ = begun(heard("How?", "When?"))
    later = heard("Unrelated.", at=current)
    assert later.turn is not None

    event = replies.escalation_event(later, later.turn, "assistant_unavailable", NOON + SECOND)

    assert event.summary == "How? When?"
    assert event.reason == "The assistant could not answer"
    assert event.category == "assistant_unavailable"


def test_a_wasted_call_is_the_same_call_at_the_same_price() -> None:
    used = a_usage_recorded()

    wasted = replies.as_wasted(used)

    assert wasted.outcome == "wasted"
    assert wasted.model_copy(update={"outcome": "used"}) == used
