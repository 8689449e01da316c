"""Events and request bodies with sane defaults: a test names only what it is about.

Any field may be given by name; a field that does not exist is an error.
"""

import uuid
from datetime import UTC, datetime
from typing import Final, TypeVar

from shared.events import (
    AgentReplied,
    ContactProvided,
    ConversationErased,
    ConversationEscalated,
    ConversationOutcomeChanged,
    ConversationRated,
    ConversationStatusChanged,
    ErasureCompleted,
    EscalationRequested,
    Event,
    MessageLogged,
    MessageReceived,
    ReplyGenerated,
    UsageRecorded,
    event_id,
)
from shared.ids import message_id_for, new_conversation_id

CONVERSATION_ID: Final = "66f0c0ffee66f0c0ffee0001"
QUESTION: Final = "How do payments work?"
NOON: Final = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
MODEL: Final = "claude-haiku-4-5"

EventT = TypeVar("EventT", bound=Event)


def a_conversation_id() -> str:
    """A conversation that no other test knows."""
    return new_conversation_id()


def a_message_id(nth: int = 1, conversation_id: str = CONVERSATION_ID) -> str:
    return message_id_for(conversation_id, f"client-message-{nth}")


def a_turn_id(nth: int = 1, conversation_id: str = CONVERSATION_ID) -> str:
    return event_id(conversation_id, "turn", nth)


def a_message_received(content: str = QUESTION, **changes: object) -> MessageReceived:
    """A visitor's message; each call another one, unless `message_id` is given."""
    conversation_id = str(changes.get("conversation_id", CONVERSATION_ID))
    message_id = str(changes.get("message_id") or message_id_for(conversation_id, uuid.uuid4().hex))
    return _built(
        MessageReceived,
        {
            "id": event_id(message_id, "received"),
            "message_id": message_id,
            "content": content,
            "source": "web",
            "page_url": "https://shop.example/pricing",
            "user_agent": "Mozilla/5.0",
            "locale": "en",
            "visitor": {"key": "0f" * 16},
        },
        changes,
    )


def a_contact_provided(email: str = "jo@example.org", **changes: object) -> ContactProvided:
    """Each call another event, unless `id` is given."""
    return _built(ContactProvided, {"id": event_id(uuid.uuid4().hex, "contact"), "email": email}, changes)


def a_conversation_rated(**changes: object) -> ConversationRated:
    """Each call another event, unless `id` is given."""
    return _built(ConversationRated, {"id": event_id(uuid.uuid4().hex, "rating"), "solved": True, "score": 5}, changes)


def a_message_logged(content: str = QUESTION, **changes: object) -> MessageLogged:
    """A message that was logged through the REST API."""
    message_id = str(changes.get("message_id", a_message_id()))
    return _built(
        MessageLogged,
        {
            "id": event_id(message_id, "logged"),
            "message_id": message_id,
            "role": "user",
            "content": content,
            "tokens": {"input_tokens": 25},
            "cost_nanousd": 25_000,
        },
        changes,
    )


def a_reply_generated(content: str = "You pay by card.", **changes: object) -> ReplyGenerated:
    """The reply to one message."""
    turn_id = str(changes.get("turn_id", a_turn_id()))
    return _built(
        ReplyGenerated,
        {
            "id": event_id(turn_id, "reply"),
            "turn_id": turn_id,
            "message_id": a_message_id(2),
            "answers": [a_message_id(1)],
            "content": content,
            "sources": [{"title": "Payments", "url": "https://shop.example/help/payments"}],
            "seq": 2,
            "stop_reason": "end_turn",
            "tokens": {"input_tokens": 25, "output_tokens": 60},
            "provenance": a_provenance(),
        },
        changes,
    )


def a_provenance() -> dict[str, object]:
    return {
        "model": MODEL,
        "request_id": "req_011CVTestTestTestTestTest",
        "prompt_version": "1",
        "knowledge_version": "1",
        "price_version": "2026-11-01",
        "attempts": 1,
    }


