"""The end of a turn as events that can be said again."""

from services.chat_worker.domain import replies, transcript
from services.chat_worker.domain.conclusions import Answer, Said
from services.chat_worker.domain.escalation import Escalation
from shared.events import CitedSource, EscalationCategory, TokenCounts, Urgency
from shared.visitor_view import ThreadMessage
from tests.builders import MODEL, NOON, a_usage_recorded
from tests.unit.chat_worker.conversations import LEASE_FOR, MADE, SECOND, begun, heard

PAYMENTS = CitedSource(title="Payments", url="/pay")
SAID = Said(
    text="By card.",
    stop_reason="end_turn",
    sources=[PAYMENTS],
    request_id="req_1",
    model=MODEL,
    tokens=TokenCounts(output_tokens=3),
)
ANSWER = Answer(text="By card.", said=SAID)
UNRESOLVED = Escalation(category=EscalationCategory.UNRESOLVED, handover=False)
UNAVAILABLE = Escalation(category=EscalationCategory.ASSISTANT_UNAVAILABLE)


def test_every_attempt_at_a_turn_would_say_it_under_the_same_ids() -> None:
    """So that a reply that is said again, by whomever, is the same reply."""
    first, fence = begun(heard("How?"))
    second = transcript.begin_attempt(first, fence, NOON, LEASE_FOR)

    ids = set()
    for current in (first, second):
        assert current.turn is not None
        finished = replies.finished_turn(current, current.turn, ANSWER, MADE, NOON)
        reply = replies.reply_event(finished, ANSWER, MADE)
        escalation = replies.escalation_event(current, current.turn, UNRESOLVED, NOON)
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
    assert reply.sources == finished.reply.sources == [PAYMENTS]
    assert (reply.tokens, reply.stop_reason) == (TokenCounts(output_tokens=3), "end_turn")
    assert reply.provenance == finished.provenance == MADE
    assert reply.occurred_at == finished.reply.created_at == NOON


def test_the_summary_for_a_person_is_what_was_asked_and_not_what_came_later() -> None:
    current, _ = begun(heard("How?", "When?"))
    later = heard("Unrelated.", at=current)
    assert later.turn is not None

    event = replies.escalation_event(later, later.turn, UNAVAILABLE, NOON + SECOND)

    assert event.summary == "How? When?"
    assert event.reason == "The assistant could not answer"
    assert event.category == "assistant_unavailable"
    assert event.handover


def test_the_model_s_own_summary_is_told_where_it_gave_one() -> None:
    current, _ = begun(heard("How?"))
    assert current.turn is not None
    asked_for = Escalation(
        category=EscalationCategory.PAYMENT, summary="Wants the  deposit\nback.", urgency=Urgency.HIGH
    )

    event = replies.escalation_event(current, current.turn, asked_for, NOON)

    assert (event.summary, event.urgency) == ("Wants the deposit back.", Urgency.HIGH)
    assert (event.category, event.reason) == ("payment", "The assistant asks for a person: a payment")


def test_a_reply_says_whether_the_conversation_is_put_before_a_person_with_it() -> None:
    current, _ = begun(heard("How?"))
    assert current.turn is not None
    finished = replies.finished_turn(current, current.turn, ANSWER, MADE, NOON)
    escalated = ANSWER.model_copy(update={"escalation": UNRESOLVED})

    assert not replies.reply_event(finished, ANSWER, MADE).escalated
    assert replies.reply_event(finished, escalated, MADE).escalated


def test_of_a_fixed_text_no_model_is_said_to_have_spoken() -> None:
    current, _ = begun(heard("How?"))
    assert current.turn is not None
    fixed = Answer(text="A person will look at it.", escalation=UNAVAILABLE)
    finished = replies.finished_turn(current, current.turn, fixed, MADE, NOON)
    reply = replies.reply_event(finished, fixed, MADE)

    assert (reply.stop_reason, reply.tokens, reply.sources) == (None, TokenCounts(), [])


def test_a_wasted_call_is_the_same_call_at_the_same_price() -> None:
    used = a_usage_recorded()

    wasted = replies.as_wasted(used)

    assert wasted.outcome == "wasted"
    assert wasted.model_copy(update={"outcome": "used"}) == used
