"""What ticketing answers over HTTP."""

from typing import Any, Self

from pydantic import AwareDatetime, BaseModel

from services.ticketing.domain.conversation import Conversation
from services.ticketing.domain.message import Role, SupportMessage
from services.ticketing.domain.money import microusd, usd
from services.ticketing.domain.notice import Kind, Notice, State
from services.ticketing.stores.canned_replies import CannedReply
from services.ticketing.stores.export import WholeConversation
from services.ticketing.stores.notes import Note
from shared import auth
from shared.events import CitedSource, Handler, Outcome, Provenance, Status, Urgency
from shared.ids import ConversationId, MessageId


class ConversationView(BaseModel):
    """A conversation. `estimated_cost_usd` is whole micro-dollars, the older system's field; `cost_usd` is dollars.

    `contact_email`: where a reply reaches the visitor, by their own word or a verified user's. `rating_…`: what the
    visitor says of it, the score from 1 to 5. `outcome`: how it ended, null while it goes on and for a day after.
    `consent_…`: what the visitor agreed to before writing, and when first.
    """

    id: ConversationId
    source: str
    page_url: str | None
    user_agent: str | None
    user_id: str | None
    business_id: str | None
    contact_email: str | None
    contact_name: str | None
    rating_solved: bool | None
    rating_score: int | None
    rating_comment: str | None
    consent_version: str | None
    consent_text: str | None
    consent_at: AwareDatetime | None
    status: Status
    escalated: bool
    escalation_reason: str | None
    escalation_category: str | None
    escalation_summary: str | None
    urgency: Urgency
    handled_by: Handler
    summary: str | None
    message_count: int
    total_input_tokens: int
    total_output_tokens: int
    estimated_cost_usd: int
    cost_usd: float
    assigned_to: str | None
    notes: str | None
    outcome: Outcome | None
    reopened_count: int
    created_at: AwareDatetime
    updated_at: AwareDatetime
    closed_at: AwareDatetime | None

    @classmethod
    def of(cls, conversation: Conversation, **more: Any) -> Self:  # the fields that a subclass adds
        origin, totals, rating = conversation.origin, conversation.totals, conversation.rating
        contact, consent = conversation.reached_at, conversation.consent
        return cls(
            id=conversation.id,
            source=origin.source,
            page_url=origin.page_url,
            user_agent=origin.user_agent,
            user_id=origin.user_id,
            business_id=origin.business_id,
            contact_email=contact.email if contact else None,
            contact_name=contact.name if contact else None,
            rating_solved=rating.solved if rating else None,
            rating_score=rating.score if rating else None,
            rating_comment=rating.comment if rating else None,
            consent_version=consent.version if consent else None,
            consent_text=consent.text if consent else None,
            consent_at=consent.at if consent else None,
            status=conversation.status,
            escalated=conversation.escalated,
            escalation_reason=conversation.escalation_reason,
            escalation_category=conversation.escalation_category,
            escalation_summary=conversation.escalation_summary,
            urgency=conversation.urgency,
            handled_by=conversation.handled_by,
            summary=conversation.summary,
            message_count=totals.message_count,
            total_input_tokens=totals.input_tokens,
            total_output_tokens=totals.output_tokens,
            estimated_cost_usd=microusd(totals.cost_nanousd),
            cost_usd=usd(totals.cost_nanousd),
            assigned_to=conversation.assigned_to,
            notes=conversation.notes,
            outcome=conversation.outcome,
            reopened_count=conversation.reopened_count,
            created_at=conversation.created_at,
            updated_at=conversation.updated_at,
            closed_at=conversation.closed_at,
            **more,
        )


class ConversationChange(BaseModel):
    """What has become of a conversation. The change with the highest `revision` holds."""

    id: ConversationId
    revision: int
    status: Status
    escalated: bool
    handled_by: Handler
    assigned_to: str | None
    message_count: int
    updated_at: AwareDatetime

    @classmethod
    def of(cls, conversation: Conversation) -> Self:
        return cls(
            id=conversation.id,
            revision=conversation.revision or 0,
            status=conversation.status,
            escalated=conversation.escalated,
            handled_by=conversation.handled_by,
            assigned_to=conversation.assigned_to,
            message_count=conversation.totals.message_count,
            updated_at=conversation.updated_at,
        )


