"""A person at work on a conversation: answers, claims, hands back. And a visitor who writes to them, or comes back."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from services.ticketing.domain.conversation import HEARD_REMEMBERED, Conversation, Step, status_said, with_status
from services.ticketing.domain.status import SETTLED
from shared.events import AgentReplied, Handler, Status, event_id

REPLIES_REMEMBERED: Final = 100
COMES_BACK_WITHIN: Final = timedelta(days=7)
"""A visitor who writes so soon after the end has come back; later, it is another matter."""


class ClaimedByAnother(Exception):
    """`holder`: who has it."""

    def __init__(self, holder: str) -> None:
        super().__init__(holder)
        self.holder = holder


class ConversationChanged(Exception):
    """Somebody has changed the conversation since it was read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a person writes to the visitor. `agent_name` is what the visitor is shown, `actor` the account's e-mail."""

    message_id: str
    content: str
    agent_name: str
    actor: str


Editions = frozenset[int] | None
"""Those that a change may be made to; None: to any."""


def check_edition(conversation: Conversation, editions: Editions) -> None:
    """Raises ConversationChanged."""
    if editions is not None and conversation.edition not in editions:
        raise ConversationChanged(conversation.id)


def replied(conversation: Conversation, reply: Reply, now: datetime) -> Step:
    """Work on it has begun, and whoever answers has it, unless somebody has; it is the visitor's turn. The same reply
    is only said again."""
    said = AgentReplied(
        id=event_id(reply.message_id, "replied"),
        occurred_at=now,
        conversation_id=conversation.id,
        message_id=reply.message_id,
        content=reply.content,
        agent_name=reply.agent_name,
        actor=reply.actor,
        revision=conversation.next_revision,
    )
    if reply.message_id in conversation.replies:
        return Step(conversation, (said,))
    after = replace(
        with_status(conversation, Status.IN_PROGRESS, now),
        assigned_to=conversation.assigned_to or reply.actor,
        replies=(*conversation.replies, reply.message_id)[-REPLIES_REMEMBERED:],
        waits_since=None,
        updated_at=now,
    )
    return Step(after, (said, *status_said(conversation, after, reply.actor, now)))


def claimed(conversation: Conversation, actor: str, now: datetime, *, take_over: bool) -> Step:
    """Theirs, and in progress. Raises ClaimedByAnother, unless they take it over."""
    if conversation.assigned_to not in {None, actor} and not take_over:
        raise ClaimedByAnother(str(conversation.assigned_to))
    return _worked(conversation, Status.IN_PROGRESS, assigned_to=actor, actor=actor, now=now)


def handed_back(conversation: Conversation, actor: str, now: datetime) -> Step:
    """The bot has it again, and nobody else."""
    return _worked(conversation, Status.AUTO_RESOLVED, assigned_to=None, actor=actor, now=now)


def written_to(conversation: Conversation, message_id: str, written_at: datetime, actor: str, now: datetime) -> Step:
    """What a visitor's message makes of a conversation when it is heard for the first time; heard again, it changes
    nothing. A person who has the conversation has not read it: it is another edition, and waits for them. One that had
    ended goes on, also by a message that was written before the end: whoever ended it did not know of it."""
    if message_id in conversation.heard:
        return Step(conversation)
    known = replace(conversation, heard=(*conversation.heard, message_id)[-HEARD_REMEMBERED:])
    if conversation.status not in SETTLED:
        known = replace(known, waits_since=conversation.waits_since or written_at)
    if conversation.handled_by is Handler.PERSON:
        return Step(replace(known, edition=conversation.next_revision))
    return _gone_on(known, conversation.ended_at, written_at, actor, now) if conversation.ended_at else Step(known)


def _gone_on(conversation: Conversation, ended_at: datetime, written_at: datetime, actor: str, now: datetime) -> Step:
    """It has no outcome. A closed one waits for a person, if it ever did. The bot answers either way: the news do not
    count the message among those that a person has heard. Only who writes after the end has come back."""
    after = replace(
        _opened_again(conversation, written_at, now),
        edition=conversation.next_revision,
        outcome=None,
        outcome_at=None,
        reopened_count=conversation.reopened_count + (ended_at < written_at <= ended_at + COMES_BACK_WITHIN),
        updated_at=now,
    )
    return Step(after, status_said(conversation, replace(after, heard=after.heard[:-1]), actor, now))


def _opened_again(conversation: Conversation, written_at: datetime, now: datetime) -> Conversation:
    if conversation.status is not Status.CLOSED:
        return conversation
    if not conversation.escalated:
        return with_status(conversation, Status.AUTO_RESOLVED, now)
    return replace(with_status(conversation, Status.NEEDS_REVIEW, now), escalated_at=written_at, waits_since=written_at)


def _worked(conversation: Conversation, status: Status, *, assigned_to: str | None, actor: str, now: datetime) -> Step:
    after = replace(with_status(conversation, status, now), assigned_to=assigned_to)
    if after == conversation:
        return Step(conversation)
    after = replace(after, updated_at=now)
    return Step(after, status_said(conversation, after, actor, now))
