"""What each event, and each line of ticketing's export, tells of a conversation."""

from datetime import UTC, date, datetime, time

from services.analytics.domain import questions
from services.analytics.domain.export import ExportedConversation
from services.analytics.domain.facts import (
    Fact,
    KnownCost,
    KnownErasure,
    KnownMessage,
    KnownOutcome,
    KnownQuestion,
    KnownRating,
    KnownStatus,
    UnlistedMessages,
)
from shared.events import (
    AgentReplied,
    ConversationErased,
    ConversationEscalated,
    ConversationOutcomeChanged,
    ConversationRated,
    ConversationStatusChanged,
    MessageLogged,
    MessageReceived,
    ReplyGenerated,
    TokenCounts,
    UsageRecorded,
    as_utc,
)

VISITOR = "user"
BOT = "assistant"
PERSON = "agent"


def by_message_received(event: MessageReceived) -> Fact:
    message = KnownMessage(id=event.message_id, at=_kept(event.occurred_at), role=VISITOR)
    return Fact(
        conversation_id=event.conversation_id, messages=(message,), first_question=_question(message, event.content)
    )


def by_message_logged(event: MessageLogged) -> Fact:
    message = KnownMessage(id=event.message_id, at=_kept(event.occurred_at), role=event.role)
    return Fact(
        conversation_id=event.conversation_id,
        messages=(message,),
        costs=(KnownCost(id=event.message_id, nanousd=event.cost_nanousd, tokens=_sum(event.tokens)),),
        first_question=_question(message, event.content),
    )


def by_reply_generated(event: ReplyGenerated) -> Fact:
    """The message only: its tokens and cost come with `usage.recorded`."""
    message = KnownMessage(id=event.message_id, at=_kept(event.occurred_at), role=BOT)
    return Fact(conversation_id=event.conversation_id, messages=(message,))


def by_agent_replied(event: AgentReplied) -> Fact:
    message = KnownMessage(id=event.message_id, at=_kept(event.occurred_at), role=PERSON)
    return Fact(conversation_id=event.conversation_id, messages=(message,))


def by_usage_recorded(event: UsageRecorded) -> Fact:
    cost = KnownCost(id=event.id, nanousd=event.cost_nanousd, tokens=_sum(event.tokens))
    return Fact(conversation_id=event.conversation_id, costs=(cost,))


def by_conversation_escalated(event: ConversationEscalated) -> Fact:
    return Fact(conversation_id=event.conversation_id, escalated=True)


def by_status_changed(event: ConversationStatusChanged) -> Fact:
    status = KnownStatus(at=_kept(event.occurred_at), id=event.id, value=event.new)
    return Fact(conversation_id=event.conversation_id, status=status)


def by_outcome_changed(event: ConversationOutcomeChanged) -> Fact:
    outcome = KnownOutcome(revision=event.revision, value=event.new, reopened_count=event.reopened_count)
    return Fact(conversation_id=event.conversation_id, outcome=outcome)


def by_conversation_rated(event: ConversationRated) -> Fact:
    rating = KnownRating(at=_kept(event.occurred_at), id=event.id, solved=event.solved, score=event.score)
    return Fact(conversation_id=event.conversation_id, rating=rating)


def by_conversation_erased(event: ConversationErased) -> Fact:
    erasure = _erasure(event.first_message_on, event.message_count, event.solved, event.score)
    return Fact(conversation_id=event.conversation_id, erasure=erasure)


def by_export(line: ExportedConversation, *, as_of: datetime) -> Fact:
    """`as_of` is when the export was asked for: a status change that is older does not override the exported one."""
    messages = tuple(
        KnownMessage(id=message.id, at=_kept(message.created_at), role=message.role) for message in line.messages
    )
    return Fact(
        conversation_id=line.conversation_id,
        messages=messages,
        costs=tuple(KnownCost(id=cost.id, nanousd=cost.cost_nanousd, tokens=cost.tokens) for cost in line.costs),
        first_question=_exported_question(line, messages),
        escalated=line.escalated,
        status=KnownStatus(at=_kept(as_of), id="", value=line.status),
        outcome=KnownOutcome(revision=line.revision, value=line.outcome, reopened_count=line.reopened_count),
        rating=_exported_rating(line),
        unlisted=None if line.erased else _unlisted(line),
        erasure=_exported_erasure(line) if line.erased else None,
    )


def _exported_erasure(line: ExportedConversation) -> KnownErasure:
    day = line.created_at.astimezone(UTC).date() if line.message_count else None
    solved, score = (line.rating.solved, line.rating.score) if line.rating else (None, None)
    return _erasure(day, line.message_count, solved, score)


def _erasure(day: date | None, message_count: int, solved: bool | None, score: int | None) -> KnownErasure:
    """When it was rated is not told."""
    began_at = datetime.combine(day, time(), UTC) if day else None
    rated = began_at and (solved, score) != (None, None)
    rating = KnownRating(at=began_at, id="", solved=solved, score=score) if rated else None
    return KnownErasure(began_at=began_at, message_count=message_count, rating=rating)


def _exported_rating(line: ExportedConversation) -> KnownRating | None:
    rating = line.rating
    return KnownRating(at=_kept(rating.at), id="", solved=rating.solved, score=rating.score) if rating else None


def _unlisted(line: ExportedConversation) -> UnlistedMessages | None:
    count = line.message_count - len(line.messages)
    return UnlistedMessages(count=count, began_at=_kept(line.created_at)) if count > 0 else None


def _exported_question(line: ExportedConversation, messages: tuple[KnownMessage, ...]) -> KnownQuestion | None:
    if line.first_question is None:
        return None
    text = questions.shown(line.first_question)
    asked = min((message for message in messages if message.role == VISITOR), key=_moment, default=None)
    if asked is None or _unlisted(line):
        return KnownQuestion(at=_kept(line.created_at), id="", text=text)
    return KnownQuestion(at=asked.at, id=asked.id, text=text)


def _moment(message: KnownMessage) -> tuple[datetime, str]:
    return message.at, message.id


def _question(message: KnownMessage, content: str) -> KnownQuestion | None:
    if message.role != VISITOR:
        return None
    return KnownQuestion(at=message.at, id=message.id, text=questions.shown(content))


def _sum(tokens: TokenCounts) -> int:
    return tokens.total_input_tokens + tokens.output_tokens


def _kept(moment: datetime) -> datetime:
    return as_utc(moment.astimezone(UTC))
