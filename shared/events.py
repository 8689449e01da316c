"""The events of the support desk: facts in the past tense, and the envelope that carries them.

The envelope (`id`, `type`, `occurred_at`, `service`, `conversation_id`) is part of the body, so that a dead letter can
be read alone, and is mirrored to the AMQP properties. Ids are deterministic: a repeated event has the id of the first.
Unknown fields are ignored on reading. Adding an optional field is compatible; anything else is a new version beside
the old. The JSON Schemas are kept in `docs/contracts/events/`.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from shared.ids import ConversationId, MessageId


class Event(BaseModel):
    """The envelope. `service` is stamped by the publisher; everything else by whoever states the fact."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    id: str = Field(min_length=1, max_length=200, description="Deterministic: the same fact has the same id.")
    type: str
    occurred_at: AwareDatetime
    service: str = ""
    conversation_id: ConversationId

    @classmethod
    def event_type(cls) -> str:
        """The type on the wire, which is also the routing key: `<subject>.<past_participle>.v<N>`."""
        return str(cls.model_fields["type"].default)


class Source(StrEnum):
    """Where a conversation takes place."""

    WEB = "web"
    APP = "app"
    DASHBOARD = "dashboard"


class Status(StrEnum):
    """`auto_resolved`: the bot has it; `needs_review`: escalated, nobody has it yet; the rest as a person sets it."""

    AUTO_RESOLVED = "auto_resolved"
    NEEDS_REVIEW = "needs_review"
    OPEN = "open"
    IN_PROGRESS = "in_progress"
    CLOSED = "closed"


class Outcome(StrEnum):
    """How a conversation ended. `answered`: a reply was shown, and the visitor did not say that it was solved;
    `confirmed`: they did; `abandoned`: no reply was committed; `escalated`: it was put before people."""

    ANSWERED = "answered"
    CONFIRMED = "confirmed"
    ABANDONED = "abandoned"
    ESCALATED = "escalated"


class Handler(StrEnum):
    """Who answers the visitor's next message."""

    BOT = "bot"
    PERSON = "person"


class Visitor(BaseModel):
    """Who wrote, as far as the gateway knows: for limits a keyed hash of the address, never the address."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    key: str = Field(description="A keyed hash of the client address (/64 for IPv6).")


class TokenCounts(BaseModel):
    """Tokens of one Claude call by price class. `input_tokens` excludes what the cache wrote or read;
    `cache_creation_1h_input_tokens` is the part of `cache_creation_input_tokens` that is kept for an hour."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    input_tokens: int = Field(0, ge=0)
    cache_creation_input_tokens: int = Field(0, ge=0)
    cache_creation_1h_input_tokens: int = Field(0, ge=0)
    cache_read_input_tokens: int = Field(0, ge=0)
    output_tokens: int = Field(0, ge=0)

    @property
    def total_input_tokens(self) -> int:
        return self.input_tokens + self.cache_creation_input_tokens + self.cache_read_input_tokens


class CitedSource(BaseModel):
    """An article that the reply rests on."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    title: str
    url: str


class Consent(BaseModel):
    """What the visitor agreed to before writing, in the words that were asked."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    version: str
    text: str


AgreedTo = Annotated[Consent | None, Field(description="Null where the business does not ask for one.")]


class MessageReceived(Event):
    """A visitor's message, accepted by the gateway."""

    type: Literal["message.received.v1"] = "message.received.v1"
    message_id: MessageId
    after_message_id: MessageId | None = None
    content: str
    source: Source = Source.WEB
    page_url: str | None = None
    user_agent: str | None = None
    locale: str | None = None
    wants_person: bool = Field(False, description="The visitor pressed the button that asks for a person.")
    visitor: Visitor
    user_id: str | None = Field(None, description="A verified user's, from the business's own back end.")
    user_name: str | None = None
    user_email: str | None = None
    business_id: str | None = None
    consent: AgreedTo = None


class ContactProvided(Event):
    """The visitor says where a reply reaches them. The newest holds."""

    type: Literal["contact.provided.v1"] = "contact.provided.v1"
    email: str
    name: str | None = None
    consent: AgreedTo = None


class ConversationRated(Event):
    """The visitor says whether it was solved, or how good it was, from 1 to 5. The newest holds."""

    type: Literal["conversation.rated.v1"] = "conversation.rated.v1"
    solved: bool | None = None
    score: int | None = Field(None, ge=1, le=5)
    comment: str | None = None
    consent: AgreedTo = None


class MessageLogged(Event):
    """A message that was logged through the REST API; the bot does not answer it."""

    type: Literal["message.logged.v1"] = "message.logged.v1"
    message_id: MessageId
    role: Literal["user", "assistant"]
    content: str
    tokens: TokenCounts
    cost_nanousd: int = Field(ge=0)


class ToolCall(BaseModel):
    """What the model asked to be done, as it said it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    name: str
    input: dict[str, Any]


class Provenance(BaseModel):
    """What an answer was made of, for whoever has to explain it later.

    `offered`: the articles that the model was given; what it cited stands in the reply's `sources`. `cost_nanousd`:
    of the call that became the reply.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    model: str
    request_id: str | None = None
    prompt_version: str
    knowledge_version: str
    price_version: str
    attempts: int = Field(ge=0)
    offered: list[CitedSource] = []
    tools: list[ToolCall] = []
    cost_nanousd: int = Field(0, ge=0)