class SupportMessageView(BaseModel):
    """A message. A turn's input tokens stand on the newest message that it answers, its output tokens on the reply.

    `sources` are the articles that a reply cites; `provenance` is what it was made of. `agent_name` is the name under
    which a person wrote.
    """

    id: MessageId
    conversation_id: ConversationId
    role: Role
    content: str
    input_tokens: int
    output_tokens: int
    is_escalation: bool
    agent_name: str | None
    sources: list[CitedSource]
    provenance: Provenance | None
    created_at: AwareDatetime

    @classmethod
    def of(cls, message: SupportMessage) -> Self:
        return cls(**{name: getattr(message, name) for name in cls.model_fields})


class NoticeView(BaseModel):
    """An e-mail about the conversation. `detail`: why it was refused, also while it is tried again, or not sent;
    `done_at` is null while it waits."""

    kind: Kind
    state: State
    detail: str | None
    raised_at: AwareDatetime
    done_at: AwareDatetime | None

    @classmethod
    def of(cls, notice: Notice) -> Self:
        return cls(**{name: getattr(notice, name) for name in cls.model_fields})


class ConversationWithMessages(ConversationView):
    messages: list[SupportMessageView]
    notices: list[NoticeView]


class Ticket(ConversationView):
    """`age_seconds`: how long it waits for the desk; 0 where it is the visitor's turn."""

    age_seconds: int


class NoteView(BaseModel):
    """What `author`, an e-mail address, noted for the others of the desk."""

    id: str
    conversation_id: ConversationId
    author: str
    content: str
    created_at: AwareDatetime

    @classmethod
    def of(cls, note: Note) -> Self:
        return cls(**{name: getattr(note, name) for name in cls.model_fields})


class CannedReplyView(BaseModel):
    id: str
    title: str
    content: str
    updated_at: AwareDatetime

    @classmethod
    def of(cls, reply: CannedReply) -> Self:
        return cls(**{name: getattr(reply, name) for name in cls.model_fields})


class SessionView(BaseModel):
    """`token` is for `Authorization: Bearer`; browsers use the cookies that come with it."""

    token: str
    expires_at: AwareDatetime
    role: auth.Role


class WhoIsSignedIn(BaseModel):
    """`scopes`: of a machine's key; null for a person."""

    email: str
    role: auth.Role
    scopes: list[auth.Scope] | None


class AdminConfig(BaseModel):
    """`demonstration`: answers come from a local stand-in, not from Claude. `email_notices`: people and visitors are
    written to."""

    demonstration: bool
    email_notices: bool


class ExportedMessage(BaseModel):
    id: str
    role: str
    created_at: AwareDatetime


class ExportedCost(BaseModel):
    """`id`: the usage event's, the logged message's, or "legacy" for what the older system left. `tokens`: of all
    classes together."""

    id: str
    cost_nanousd: int
    tokens: int


class ExportedRating(BaseModel):
    solved: bool | None
    score: int | None
    at: AwareDatetime


class ExportedConversation(BaseModel):
    """A line of the export. `revision` grows with every change; `message_count` is the truth where the older
    system kept fewer messages than it counted, and of what was `erased`, of which `created_at` is no more than the
    day."""

    conversation_id: ConversationId
    erased: bool
    created_at: AwareDatetime
    source: str
    revision: int
    status: Status
    outcome: Outcome | None
    reopened_count: int
    escalated: bool
    escalated_at: AwareDatetime | None
    closed_at: AwareDatetime | None
    first_question: str | None
    message_count: int
    messages: list[ExportedMessage]
    costs: list[ExportedCost]
    rating: ExportedRating | None

    @classmethod
    def of(cls, whole: WholeConversation) -> Self:
        conversation = whole.conversation
        rating = conversation.rating
        asked = next((message.content for message in whole.thread if message.role == "user"), None)
        all_listed = conversation.totals.message_count <= len(whole.thread)
        return cls(
            conversation_id=conversation.id,
            erased=conversation.erasure is not None,
            created_at=conversation.created_at,
            source=conversation.origin.source,
            revision=conversation.revision or 0,
            status=conversation.status,
            outcome=conversation.outcome,
            reopened_count=conversation.reopened_count,
            escalated=conversation.escalated,
            escalated_at=conversation.escalated_at,
            closed_at=conversation.closed_at,
            first_question=(asked or conversation.summary) if all_listed else (conversation.summary or asked),
            message_count=max(conversation.totals.message_count, len(whole.thread)),
            messages=[
                ExportedMessage(id=message.id, role=message.role, created_at=message.created_at)
                for message in whole.thread
            ],
            costs=[
                ExportedCost(id=cost.id, cost_nanousd=cost.cost_nanousd, tokens=cost.tokens) for cost in whole.costs
            ],
            rating=ExportedRating(solved=rating.solved, score=rating.score, at=rating.at) if rating else None,
        )
