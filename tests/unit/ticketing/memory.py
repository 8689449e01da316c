"""Ticketing's stores in memory: the same steps, one at a time."""

from dataclasses import replace
from datetime import datetime

from services.ticketing.domain.conversation import Conversation, Step
from services.ticketing.domain.message import SupportMessage, as_thread
from services.ticketing.domain.outcome import kept_true
from services.ticketing.stores.conversations import Conversations, Decide
from services.ticketing.stores.messages import Messages
from shared.events import Event
from tests.builders import NOON


class MemoryConversations(Conversations):
    """`said` is everything that is to be said, in order."""

    def __init__(self, *kept: Conversation) -> None:
        self.kept = {conversation.id: conversation for conversation in kept}
        self.said: list[Event] = []

    async def add(self, conversation: Conversation) -> None:
        self.kept.setdefault(conversation.id, conversation)

    async def find(self, conversation_id: str) -> Conversation | None:
        return self.kept.get(conversation_id)

    async def change(
        self, conversation_id: str, decide: Decide, *, heard_at: datetime | None = None, by: str | None = None
    ) -> Step:
        before = await self._get_or_begin(conversation_id, heard_at)
        step = decide(before)
        after = replace(step.conversation, edition=before.next_revision)
        return self._keep(before, Step(after, step.says)) if step.conversation != before else step

    async def recount(
        self,
        conversation_id: str,
        decide: Decide = Step,
        *,
        heard_at: datetime | None = None,
        or_erased: bool = False,
    ) -> Step:
        before = await self._get_or_begin(conversation_id, heard_at, or_erased=or_erased)
        return self._keep(before, decide(before))

    def _keep(self, before: Conversation, step: Step) -> Step:
        step = kept_true(before, step, NOON)
        self.kept[before.id] = replace(step.conversation, revision=before.next_revision)
        self.said += step.says
        return Step(self.kept[before.id], step.says)


class MemoryMessages(Messages):
    def __init__(self) -> None:
        self.kept: dict[str, SupportMessage] = {}

    async def keep(self, message: SupportMessage) -> bool:
        return self.kept.setdefault(message.id, message) is message

    async def find(self, message_id: str) -> SupportMessage | None:
        return self.kept.get(message_id)

    async def forget(self, conversation_id: str) -> None:
        self.kept = {key: kept for key, kept in self.kept.items() if kept.conversation_id != conversation_id}

    async def thread(self, conversation_id: str) -> list[SupportMessage]:
        return as_thread(message for message in self.kept.values() if message.conversation_id == conversation_id)
