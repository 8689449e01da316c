"""Documents to values and back. Reading bears with what the older system left out or wrote otherwise."""

import math
from collections.abc import Iterable
from dataclasses import asdict, fields
from datetime import UTC, datetime
from typing import Any, Final, TypeVar

from bson import ObjectId
from pydantic import BaseModel

from services.ticketing.domain.conversation import (
    Consent,
    Contact,
    Conversation,
    Erasure,
    Origin,
    Rating,
    Receipt,
    Totals,
)
from services.ticketing.domain.message import Kind, Role, SupportMessage
from services.ticketing.domain.money import NANOUSD_PER_MICROUSD, microusd
from services.ticketing.domain.status import SETTLED
from shared.events import CitedSource, Outcome, Provenance, Source, Status, Urgency
from shared.mongo import Document

ORIGIN_FIELDS: Final = tuple(field.name for field in fields(Origin))
_ROLES: Final[dict[str, Role]] = {"user": "user", "agent": "agent"}
ValueT = TypeVar("ValueT")
DefaultT = TypeVar("DefaultT")


def to_conversation(document: Document) -> Conversation:
    moment = to_moment(document.get("created_at")) or document["_id"].generation_time
    totals = _totals(document)
    revision = document.get("revision")
    return Conversation(
        id=str(document["_id"]),
        revision=revision,
        edition=_count(document.get("edition", revision)),
        origin=to_origin(document),
        contact=_dated(Contact, document.get("contact")),
        rating=_dated(Rating, document.get("rating")),
        consent=_dated(Consent, document.get("consent")),
        erasure=_to_erasure(document.get("erasure")),
        status=_known(Status, document.get("status"), Status.AUTO_RESOLVED),
        escalated=bool(document.get("escalated")),
        escalation_reason=to_text(document.get("escalation_reason")),
        escalated_at=to_moment(document.get("escalated_at")),
        reason_at=to_moment(document.get("reason_at")),
        escalation_category=to_text(document.get("escalation_category")),
        escalation_summary=to_text(document.get("escalation_summary")),
        handed_over=bool(document.get("handed_over")),
        waits_since=_waits_since(document, moment),
        urgency=_known(Urgency, document.get("urgency"), Urgency.NORMAL),
        escalations=tuple(document.get("escalations") or ()),
        replies=tuple(document.get("replies") or ()),
        heard=tuple(document.get("heard") or ()),
        summary=to_text(document.get("summary")),
        totals=totals,
        inherited=totals if revision is None else _totals(document.get("inherited") or {}),
        assigned_to=to_text(document.get("assigned_to")),
        notes=to_text(document.get("notes")),
        replied_at=to_moment(document.get("replied_at")),
        outcome=_known(Outcome, document.get("outcome"), None),
        outcome_at=to_moment(document.get("outcome_at")),
        reopened_count=_count(document.get("reopened_count")),
        created_at=moment,
        updated_at=to_moment(document.get("updated_at")) or moment,
        closed_at=to_moment(document.get("closed_at")),
    )


def from_conversation(conversation: Conversation) -> Document:
    """Everything but the id; `revision` is the one that the document gets."""
    return {
        **from_origin(conversation.origin),
        "revision": conversation.next_revision,
        "contact": asdict(conversation.contact) if conversation.contact else None,
        "rating": asdict(conversation.rating) if conversation.rating else None,
        "consent": asdict(conversation.consent) if conversation.consent else None,
        "erasure": asdict(conversation.erasure) if conversation.erasure else None,
        "edition": conversation.edition,
        "status": conversation.status.value,
        "escalated": conversation.escalated,
        "escalation_reason": conversation.escalation_reason,
        "escalated_at": conversation.escalated_at,
        "reason_at": conversation.reason_at,
        "escalation_category": conversation.escalation_category,
        "escalation_summary": conversation.escalation_summary,
        "handed_over": conversation.handed_over,
        "waits_since": conversation.waits_since,
        "urgency": conversation.urgency.value,
        "escalations": list(conversation.escalations),
        "replies": list(conversation.replies),
        "heard": list(conversation.heard),
        "summary": conversation.summary,
        **_from_totals(conversation.totals),
        "inherited": _from_totals(conversation.inherited),
        "assigned_to": conversation.assigned_to,
        "notes": conversation.notes,
        "replied_at": conversation.replied_at,
        "outcome": conversation.outcome.value if conversation.outcome else None,
        "outcome_at": conversation.outcome_at,
        "reopened_count": conversation.reopened_count,
        "created_at": conversation.created_at,
        "updated_at": conversation.updated_at,
        "closed_at": conversation.closed_at,
    }


