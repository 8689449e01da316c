"""Which conversations change, whichever process changes them: one change stream of MongoDB, given to all who watch.

A watcher is told of each conversation that changed since it last looked, once and as it is now. When some may have been
missed, for the stream was broken or too much changed at once, it is told to read everything anew.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from services.ticketing.domain.conversation import Conversation
from services.ticketing.stores.collections import CONVERSATIONS
from services.ticketing.stores.documents import to_conversation
from shared.mongo import Database, Document

HELD_FOR_A_WATCHER: Final = 500
LOOK_MILLISECONDS: Final = 500
"""How long the database waits for news before it answers that there is none: a stop takes no longer."""
_CHANGED: Final[list[Document]] = [
    {
        "$match": {
            "$or": [
                {"operationType": {"$in": ["insert", "replace"]}},
                {"updateDescription.updatedFields.revision": {"$exists": True}},
            ]
        }
    }
]
"""What was said of a change, and is crossed off, is no change."""


class Watch:
    """One watcher. `missed`: read everything anew."""

    def __init__(self) -> None:
        self._changed: dict[str, Conversation] = {}
        self._news = asyncio.Event()
        self.missed = False
        self.closed = False

    def push(self, conversation: Conversation) -> None:
        """Never waits."""
        self._changed[conversation.id] = conversation
        if len(self._changed) > HELD_FOR_A_WATCHER:
            self.miss()
        self._news.set()

    def miss(self) -> None:
        self._changed.clear()
        self.missed = True
        self._news.set()

    def close(self) -> None:
        self.closed = True
        self._news.set()

    async def wait(self) -> tuple[bool, list[Conversation]]:
        """As soon as there is any news: whether some was missed, and what has changed since."""
        await self._news.wait()
        self._news.clear()
        missed, changed = self.missed, list(self._changed.values())
        self.missed = False
        self._changed.clear()
        return missed, changed


class Changes:
    def __init__(self, database: Database) -> None:
        self._collection = database[CONVERSATIONS]
        self._watches: set[Watch] = set()

    @contextmanager
    def watching(self) -> Iterator[Watch]:
        """What changes from now on."""
        watch = Watch()
        self._watches.add(watch)
        try:
            yield watch
        finally:
            self._watches.discard(watch)

    async def follow(self) -> None:
        """Until the stream breaks; then do it again. Raises the database's errors."""
        async with self._collection.watch(
            _CHANGED, full_document="updateLookup", max_await_time_ms=LOOK_MILLISECONDS
        ) as stream:
            await stream.try_next()  # it is opened by the first look, and what that finds is read anew with the rest
            self.miss()
            async for change in stream:
                if document := change.get("fullDocument"):
                    self.tell(to_conversation(document))

    def tell(self, conversation: Conversation) -> None:
        for watch in self._watches:
            watch.push(conversation)

    def miss(self) -> None:
        """Something has changed, and it is not known what."""
        for watch in self._watches:
            watch.miss()
