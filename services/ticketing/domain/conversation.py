"""A conversation as a value, and what may become of it: counted, patched, escalated.

Every step takes a conversation and gives the next one together with what has to be said about it. Steps may be computed
again on a newer conversation when somebody else wrote in between.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Self

from services.ticketing.domain.status import SETTLED, check_move
from shared.events import (
    ConversationEscalated,
    ConversationStatusChanged,
    Event,
    Handler,
    Outcome,
    Source,
    Status,
    Urgency,
    event_id,
)

BOT_UNABLE: Final = "Bot unable to resolve issue"
"""The reason of an escalation for which nobody gave another."""

ESCALATIONS_REMEMBERED: Final = 100
HEARD_REMEMBERED: Final = 100
_WITH_A_PERSON: Final = frozenset({Status.OPEN, Status.IN_PROGRESS})


@dataclass(frozen=True, slots=True)
class Totals:
    """Messages, tokens (input: all classes together) and money."""

    message_count: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost_nanousd: int = 0

    def plus(self, other: Self) -> Self:
        return replace(
            self,
            message_count=self.message_count + other.message_count,
            input_tokens=self.input_tokens + other.input_tokens,
            output_tokens=self.output_tokens + other.output_tokens,
            cost_nanousd=self.cost_nanousd + other.cost_nanousd,
        )

    def at_least(self, other: Self) -> Self:
        """Of each figure the larger one."""
        return replace(
            self,
            message_count=max(self.message_count, other.message_count),
            input_tokens=max(self.input_tokens, other.input_tokens),
            output_tokens=max(self.output_tokens, other.output_tokens),
            cost_nanousd=max(self.cost_nanousd, other.cost_nanousd),
        )

    def with_messages(self, count: int) -> Self:
        """The same tokens and money with so many messages."""
        return replace(self, message_count=count)


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a conversation takes place and who has it. `source` is free text in documents of the older system."""

    source: str = Source.WEB
    page_url: str | None = None
    user_agent: str | None = None
    user_id: str | None = None
    user_name: str | None = None
    user_email: str | None = None
    business_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Where a reply reaches the visitor, as they have said it themselves."""

    email: str
    name: str | None = None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """What the visitor says of it: whether it was solved, and how good it was, from 1 to 5."""

    solved: bool | None = None
    score: int | None = None
    comment: str | None = None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """What the visitor agreed to before writing, in the words that were asked."""

    version: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Receipt:
    """A service has deleted what it kept."""

    service: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """`by`: an account's address, `key:<name>` for a machine, or `retention`."""

    at: datetime
    by: str
    receipts: tuple[Receipt, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What the messages and the usage of a conversation add up to.

    `inherited` are messages of the older system: they are covered by the totals that it left, where it left any.
    `origin` and `first_question` are those of the visitor's earliest message; `replied_at` is when the newest reply of
    the bot or a person was written.
    """

    own: Totals = Totals()
    inherited: Totals = Totals()
    origin: Origin | None = None
    first_question: str | None = None
    first_at: datetime | None = None
    last_at: datetime | None = None
    replied_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """`revision` grows with every change; it is None in a document of the older system. `edition` is the revision of
    the last change that was more than figures.

    `inherited` are the totals that the older system left. `escalated_at` is since when it is escalated,
    `waits_since` since when it waits for the desk: None outside the queue, and where it is the visitor's turn.
    `reason_at` is when the escalation happened that gave the reason, the category and the summary (what the visitor
    wants), `escalations`, `replies` and `heard` (what the visitor wrote) which ones were applied. `handed_over`: the
    bot is silent while it waits.
    `outcome` is None until it was decided, at `outcome_at`.

    With an `erasure` it is a tombstone, and `inherited` has the messages that there were.
    """

    id: str
    revision: int | None = 0
    edition: int = 0
    origin: Origin = Origin()
    contact: Contact | None = None
    rating: Rating | None = None
    consent: Consent | None = None
    erasure: Erasure | None = None
    status: Status = Status.AUTO_RESOLVED
    escalated: bool = False
    escalation_reason: str | None = None
    escalated_at: datetime | None = None
    reason_at: datetime | None = None
    escalation_category: str | None = None
    escalation_summary: str | None = None
    handed_over: bool = False
    waits_since: datetime | None = None
    urgency: Urgency = Urgency.NORMAL
    escalations: tuple[str, ...] = ()
    replies: tuple[str, ...] = ()
    heard: tuple[str, ...] = ()
    summary: str | None = None
    totals: Totals = Totals()
    inherited: Totals = Totals()
    assigned_to: str | None = None
    notes: str | None = None
    replied_at: datetime | None = None
    outcome: Outcome | None = None
    outcome_at: datetime | None = None
    reopened_count: int = 0
    created_at: datetime
    updated_at: datetime
    closed_at: datetime | None = None

    @property
    def next_revision(self) -> int:
        return (self.revision or 0) + 1

    @property
    def handled_by(self) -> Handler:
        """Who answers the visitor's next message."""
        waits = self.status is Status.NEEDS_REVIEW and self.handed_over
        return Handler.PERSON if waits or self.status in _WITH_A_PERSON else Handler.BOT

    @property
    def reached_at(self) -> Contact | None:
        """Where a reply reaches the visitor: as they said, or as a verified user."""
        email = self.origin.user_email
        return self.contact or (Contact(email=email, name=self.origin.user_name, at=self.created_at) if email else None)

    @property
    def ended_at(self) -> datetime | None:
        """When it was closed, or else when its outcome was decided; None while it goes on."""
        return (self.closed_at or self.updated_at) if self.status is Status.CLOSED else self.outcome_at


@dataclass(frozen=True, slots=True)
class Step:
    """What a conversation becomes, and what is to be said of it."""

    conversation: Conversation
    says: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Patch:
    """What a person changes; None leaves it as it is. `unassign` takes the ticket away from whoever has it."""

    status: Status | None = None
    notes: str | None = None
    assigned_to: str | None = None
    unassign: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalation:
    """`cause` makes it unique: what was escalated is escalated once for each cause."""

    cause: str
    reason: str
    at: datetime
    actor: str
    urgency: Urgency = Urgency.NORMAL
    category: str | None = None
    summary: str | None = None
    handover: bool = False


def recounted(conversation: Conversation, tally: Tally, summary_code_points: int) -> Conversation:
    """The conversation with the figures, the summary and the origin that follow from its messages and usage.

    One that was erased has no messages: only what calls have cost is added.
    """
    if conversation.erasure:
        inherited = conversation.inherited
        return replace(conversation, totals=inherited.plus(tally.own).with_messages(inherited.message_count))
    summary = conversation.summary
    if tally.first_question is not None and not (conversation.inherited.message_count and summary):
        summary = tally.first_question[:summary_code_points]
    return replace(
        conversation,
        totals=conversation.inherited.at_least(tally.inherited).plus(tally.own),
        summary=summary,
        origin=tally.origin or conversation.origin,
        created_at=min(conversation.created_at, tally.first_at or conversation.created_at),
        updated_at=max(conversation.updated_at, tally.last_at or conversation.updated_at),
        replied_at=tally.replied_at,
    )


def patched(conversation: Conversation, patch: Patch, actor: str, now: datetime) -> Step:
    """What a person's change makes of it; the same conversation when it changes nothing. Raises MoveNotAllowed."""
    after = replace(
        conversation,
        notes=conversation.notes if patch.notes is None else patch.notes,
        assigned_to=None if patch.unassign else patch.assigned_to or conversation.assigned_to,
    )
    if patch.status is not None:
        check_move(conversation.status, patch.status)
        after = with_status(after, patch.status, now)
    if after == conversation:
        return Step(conversation)
    after = replace(after, updated_at=now)
    return Step(after, status_said(conversation, after, actor, now))


def contacted(conversation: Conversation, contact: Contact) -> Step:
    """The newest address holds, in whatever order they are heard of."""
    known = conversation.contact
    if known and known.at >= contact.at:
        return Step(conversation)
    return Step(replace(conversation, contact=contact, updated_at=max(conversation.updated_at, contact.at)))


def rated(conversation: Conversation, rating: Rating) -> Step:
    """The newest rating holds, in whatever order they are heard of."""
    known = conversation.rating
    if known and known.at >= rating.at:
        return Step(conversation)
    return Step(replace(conversation, rating=rating, updated_at=max(conversation.updated_at, rating.at)))


def consented(conversation: Conversation, consent: Consent) -> Step:
    """The newest version holds, since it was first agreed to, in whatever order that is heard of."""
    known = conversation.consent
    if known and (known.at < consent.at if known.version == consent.version else known.at > consent.at):
        return Step(conversation)
    return Step(replace(conversation, consent=consent))


def escalated(conversation: Conversation, escalation: Escalation, now: datetime) -> Step:
    """Put before people, unless a person already has it. The same conversation when this cause was applied before."""
    if escalation.cause in conversation.escalations:
        return Step(conversation)
    status = conversation.status if conversation.status in _WITH_A_PERSON else Status.NEEDS_REVIEW
    after = replace(
        with_status(conversation, status, now),
        escalated=True,
        escalated_at=_escalated_at(conversation, escalation),
        waits_since=_waits_since(conversation, escalation),
        escalations=(*conversation.escalations, escalation.cause)[-ESCALATIONS_REMEMBERED:],
        updated_at=now,
    )
    after = replace(after, handed_over=after.handed_over or escalation.handover)
    if conversation.reason_at is None or escalation.at >= conversation.reason_at:
        after = replace(
            after,
            escalation_reason=escalation.reason,
            reason_at=escalation.at,
            urgency=escalation.urgency,
            escalation_category=escalation.category,
            escalation_summary=escalation.summary,
        )
    said = ConversationEscalated(
        id=event_id(conversation.id, "escalated", conversation.next_revision),
        occurred_at=escalation.at,
        conversation_id=conversation.id,
        reason=escalation.reason,
        handled_by=after.handled_by,
    )
    return Step(after, (said, *status_said(conversation, after, escalation.actor, now)))


def with_status(conversation: Conversation, status: Status, now: datetime) -> Conversation:
    """In this status, whichever it had, with what belongs to a status. What enters the queue begins to wait."""
    if status == conversation.status:
        return conversation
    return replace(
        conversation,
        status=status,
        closed_at=now if status is Status.CLOSED else None,
        handed_over=conversation.handed_over and status not in SETTLED,
        waits_since=_waits_since_then(conversation, status, now),
    )


def _waits_since_then(conversation: Conversation, status: Status, now: datetime) -> datetime | None:
    if status in SETTLED:
        return None
    return now if conversation.status in SETTLED else conversation.waits_since


def _escalated_at(conversation: Conversation, escalation: Escalation) -> datetime:
    """While it is in the queue the earliest escalation counts."""
    before = conversation.escalated_at
    return escalation.at if before is None or conversation.status in SETTLED else min(before, escalation.at)


def _waits_since(conversation: Conversation, escalation: Escalation) -> datetime | None:
    """Since the earliest escalation. Whoever has it already is waited for as before."""
    if conversation.status in _WITH_A_PERSON:
        return conversation.waits_since
    return min(conversation.waits_since or escalation.at, escalation.at)


def status_said(before: Conversation, after: Conversation, actor: str, now: datetime) -> tuple[Event, ...]:
    """What is to be said when the status, or who answers, is another."""
    if (after.status, after.handled_by) == (before.status, before.handled_by):
        return ()
    return (
        ConversationStatusChanged(
            id=event_id(before.id, "status", before.next_revision),
            occurred_at=now,
            conversation_id=before.id,
            old=before.status,
            new=after.status,
            revision=before.next_revision,
            actor=actor,
            handled_by=after.handled_by,
            heard=list(after.heard),
        ),
    )