def a_usage_recorded(**changes: object) -> UsageRecorded:
    """One Claude call whose answer was used: 25 tokens in, 60 out, 325 micro-dollars on Haiku 4.5."""
    turn_id = str(changes.get("turn_id", a_turn_id()))
    attempt = int(str(changes.get("attempt", 1)))
    return _built(
        UsageRecorded,
        {
            "id": event_id(turn_id, "usage", attempt),
            "turn_id": turn_id,
            "attempt": attempt,
            "outcome": "used",
            "model": MODEL,
            "tokens": {"input_tokens": 25, "output_tokens": 60},
            "cost_nanousd": 325_000,
            "price_version": "2026-11-01",
            "first_token_seconds": 0.4,
            "duration_seconds": 1.2,
        },
        changes,
    )


def an_escalation_requested(**changes: object) -> EscalationRequested:
    """The bot gives up a turn."""
    turn_id = str(changes.get("turn_id", a_turn_id()))
    return _built(
        EscalationRequested,
        {
            "id": event_id(turn_id, "escalated"),
            "turn_id": turn_id,
            "category": "unresolved",
            "reason": "Bot unable to resolve issue",
            "summary": QUESTION,
        },
        changes,
    )


def a_conversation_escalated(**changes: object) -> ConversationEscalated:
    return _built(
        ConversationEscalated,
        {
            "id": event_id(CONVERSATION_ID, "escalated", 1),
            "reason": "Bot unable to resolve issue",
            "handled_by": "bot",
        },
        changes,
    )


def a_status_changed(**changes: object) -> ConversationStatusChanged:
    """A person closed a conversation that was waiting for review."""
    return _built(
        ConversationStatusChanged,
        {
            "id": event_id(CONVERSATION_ID, "status", 1),
            "old": "needs_review",
            "new": "closed",
            "revision": 1,
            "actor": "ada@desk.example",
            "handled_by": "bot",
        },
        changes,
    )


def an_outcome_changed(**changes: object) -> ConversationOutcomeChanged:
    """Nothing has happened for a day, and the visitor has not said that it was solved."""
    return _built(
        ConversationOutcomeChanged,
        {
            "id": event_id(CONVERSATION_ID, "outcome", 1),
            "old": None,
            "new": "answered",
            "revision": 1,
            "reopened_count": 0,
        },
        changes,
    )


def an_agent_replied(content: str = "I am looking into it.", **changes: object) -> AgentReplied:
    """A person wrote to the visitor."""
    message_id = str(changes.get("message_id", a_message_id(9)))
    return _built(
        AgentReplied,
        {
            "id": event_id(message_id, "replied"),
            "message_id": message_id,
            "content": content,
            "agent_name": "ada",
            "actor": "ada@desk.example",
            "revision": 1,
        },
        changes,
    )


def a_conversation_erased(**changes: object) -> ConversationErased:
    """A conversation of two messages."""
    conversation_id = str(changes.get("conversation_id", CONVERSATION_ID))
    return _built(
        ConversationErased,
        {"id": event_id(conversation_id, "erased"), "message_count": 2, "first_message_on": NOON.date()},
        changes,
    )


def an_erasure_completed(**changes: object) -> ErasureCompleted:
    """The receipt of the chat worker."""
    return _built(
        ErasureCompleted,
        {"id": event_id(CONVERSATION_ID, "erased", "chat_worker"), "service": "chat_worker"},
        changes,
    )


def a_chat_message(content: str = QUESTION, **changes: object) -> dict[str, object]:
    """The body of POST /api/chat/conversations/{id}/messages; each call another message."""
    return {"client_message_id": str(uuid.uuid4()), "content": content, **changes}


def a_logged_conversation(**changes: object) -> dict[str, object]:
    """The body of POST /api/support/conversations."""
    return {"source": "web", "page_url": "https://shop.example/pricing", "user_agent": "Mozilla/5.0", **changes}


def a_logged_message(content: str = QUESTION, **changes: object) -> dict[str, object]:
    """The body of POST /api/support/conversations/{id}/messages."""
    return {"role": "user", "content": content, **changes}


def _built(event: type[EventT], defaults: dict[str, object], changes: dict[str, object]) -> EventT:
    envelope: dict[str, object] = {"conversation_id": CONVERSATION_ID, "occurred_at": NOON}
    unknown = changes.keys() - event.model_fields.keys()
    if unknown:
        raise TypeError(f"{event.__name__} has no {', '.join(sorted(unknown))}")
    return event.model_validate(envelope | defaults | changes)
