"""The end of a turn as values: the finished turn, and the events that it causes, with deterministic ids."""

from datetime import datetime

from services.chat_worker.domain.conclusions import Answer
from services.chat_worker.domain.escalation import Escalation, summary_of
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


def finished_turn(
    transcript: Transcript, turn: TurnInHand, answer: Answer, made: Provenance, now: datetime
) -> FinishedTurn:
    reply = ThreadMessage(
        id=derived_id("reply", turn.id),
        seq=0,
        role="assistant",
        content=answer.text,
        sources=answer.said.sources if answer.said else [],
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
        sources=finished.reply.sources,
        seq=0,
        escalated=answer.escalation is not None,
        stop_reason=answer.said.stop_reason if answer.said else None,
        tokens=answer.said.tokens if answer.said else TokenCounts(),
        provenance=made,
    )


def escalation_event(
    transcript: Transcript, turn: TurnInHand, asked_for: Escalation, now: datetime
) -> EscalationRequested:
    """The summary is the model's; where it gave none, the visitor's own words."""
    asked = [message.content for message in transcript.pending if message.message_id in turn.answers]
    return EscalationRequested(
        id=event_id(turn.id, "escalation"),
        occurred_at=now,
        conversation_id=transcript.conversation_id,
        turn_id=turn.id,
        category=asked_for.category,
        reason=asked_for.reason,
        summary=summary_of(asked_for.summary or " ".join(asked)),
        urgency=asked_for.urgency,
        handover=asked_for.handover,
    )


def as_wasted(usage: UsageRecorded) -> UsageRecorded:
    """The same call, whose answer nobody will see."""
    return usage.model_copy(update={"outcome": "wasted"})
