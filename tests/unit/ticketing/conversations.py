"""Conversations and escalations with sane defaults."""

from datetime import datetime, timedelta

from services.ticketing.domain.conversation import Conversation, Escalation, Origin, Tally, Totals
from shared.events import Status
from tests.builders import CONVERSATION_ID, NOON

MINUTE = timedelta(minutes=1)


def a_conversation(status: Status = Status.AUTO_RESOLVED, **changes: object) -> Conversation:
    fields: dict[str, object] = {
        "id": CONVERSATION_ID,
        "status": status,
        "created_at": NOON,
        "updated_at": NOON,
        "origin": Origin(page_url="https://shop.example/"),
    }
    return Conversation(**(fields | changes))  # type: ignore[arg-type]  # a builder's fields are any


def an_escalation(
    cause: str = "turn-1:escalated", reason: str = "Wants a refund", at: datetime = NOON, actor: str = "chat_worker"
) -> Escalation:
    return Escalation(cause=cause, reason=reason, at=at, actor=actor)


def a_tally(messages: int = 1, **changes: object) -> Tally:
    return Tally(own=Totals(message_count=messages), **changes)  # type: ignore[arg-type]  # a builder's fields are any
