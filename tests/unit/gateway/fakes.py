"""What the gateway works with, in memory: a broker that takes messages, frames that are pushed by hand, a thread."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from services.gateway.live import LiveFrames, Watch
from services.gateway.threads import ConversationGone, Threads, ThreadUnavailable
from shared.events import Event, MessageReceived
from shared.publisher import BrokerUnavailable, EventPublisher
from shared.visitor_view import KeptConversation, LiveFrame, Thread


class MemoryPublisher(EventPublisher):
    """`said` are messages, `other` the rest. `away`: RabbitMQ does not confirm; `blocked`: not before this is set;
    `waiting` so many wait for it."""

    def __init__(self) -> None:
        self.said: list[MessageReceived] = []
        self.other: list[Event] = []
        self.away = False
        self.blocked: asyncio.Event | None = None
        self.waiting = 0

    async def publish(self, event: Event, *, within_seconds: float = 0) -> None:
        if self.away:
            raise BrokerUnavailable(event.type)
        if not isinstance(event, MessageReceived):
            self.other.append(event)
            return
        if self.blocked:
            self.waiting += 1
            await self.blocked.wait()
        self.said.append(event)


class MemoryFrames(LiveFrames):
    """`watched` are the watches of now, by conversation."""

    def __init__(self, buffer_size: int = 8) -> None:
        self._size = buffer_size
        self.watched: dict[str, list[Watch]] = {}

    @asynccontextmanager
    async def watching(self, conversation_id: str) -> AsyncIterator[Watch]:
        watch = Watch(self._size)
        watches = self.watched.setdefault(conversation_id, [])
        watches.append(watch)
        try:
            yield watch
        finally:
            watches.remove(watch)

    def push(self, frame: LiveFrame) -> None:
        for watches in self.watched.values():
            for watch in watches:
                watch.push(frame)


class MemoryThreads(Threads):
    """`thread` is what the chat worker answers; without one it does not answer, or says that it is `erased`. `reads`
    counts the questions.

    `of_users` are the conversations that it knows of verified users.
    """

    def __init__(self, thread: Thread | None = None) -> None:
        self.thread = thread
        self.erased = False
        self.reads = 0
        self.of_users: dict[str, list[KeptConversation]] = {}

    async def of_user(self, user_id: str) -> list[KeptConversation]:
        return self.of_users.get(user_id, [])

    async def read(self, conversation_id: str) -> Thread:
        self.reads += 1
        if self.erased:
            raise ConversationGone
        if self.thread is None:
            raise ThreadUnavailable
        return self.thread
