"""The end of a turn as values: the finished turn, and the events that it causes, with deterministic ids."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from services.chat_worker.domain import escalation
from services.chat_worker.domain.transcript import Transcript, TurnInHand
from services.chat_worker.domain.turn import FinishedTurn
from shared.events import (
    EscalationRequested,
    Provenance,
    ReplyGenerated,
    TokenCounts,
    UsageRecorded,
    event_id,
)
from shared.ids import derived_id
from shared.visitor_view import ThreadMessage

Category = Literal["unresolved", "assistant_unavailable", "budget_exhausted"]


class Answer(BaseModel):
    """What the visitor is told. `stop_reason` is null when it is a fixed text of ours; then somebody has to look."""

    model_config = ConfigDict(frozen=True)

    text: str
    stop_reason: str | None = None
    request_id: str | None = None
    model: str
    tokens: TokenCounts = TokenCounts()
    escalate: Category | None = None


_REASONS: dict[Category, str] = {
    "unresolved": escalation.UNRESOLVED,
    "assistant_unavailable": escalation.UNAVAILABLE,
    "budget_exhausted": escalation.BUDGET,
}


def judged(answer: Answer, support_email: str) -> Answer:
    """The last net: a reply that sends the visitor to the support address is escalated."""
    if answer.escalate is None and escalation.sends_to_support(answer.text, support_email):
        return answer.model_copy(update={"escalate": "unresolved"})
    return answer


def finished_turn(
    transcript: Transcript, turn: TurnInHand, answer: Answer, made: Provenance, now: datetime
) -> FinishedTurn:
    reply = ThreadMessage(
        id=derived_id("reply", turn.id),
        seq=0,
        role="assistant",
        content=answer.text,
        created_at=now,
        turn_id=turn.id,
        answers=turn.answers,
    )
    return FinishedTurn(id=turn.id, conversation_id=transcript.conversation_id, messages=[reply], provenance=made)


def reply_event(finished: FinishedTurn, answer: Answer, made: Provenance) -> ReplyGenerated:
    return ReplyGenerated(
        id=event_id(finished.id, "reply"),
        occurred_at=finished.reply.created_at,
        conversation_id=finished.conversation_id,
        turn_id=finished.id,
        message_id=finished.reply.id,
        answers=finished.reply.answers,
        content=answer.text,
        seq=0,
        escalated=answer.escalate is not None,
        stop_reason=answer.stop_reason,
        tokens=answer.tokens,
        provenance=made,
    )


def escalation_event(
    transcript: Transcript, turn: TurnInHand, category: Category, now: datetime
) -> EscalationRequested:
    asked = [message.content for message in transcript.pending if message.message_id in turn.answers]
    return EscalationRequested(
        id=event_id(turn.id, "escalation"),
        occurred_at=now,
        conversation_id=transcript.conversation_id,
        turn_id=turn.id,
        category=category,
        reason=_REASONS[category],
        summary=escalation.summary_of(" ".join(asked)),
    )


def as_wasted(usage: UsageRecorded) -> UsageRecorded:
    """The same call, whose answer nobody will see."""
    return usage.model_copy(update={"outcome": "wasted"})
