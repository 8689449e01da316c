"""The figures counted the plain way, out of all events at once, to compare with what the service keeps."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime

from services.analytics.domain.rollup import DayBucket, QuestionCount
from shared.events import (
    AgentReplied,
    ConversationErased,
    ConversationEscalated,
    ConversationOutcomeChanged,
    ConversationRated,
    Event,
    MessageLogged,
    MessageReceived,
    Outcome,
    ReplyGenerated,
    UsageRecorded,
)

Figures = dict[date, dict[str, object]]


def recounted(events: Iterable[Event]) -> Figures:
    """By day; days without conversations are left out."""
    conversations: dict[str, list[Event]] = defaultdict(list)
    for event in {event.id: event for event in events}.values():
        conversations[event.conversation_id].append(event)
    days: dict[date, list[list[Event]]] = defaultdict(list)
    for told in conversations.values():
        if day := _day(told):
            days[day].append(told)
    return {day: _figures(told) for day, told in days.items()}


def erasure(told: Iterable[Event]) -> ConversationErased | None:
    """Whose figures hold, if it was erased."""
    return next((event for event in told if isinstance(event, ConversationErased)), None)


def _day(told: list[Event]) -> date | None:
    if erased := erasure(told):
        return erased.first_message_on
    spoken = [event.occurred_at for event in told if is_message(event)]
    return min(spoken).astimezone(UTC).date() if spoken else None


def _message_count(told: list[Event]) -> int:
    erased = erasure(told)
    return erased.message_count if erased else sum(map(is_message, told))


def as_figures(buckets: Mapping[DayBucket, Iterable[QuestionCount]]) -> Figures:
    """What the service keeps, in the same shape."""
    return {
        bucket.day: {
            "conversations": bucket.conversations,
            "messages": bucket.messages,
            "escalated": bucket.escalated,
            "cost_nanousd": bucket.cost_nanousd,
            "tokens": bucket.tokens,
            "ratings": (bucket.ratings, bucket.solved, bucket.scores, bucket.score_sum),
            "outcomes": (
                bucket.outcome_answered,
                bucket.outcome_confirmed,
                bucket.outcome_abandoned,
                bucket.outcome_escalated,
                bucket.reopened,
            ),
            "questions": {asked.question.lower(): (asked.question, asked.count) for asked in questions},
        }
        for bucket, questions in buckets.items()
        if bucket.conversations
    }


def is_message(event: Event) -> bool:
    return isinstance(event, MessageReceived | MessageLogged | ReplyGenerated | AgentReplied)


def _figures(conversations: list[list[Event]]) -> dict[str, object]:
    events = [event for told in conversations for event in told]
    paid = [event for event in events if isinstance(event, MessageLogged | UsageRecorded)]
    return {
        "conversations": len(conversations),
        "messages": sum(map(_message_count, conversations)),
        "escalated": sum(any(isinstance(event, ConversationEscalated) for event in told) for told in conversations),
        "cost_nanousd": sum(event.cost_nanousd for event in paid),
        "tokens": sum(sum(event.tokens.model_dump().values()) for event in paid),
        "ratings": _ratings(conversations),
        "outcomes": _outcomes(conversations),
        "questions": _questions(conversations),
    }


def newest_rating(told: Iterable[Event]) -> ConversationRated | ConversationErased | None:
    if erased := erasure(told):
        return erased
    rated = [event for event in told if isinstance(event, ConversationRated)]
    return max(rated, key=lambda rating: (rating.occurred_at, rating.id), default=None)


def _ratings(conversations: list[list[Event]]) -> tuple[int, int, int, int]:
    """The newest of each conversation: those that say whether it was solved, that it was, scores, and their sum."""
    newest = [rating for told in conversations if (rating := newest_rating(told))]
    scores = [rating.score for rating in newest if rating.score is not None]
    said = [rating.solved for rating in newest if rating.solved is not None]
    return len(said), sum(said), len(scores), sum(scores)


def newest_outcome(told: Iterable[Event]) -> ConversationOutcomeChanged | None:
    changed = [event for event in told if isinstance(event, ConversationOutcomeChanged)]
    return max(changed, key=lambda outcome: outcome.revision, default=None)


def _outcomes(conversations: list[list[Event]]) -> tuple[int, ...]:
    """How many ended in each way, and how many were come back to."""
    newest = [outcome for told in conversations if (outcome := newest_outcome(told))]
    ended = Counter(outcome.new for outcome in newest)
    return *(ended[outcome] for outcome in Outcome), sum(outcome.reopened_count > 0 for outcome in newest)


def _questions(conversations: list[list[Event]]) -> dict[str, tuple[str, int]]:
    """Only questions that lower() folds as well as casefold() does are asked in these tests."""
    firsts = sorted(filter(None, map(_first_question, conversations)))
    counts = Counter(text.lower() for _, _, text in firsts)
    written: dict[str, str] = {}
    for _, _, text in firsts:
        written.setdefault(text.lower(), text)
    return {key: (written[key], count) for key, count in counts.items()}


def _first_question(told: list[Event]) -> tuple[datetime, str, str] | None:
    if erasure(told):
        return None
    asked = [
        (event.occurred_at, event.message_id, " ".join(event.content.split()))
        for event in told
        if isinstance(event, MessageReceived) or (isinstance(event, MessageLogged) and event.role == "user")
    ]
    first = min(asked, default=None)
    return first if first and first[2] else None
