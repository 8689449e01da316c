"""Erasing: what is left of a conversation are figures, and who erased it when; no words, and nothing of the visitor."""

from datetime import UTC, datetime, time
from typing import Final

from services.ticketing.domain.conversation import (
    Conversation,
    Erasure,
    Origin,
    Rating,
    Receipt,
    Step,
    Tally,
    recounted,
)
from services.ticketing.domain.outcome import kept_true, outcome_of
from shared.events import ConversationErased, Source, event_id

RETENTION: Final = "retention"
"""Who erases what has become too old."""
KEEPERS: Final = frozenset({"ticketing", "chat_worker", "analytics"})
"""The services that keep anything, and owe a receipt."""


def erased(conversation: Conversation, tally: Tally, by: str, now: datetime) -> Step:
    """`tally` is of everything that there is of it, all of which but the usage is to be deleted."""
    figures = recounted(conversation, tally, summary_code_points=0)
    first_message_at = _first_message_at(figures, tally)
    before_usage = conversation.inherited.at_least(tally.inherited)
    rating = conversation.rating
    left = Conversation(
        id=conversation.id,
        revision=conversation.revision,
        edition=conversation.next_revision,
        origin=Origin(source=_known_source(conversation.origin.source)),
        rating=Rating(solved=rating.solved, score=rating.score, at=rating.at) if rating else None,
        erasure=Erasure(at=now, by=by, receipts=(Receipt("ticketing", now),)),
        status=conversation.status,
        escalated=conversation.escalated,
        totals=figures.totals,
        inherited=before_usage.with_messages(figures.totals.message_count),
        outcome=conversation.outcome or outcome_of(figures),
        reopened_count=conversation.reopened_count,
        created_at=_midnight(first_message_at or figures.created_at),
        updated_at=now,
    )
    said = ConversationErased(
        id=event_id(conversation.id, "erased"),
        occurred_at=now,
        conversation_id=conversation.id,
        message_count=figures.totals.message_count,
        first_message_on=first_message_at.astimezone(UTC).date() if first_message_at else None,
        solved=rating.solved if rating else None,
        score=rating.score if rating else None,
    )
    return kept_true(conversation, Step(left, (said,)), now)


def waits_for(erasure: Erasure) -> list[str]:
    """The services that have not sent their receipt yet."""
    return sorted(KEEPERS - {receipt.service for receipt in erasure.receipts})


def _first_message_at(figures: Conversation, tally: Tally) -> datetime | None:
    """Messages that the older system counted and did not keep were there from the beginning."""
    kept = tally.own.message_count + tally.inherited.message_count
    return figures.created_at if figures.totals.message_count > kept else tally.first_at


def _known_source(source: str) -> str:
    """The older system's is free text."""
    return source if source in set(Source) else Source.WEB


def _midnight(moment: datetime) -> datetime:
    return datetime.combine(moment.astimezone(UTC).date(), time(), UTC)
