"""What is kept of a visitor, given out and erased: by conversation and by user.

The other services are told by an event that is part of the tombstone until it is confirmed; each sends its receipt when
it has deleted what it kept.
"""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import structlog
from pymongo.errors import PyMongoError

from services.ticketing.domain.audit import Action, Deed
from services.ticketing.domain.conversation import Conversation
from services.ticketing.domain.cursor import Cursor
from services.ticketing.domain.erasure import RETENTION
from services.ticketing.domain.message import SupportMessage
from services.ticketing.domain.notice import Notice
from services.ticketing.metrics import TicketingMetrics
from services.ticketing.stores.conversations import ConversationGone
from services.ticketing.stores.notes import Note
from services.ticketing.stores.pages import Page
from services.ticketing.stores.stores import Stores
from shared.problems import Problem

log = structlog.get_logger(__name__)


class NotErased(Problem):
    def __init__(self) -> None:
        super().__init__(404, "not-erased", "No conversation with this id was erased.")


@dataclass(frozen=True, slots=True)
class Record:
    """Everything that is kept of a conversation."""

    conversation: Conversation
    thread: list[SupportMessage]
    notes: list[Note]
    notices: list[Notice]


class Privacy:
    """`unsaid` is set when there is something to say."""

    def __init__(
        self, stores: Stores, metrics: TicketingMetrics, *, now: Callable[[], datetime], unsaid: asyncio.Event
    ) -> None:
        self._erasures = stores.erasures
        self._conversations = stores.conversations
        self._messages = stores.messages
        self._notes = stores.notes
        self._notices = stores.notices
        self._audit = stores.audit
        self._metrics = metrics
        self._now = now
        self._unsaid = unsaid

    async def erase(self, conversation_id: str, by: str) -> Conversation:
        """The tombstone; once more, the same one. Raises ConversationNotFound."""
        return await self._erase(conversation_id, by)

    async def erase_user(self, user_id: str, by: str) -> list[Conversation]:
        """The tombstones of the user's conversations. Whose they were is not kept."""
        return [await self._erase(conversation_id, by) for conversation_id in await self._erasures.of_user(user_id)]

    async def erase_idle(self, since: datetime, limit: int) -> None:
        """Up to `limit` of those conversations in which nothing has happened since. One that cannot be erased holds no
        other up, and is tried again the next time."""
        async for conversation_id in self._erasures.idle(since, limit):
            try:
                await self._erase(conversation_id, RETENTION, idle_since=since)
            except PyMongoError:
                raise
            except Exception as error:  # whatever an old document holds
                log.error("too old, and cannot be erased", conversation_id=conversation_id, exc_info=error)

    async def erasure(self, conversation_id: str) -> Conversation:
        """The tombstone. Raises NotErased."""
        tombstone = await self._erasures.get(conversation_id)
        if tombstone is None:
            raise NotErased
        return tombstone

    async def erasures(self, limit: int, after: Cursor | None) -> Page[Conversation]:
        """The tombstones, newest first."""
        return await self._erasures.page(limit, after)

    async def receive(self, conversation_id: str, service: str, at: datetime) -> None:
        """Keep a service's receipt."""
        if await self._erasures.receive(conversation_id, service, at):
            log.info("erased elsewhere", conversation_id=conversation_id, keeper=service)

    async def export(self, conversation_id: str, by: str) -> Record:
        """Raises ConversationNotFound, ConversationGone."""
        conversation = await self._conversations.get(conversation_id)
        deed = Deed(who=by, action=Action.CONVERSATION_EXPORTED, which=conversation.id, at=self._now())
        await self._audit.write(deed, None)
        return Record(
            conversation,
            thread=await self._messages.thread(conversation_id),
            notes=await self._notes.of(conversation_id),
            notices=await self._notices.of(conversation_id),
        )

    async def export_user(self, user_id: str, by: str) -> list[Record]:
        """Of all conversations of the user, oldest first."""
        records = []
        for conversation_id in await self._erasures.of_user(user_id):
            with contextlib.suppress(ConversationGone):  # erased since
                records.append(await self.export(conversation_id, by))
        return records

    async def _erase(self, conversation_id: str, by: str, *, idle_since: datetime | None = None) -> Conversation:
        now = self._now()
        left = await self._erasures.erase(conversation_id, by, now, idle_since=idle_since)
        if left.erasure and left.erasure.at == now:
            self._metrics.erased.inc()
            self._unsaid.set()
        return left
