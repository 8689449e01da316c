"""A notice: an e-mail that somebody has to get, as a value. What calls for one, and whether it still does."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from services.ticketing.domain.conversation import Conversation
from services.ticketing.domain.message import SupportMessage
from shared.events import AgentReplied, ConversationEscalated, Event


class Kind(StrEnum):
    """A conversation was put before people; a ticket waits for too long; a person has written to a visitor."""

    ESCALATION = "escalation"
    AGE = "age"
    REPLY = "reply"


class State(StrEnum):
    """`sent`: the e-mail server has taken it; `refused`: it never will, and there is nobody else; `dropped`: it was not
    needed any more."""

    WAITING = "waiting"
    SENT = "sent"
    REFUSED = "refused"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """`id` follows from what calls for it, and the Message-ID from that: the same notice is the same e-mail.

    `about`: the id of a person's message. `reached`: the addresses for which the e-mail server has taken it,
    `refused` those for which it never will. `detail`: why it was refused or dropped.
    """

    id: str
    conversation_id: str
    kind: Kind
    about: str | None = None
    raised_at: datetime
    due_at: datetime
    state: State = State.WAITING
    attempts: int = 0
    reached: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    detail: str | None = None
    done_at: datetime | None = None


def raised_by(event: Event, now: datetime, visitor_wait: timedelta) -> Notice | None:
    """The notice that an event calls for, if it does. `visitor_wait`: how long a visitor has to see a reply."""
    if isinstance(event, ConversationEscalated):
        return _raised_by(event, now, Kind.ESCALATION, wait=timedelta(0))
    if isinstance(event, AgentReplied):
        return _raised_by(event, now, Kind.REPLY, wait=visitor_wait, about=event.message_id)
    return None


def raised_by_age(ticket: Conversation, now: datetime) -> Notice | None:
    """One for each time that it begins to wait; None for one that does not."""
    if ticket.waits_since is None:
        return None
    since_ms = round(ticket.waits_since.timestamp() * 1000)
    return Notice(id=f"{ticket.id}.age.{since_ms}", conversation_id=ticket.id, kind=Kind.AGE, raised_at=now, due_at=now)


def why_moot(notice: Notice, conversation: Conversation, thread: Sequence[SupportMessage]) -> str | None:
    """Why nobody has to be told any more; None as long as somebody has. An escalation is always told."""
    if notice.kind is Kind.AGE:
        waits = raised_by_age(conversation, notice.raised_at)
        return None if waits and waits.id == notice.id else "The ticket does not wait any more."
    if notice.kind is Kind.REPLY:
        return _why_unread_no_more(notice, conversation, thread)
    return None


def replies_to_show(notice: Notice, thread: Sequence[SupportMessage]) -> list[SupportMessage]:
    """What people wrote since the visitor last did, up to the reply that the notice is about."""
    shown: list[SupportMessage] = []
    for message in thread:
        if message.role == "user":
            shown.clear()
        elif message.role == "agent":
            shown.append(message)
        if message.id == notice.about:
            break
    return shown


def _raised_by(event: Event, now: datetime, kind: Kind, *, wait: timedelta, about: str | None = None) -> Notice:
    return Notice(
        id=event.id.replace(":", "."),
        conversation_id=event.conversation_id,
        kind=kind,
        about=about,
        raised_at=now,
        due_at=now + wait,
    )


def _why_unread_no_more(notice: Notice, conversation: Conversation, thread: Sequence[SupportMessage]) -> str | None:
    place = next((place for place, message in enumerate(thread) if message.id == notice.about), None)
    if place is None:
        return "The reply is not there any more."
    since = {message.role for message in thread[place + 1 :]}
    if "user" in since:
        return "The visitor has written since."
    if conversation.rating and conversation.rating.at > thread[place].created_at:
        return "The visitor has rated the conversation since."
    return "A later reply is sent in its place, with this one." if "agent" in since else None
