"""A message as a value: where it comes from, and how a thread of them reads."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Literal

from services.ticketing.domain.conversation import Origin
from services.ticketing.domain.money import TokenPrice
from shared.events import (
    AgentReplied,
    CitedSource,
    MessageLogged,
    MessageReceived,
    Provenance,
    ReplyGenerated,
    TokenCounts,
    as_utc,
    event_id,
)

Role = Literal["user", "assistant", "agent"]


class Kind(StrEnum):
    """How a message came to be known; the older system's messages are `INHERITED`."""

    RECEIVED = "received"
    GENERATED = "generated"
    REPLIED = "replied"
    LOGGED = "logged"
    INHERITED = "inherited"


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportMessage:
    """`cost_nanousd` is a logged message's; what a reply cost is in the usage. `answers` and `turn_input_tokens` are a
    reply's: the messages that it answers, oldest first, and the whole input of its turn. `agent_name` is a person's.
    """

    id: str
    conversation_id: str
    role: Role
    content: str
    created_at: datetime
    kind: Kind
    input_tokens: int = 0
    output_tokens: int = 0
    cost_nanousd: int = 0
    is_escalation: bool = False
    agent_name: str | None = None
    answers: tuple[str, ...] = ()
    turn_input_tokens: int = 0
    sources: tuple[CitedSource, ...] = ()
    provenance: Provenance | None = None
    origin: Origin | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LogEntry:
    """What somebody logs; the rest of the message follows from it."""

    role: Literal["user", "assistant"]
    content: str
    input_tokens: int = 0
    output_tokens: int = 0
    is_escalation: bool = False


def received(event: MessageReceived) -> SupportMessage:
    return SupportMessage(
        id=event.message_id,
        conversation_id=event.conversation_id,
        role="user",
        content=event.content,
        created_at=as_utc(event.occurred_at),
        kind=Kind.RECEIVED,
        origin=Origin(
            source=event.source,
            page_url=event.page_url,
            user_agent=event.user_agent,
            user_id=event.user_id,
            user_name=event.user_name,
            user_email=event.user_email,
            business_id=event.business_id,
        ),
    )


def generated(event: ReplyGenerated) -> SupportMessage:
    return SupportMessage(
        id=event.message_id,
        conversation_id=event.conversation_id,
        role="assistant",
        content=event.content,
        created_at=as_utc(event.occurred_at),
        kind=Kind.GENERATED,
        output_tokens=event.tokens.output_tokens,
        answers=tuple(event.answers),
        turn_input_tokens=event.tokens.total_input_tokens,
        is_escalation=event.escalated,
        sources=tuple(event.sources),
        provenance=event.provenance,
    )


def replied(event: AgentReplied) -> SupportMessage:
    return SupportMessage(
        id=event.message_id,
        conversation_id=event.conversation_id,
        role="agent",
        content=event.content,
        created_at=as_utc(event.occurred_at),
        kind=Kind.REPLIED,
        agent_name=event.agent_name,
    )


def logged(
    entry: LogEntry, *, message_id: str, conversation_id: str, now: datetime, price: TokenPrice, support_email: str
) -> SupportMessage:
    """A bot's message that sends the visitor to the support address is an escalation, whatever the entry says."""
    sends_away = entry.role == "assistant" and support_email.casefold() in entry.content.casefold()
    return SupportMessage(
        id=message_id,
        conversation_id=conversation_id,
        role=entry.role,
        content=entry.content,
        created_at=now,
        kind=Kind.LOGGED,
        input_tokens=entry.input_tokens,
        output_tokens=entry.output_tokens,
        cost_nanousd=price.cost_nanousd(entry.input_tokens, entry.output_tokens),
        is_escalation=entry.is_escalation or sends_away,
    )


def logged_event(message: SupportMessage) -> MessageLogged:
    assert message.role != "agent"  # noqa: S101  a LogEntry has no such role
    return MessageLogged(
        id=event_id(message.id, "logged"),
        occurred_at=message.created_at,
        conversation_id=message.conversation_id,
        message_id=message.id,
        role=message.role,
        content=message.content,
        tokens=TokenCounts(input_tokens=message.input_tokens, output_tokens=message.output_tokens),
        cost_nanousd=message.cost_nanousd,
    )


def as_thread(messages: Iterable[SupportMessage]) -> list[SupportMessage]:
    """Oldest first, a reply always after what it answers, and a turn's input tokens on the newest message answered.

    The clocks of those who stamped the messages may differ by more than a reply takes.
    """
    by_id = {message.id: message for message in messages}
    for reply in list(by_id.values()):
        if reply.answers and (asked := by_id.get(reply.answers[-1])):
            by_id[asked.id] = replace(asked, input_tokens=asked.input_tokens + reply.turn_input_tokens)

    def place(message: SupportMessage) -> tuple[datetime, bool, datetime, str]:
        asked = [by_id[answered].created_at for answered in message.answers if answered in by_id]
        return max([message.created_at, *asked]), bool(asked), message.created_at, message.id

    return sorted(by_id.values(), key=place)