def to_message(document: Document) -> SupportMessage:
    return SupportMessage(
        id=str(document["_id"]),
        conversation_id=str(document.get("conversation_id")),
        role=_ROLES.get(str(document.get("role")), "assistant"),
        content=to_text(document.get("content")) or "",
        created_at=to_moment(document.get("created_at")) or document["_id"].generation_time,
        kind=_known(Kind, document.get("kind"), Kind.INHERITED),
        input_tokens=_count(document.get("input_tokens")),
        output_tokens=_count(document.get("output_tokens")),
        cost_nanousd=_count(document.get("cost_nanousd")),
        is_escalation=bool(document.get("is_escalation")),
        agent_name=to_text(document.get("agent_name")),
        answers=tuple(document.get("answers") or ()),
        turn_input_tokens=_count(document.get("turn_input_tokens")),
        sources=tuple(CitedSource.model_validate(source) for source in document.get("sources") or ()),
        provenance=Provenance.model_validate(document["provenance"]) if document.get("provenance") else None,
        origin=to_origin(document["origin"]) if document.get("origin") else None,
    )


def from_message(message: SupportMessage) -> Document:
    """Everything but the id."""
    return {
        "conversation_id": ObjectId(message.conversation_id),
        "role": message.role,
        "content": message.content,
        "created_at": message.created_at,
        "kind": message.kind.value,
        "input_tokens": message.input_tokens,
        "output_tokens": message.output_tokens,
        "cost_nanousd": message.cost_nanousd,
        "is_escalation": message.is_escalation,
        "agent_name": message.agent_name,
        "answers": list(message.answers),
        "turn_input_tokens": message.turn_input_tokens,
        "sources": [source.model_dump() for source in message.sources],
        "provenance": message.provenance.model_dump() if message.provenance else None,
        "origin": from_origin(message.origin) if message.origin else None,
    }


def to_origin(document: Document) -> Origin:
    known = {name: to_text(document.get(name)) for name in ORIGIN_FIELDS}
    source = known.pop("source") or Source.WEB.value
    return Origin(source=source, **known)


def from_origin(origin: Origin) -> Document:
    return {name: None if (value := getattr(origin, name)) is None else str(value) for name in ORIGIN_FIELDS}


def _dated(values: type[ValueT], document: Any) -> ValueT | None:  # whatever a document holds
    """None also for what the older system may have kept under this name."""
    return values(**{**document, "at": to_moment(document["at"])}) if isinstance(document, dict) else None


def _waits_since(document: Document, began_at: datetime) -> datetime | None:
    """In the queue of the older system a ticket waits since it was escalated; where it was not, since it began."""
    if "waits_since" in document:
        return to_moment(document["waits_since"])
    if _known(Status, document.get("status"), Status.AUTO_RESOLVED) in SETTLED:
        return None
    return to_moment(document.get("escalated_at")) or began_at


def _to_erasure(document: Document | None) -> Erasure | None:
    if document is None:
        return None
    receipts = tuple(Receipt(receipt["service"], receipt["at"]) for receipt in document["receipts"])
    return Erasure(at=document["at"], by=document["by"], receipts=receipts)


def from_events(events: Iterable[BaseModel]) -> list[Document]:
    return [event.model_dump(mode="json") for event in events]


def _totals(document: Document) -> Totals:
    cost = document.get("cost_nanousd")
    inherited_cost = _count(document.get("estimated_cost_usd"), NANOUSD_PER_MICROUSD)
    return Totals(
        message_count=_count(document.get("message_count")),
        input_tokens=_count(document.get("total_input_tokens")),
        output_tokens=_count(document.get("total_output_tokens")),
        cost_nanousd=inherited_cost if cost is None else _count(cost),
    )


def _from_totals(totals: Totals) -> Document:
    """`estimated_cost_usd` is kept for readers of the older system; `cost_nanousd` is what counts."""
    return {
        "message_count": totals.message_count,
        "total_input_tokens": totals.input_tokens,
        "total_output_tokens": totals.output_tokens,
        "cost_nanousd": totals.cost_nanousd,
        "estimated_cost_usd": microusd(totals.cost_nanousd),
    }


def to_text(value: Any) -> str | None:  # whatever a document holds; the older system's ids may be ObjectIds
    return None if value is None else str(value)


def _count(value: Any, times: int = 1) -> int:  # whatever a document holds; the older system's numbers may be floats
    return max(0, round(value * times)) if isinstance(value, int | float) and math.isfinite(value) else 0


def to_moment(value: Any) -> datetime | None:  # whatever a document holds
    if not isinstance(value, datetime):
        return None
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def _known(values: type[ValueT], value: Any, default: DefaultT) -> ValueT | DefaultT:  # whatever a document holds
    try:
        return values(value)  # type: ignore[call-arg]  # an enumeration, called with one of its values
    except ValueError:
        return default
