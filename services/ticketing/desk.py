"""What can be done to a conversation, by what is heard and by people.

Everything is written by id and every figure recomputed, so each of these may be done again, in any order, and after a
crash between any two of its steps.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Final

from services.ticketing.domain.conversation import (
    BOT_UNABLE,
    Consent,
    Contact,
    Conversation,
    Escalation,
    Origin,
    Patch,
    Rating,
    Step,
    consented,
    contacted,
    escalated,
    patched,
    rated,
)
from services.ticketing.domain.message import Kind, LogEntry, SupportMessage, logged
from services.ticketing.domain.message import replied as as_message
from services.ticketing.domain.money import TokenPrice
from services.ticketing.domain.outcome import decided
from services.ticketing.domain.working import (
    Editions,
    Reply,
    check_edition,
    claimed,
    handed_back,
    replied,
    written_to,
)
from services.ticketing.metrics import TicketingMetrics
from services.ticketing.stores.conversations import ConversationGone, Conversations, Decide
from services.ticketing.stores.messages import Messages
from services.ticketing.stores.usage import Usage
from shared.events import AgentReplied, UsageRecorded, as_utc
from shared.failpoints import FailPoint, reach
from shared.ids import new_conversation_id, new_message_id

SERVICE: Final = "ticketing"


class Desk:
    """`unsaid` is set when there is something to say. `price` and `support_email` are for logged messages."""

    def __init__(
        self,
        conversations: Conversations,
        messages: Messages,
        usage: Usage,
        metrics: TicketingMetrics,
        *,
        now: Callable[[], datetime],
        unsaid: asyncio.Event,
        price: TokenPrice,
        support_email: str,
    ) -> None:
        self._conversations = conversations
        self._messages = messages
        self._usage = usage
        self._metrics = metrics
        self._now = now
        self._unsaid = unsaid
        self._price = price
        self._support_email = support_email

    async def take_in(self, message: SupportMessage) -> None:
        """Keep a message of the chat."""
        async with self._refusing_what_is_late(message.conversation_id):
            is_new = await self._messages.keep(message)
            reach(FailPoint.TICKETING_AFTER_MESSAGE)
            decide = self._written_to(message) if message.kind is Kind.RECEIVED else Step
            step = await self._conversations.recount(message.conversation_id, decide, heard_at=message.created_at)
            if step.says:
                self._unsaid.set()
            if is_new:
                self._metrics.messages.labels(role=message.role).inc()

    async def keep_reply(self, event: AgentReplied) -> None:
        """Keep what a person wrote, once it is certain that it will be said."""
        await self.take_in(as_message(event))

    async def account_for(self, usage: UsageRecorded) -> None:
        """Keep what a Claude call took, also for a conversation that was erased meanwhile: it was paid for."""
        await self._usage.keep(usage)
        await self._conversations.recount(usage.conversation_id, heard_at=as_utc(usage.occurred_at), or_erased=True)

    async def note_contact(self, conversation_id: str, contact: Contact) -> None:
        """Keep where the visitor can be reached."""
        await self._hear(conversation_id, lambda conversation: contacted(conversation, contact), contact.at)

    async def note_rating(self, conversation_id: str, rating: Rating) -> None:
        """Keep what the visitor says of it."""
        await self._hear(conversation_id, lambda conversation: rated(conversation, rating), rating.at)

    async def note_consent(self, conversation_id: str, consent: Consent) -> None:
        """Keep what the visitor has agreed to."""
        await self._hear(conversation_id, lambda conversation: consented(conversation, consent), consent.at)

    async def begin(self, origin: Origin, actor: str) -> Conversation:
        """Log a conversation that takes place elsewhere."""
        now = self._now()
        begun = Conversation(id=new_conversation_id(), origin=origin, created_at=now, updated_at=now)
        await self._conversations.begin(begun, actor)
        return begun

    async def log(self, conversation_id: str, entry: LogEntry, actor: str) -> SupportMessage:
        """Log a message of such a conversation. Raises ConversationNotFound, ConversationGone."""
        await self._conversations.get(conversation_id)
        message = logged(
            entry,
            message_id=new_message_id(),
            conversation_id=conversation_id,
            now=self._now(),
            price=self._price,
            support_email=self._support_email,
        )
        await self._messages.log(message, actor)
        self._metrics.messages.labels(role=message.role).inc()
        await self.settle(message)
        self._unsaid.set()
        return message

    async def settle(self, message: SupportMessage) -> None:
        """Do what follows from a logged message."""
        if message.is_escalation:
            cause = Escalation(cause=message.id, reason=BOT_UNABLE, at=message.created_at, actor=SERVICE)
            await self.escalate(message.conversation_id, cause)
        async with self._refusing_what_is_late(message.conversation_id):
            await self._conversations.recount(message.conversation_id, heard_at=message.created_at)
        await self._messages.settled(message.id)

    async def escalate(self, conversation_id: str, escalation: Escalation) -> None:
        """Put a conversation before people, once for each cause."""
        step = await self._hear(
            conversation_id, lambda conversation: escalated(conversation, escalation, self._now()), escalation.at
        )
        if step and step.says:
            reach(FailPoint.TICKETING_AFTER_STATUS)
            self._metrics.escalations.inc()
            self._unsaid.set()

    async def reply(
        self, conversation_id: str, reply: Reply, editions: Editions = None
    ) -> tuple[SupportMessage, Conversation]:
        """Answer the visitor. The same reply again is the same message, whatever became of the conversation since.

        Raises ConversationNotFound, ConversationChanged.
        """

        def decide(conversation: Conversation) -> Step:
            if reply.message_id not in conversation.replies:
                check_edition(conversation, editions)
            return replied(conversation, reply, self._now())

        said = await self._messages.find(reply.message_id)
        if said is None:
            step = await self._conversations.change(conversation_id, decide, by=reply.actor)
            said = next(as_message(event) for event in step.says if isinstance(event, AgentReplied))
            await self.take_in(said)
            self._unsaid.set()
        return said, await self._conversations.get(conversation_id)

    async def patch(self, conversation_id: str, patch: Patch, actor: str, editions: Editions = None) -> Conversation:
        """Raises ConversationNotFound, ConversationChanged, MoveNotAllowed."""
        return await self._work_on(
            conversation_id, actor, editions, lambda current: patched(current, patch, actor, self._now())
        )

    async def claim(
        self, conversation_id: str, actor: str, editions: Editions = None, *, take_over: bool = False
    ) -> Conversation:
        """Raises ConversationNotFound, ConversationChanged, ClaimedByAnother."""
        return await self._work_on(
            conversation_id, actor, editions, lambda current: claimed(current, actor, self._now(), take_over=take_over)
        )

    async def hand_back(self, conversation_id: str, actor: str, editions: Editions = None) -> Conversation:
        """Raises ConversationNotFound, ConversationChanged."""
        return await self._work_on(
            conversation_id, actor, editions, lambda current: handed_back(current, actor, self._now())
        )

    async def decide_outcome(self, conversation_id: str, idle: timedelta) -> None:
        """Say how it ended, when nothing has happened for as long as `idle`."""
        await self._conversations.recount(conversation_id)
        step = await self._conversations.change(
            conversation_id, lambda conversation: decided(conversation, self._now(), idle)
        )
        if step.says:
            self._unsaid.set()

    async def _work_on(self, conversation_id: str, actor: str, editions: Editions, decide: Decide) -> Conversation:
        def decide_on_what_was_read(conversation: Conversation) -> Step:
            check_edition(conversation, editions)
            return decide(conversation)

        step = await self._conversations.change(conversation_id, decide_on_what_was_read, by=actor)
        if step.says:
            self._unsaid.set()
        return step.conversation

    async def _hear(self, conversation_id: str, decide: Decide, heard_at: datetime) -> Step | None:
        """The step that was taken; None where it comes too late."""
        async with self._refusing_what_is_late(conversation_id):
            return await self._conversations.change(conversation_id, decide, heard_at=heard_at)
        return None

    @asynccontextmanager
    async def _refusing_what_is_late(self, conversation_id: str) -> AsyncIterator[None]:
        """What comes for a conversation that was erased leaves nothing behind, and is done with."""
        try:
            yield
        except ConversationGone:
            await self._messages.forget(conversation_id)
            self._metrics.late.inc()

    def _written_to(self, message: SupportMessage) -> Decide:
        return lambda conversation: written_to(conversation, message.id, message.created_at, SERVICE, self._now())