class ReplyGenerated(Event):
    """The reply to a turn: the one text that the visitor ends up with. No model spoke when `stop_reason` is null;
    `escalated` says that the conversation is put before a person with it."""

    type: Literal["reply.generated.v1"] = "reply.generated.v1"
    turn_id: str
    message_id: MessageId
    answers: list[MessageId]
    content: str
    sources: list[CitedSource] = []
    seq: int
    escalated: bool = False
    stop_reason: str | None
    tokens: TokenCounts
    provenance: Provenance


class UsageRecorded(Event):
    """One Claude call, also one whose answer was thrown away (`wasted`) or never came (`failed`).

    `request_id` is Claude's own name for the call, to reconcile with its bill; null when no answer began.
    """

    type: Literal["usage.recorded.v1"] = "usage.recorded.v1"
    turn_id: str
    attempt: int
    outcome: Literal["used", "wasted", "failed"]
    model: str
    request_id: str | None = None
    tokens: TokenCounts
    cost_nanousd: int = Field(ge=0)
    price_version: str
    first_token_seconds: float | None
    duration_seconds: float


class Urgency(StrEnum):
    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"


class EscalationCategory(StrEnum):
    """Why a person is needed. The first six are what the model may choose from; the others are found here."""

    PAYMENT = "payment"
    BOOKING = "booking"
    ACCOUNT = "account"
    COMPLAINT = "complaint"
    SAFETY = "safety"
    OTHER = "other"
    VISITOR_ASKED = "visitor_asked"
    UNRESOLVED = "unresolved"
    PROMISE = "promise"
    REFUSED = "refused"
    TOO_LONG = "too_long"
    ASSISTANT_UNAVAILABLE = "assistant_unavailable"
    BUDGET_EXHAUSTED = "budget_exhausted"


class EscalationRequested(Event):
    """The bot could not settle it: a person is needed. `reason` is a sentence for the queue; `handover` says that the
    bot is silent from here on, until a person gives the conversation back."""

    type: Literal["escalation.requested.v1"] = "escalation.requested.v1"
    turn_id: str
    category: str = Field(min_length=1, description="An EscalationCategory; readers take any, for there will be more.")
    reason: str
    summary: str
    urgency: Urgency = Urgency.NORMAL
    handover: bool = False


class ConversationEscalated(Event):
    """Ticketing put the conversation before people."""

    type: Literal["conversation.escalated.v1"] = "conversation.escalated.v1"
    reason: str
    handled_by: Handler


class ConversationStatusChanged(Event):
    """`actor` is the e-mail of the account, or the name of the service, that changed it. `revision` grows with every
    change of the conversation: the news with the highest holds. `heard`: the newest of the visitor's messages that were
    known when it was changed; what else a visitor has written, no person could see."""

    type: Literal["conversation.status_changed.v1"] = "conversation.status_changed.v1"
    old: Status
    new: Status
    revision: int = Field(0, ge=0)
    actor: str
    handled_by: Handler
    heard: list[MessageId] = []


class ConversationOutcomeChanged(Event):
    """How it ended, once nothing has happened for a day; null again when it goes on. `revision` grows with
    every change of the conversation: the news with the highest holds. `reopened_count`: how often they came back
    within seven days; it is news also where the outcome is the same."""

    type: Literal["conversation.outcome_changed.v1"] = "conversation.outcome_changed.v1"
    old: Outcome | None
    new: Outcome | None
    revision: int = Field(ge=0)
    reopened_count: int = Field(ge=0)


class AgentReplied(Event):
    """A person wrote to the visitor, and has the conversation with it. `agent_name` is what the visitor is shown,
    `actor` the e-mail of the account. `revision` is the conversation's: whoever has it by a higher one keeps it."""

    type: Literal["agent.replied.v1"] = "agent.replied.v1"
    message_id: MessageId
    content: str
    agent_name: str
    actor: str
    revision: int = Field(ge=0)


class ConversationErased(Event):
    """What was said in the conversation is to be gone everywhere, and what comes late of it is refused.

    Its figures as they stand for good: the messages that there were, the UTC day of the first of them, and what the
    visitor said of it. What calls have cost may still be added.
    """

    type: Literal["conversation.erased.v1"] = "conversation.erased.v1"
    message_count: int = Field(ge=0)
    first_message_on: date | None = Field(description="Null without messages.")
    solved: bool | None = None
    score: int | None = Field(None, ge=1, le=5)


class ErasureCompleted(Event):
    """The receipt of `service`: it has deleted what it kept of the conversation, and refuses what comes late of it."""

    type: Literal["erasure.completed.v1"] = "erasure.completed.v1"


EVENTS: tuple[type[Event], ...] = (
    MessageReceived,
    ContactProvided,
    ConversationRated,
    MessageLogged,
    ReplyGenerated,
    UsageRecorded,
    EscalationRequested,
    ConversationEscalated,
    ConversationStatusChanged,
    ConversationOutcomeChanged,
    AgentReplied,
    ConversationErased,
    ErasureCompleted,
)


def event_id(*parts: str | int) -> str:
    """A deterministic event id out of what makes the fact unique, for example (turn id, "usage", attempt)."""
    return ":".join(str(part) for part in parts)


def as_utc(moment: datetime) -> datetime:
    """MongoDB keeps milliseconds: an event says the same before and after it was stored."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
