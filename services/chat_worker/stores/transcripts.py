"""The transcripts: one document a conversation, changed only by compare-and-swap.

`change` reads the document and the database's clock, applies a step of the domain, and writes the result where nobody
wrote in between; otherwise it reads again. Documents are small, so a step costs two round trips.
"""

from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta
from typing import Final

import stamina
from bson import ObjectId
from pymongo import ASCENDING, DESCENDING
from pymongo.errors import DuplicateKeyError

from services.chat_worker.domain import transcript as steps
from services.chat_worker.domain.transcript import Transcript
from shared.mongo import Database, Document, is_transient
from shared.visitor_view import KeptConversation

Step = Callable[[Transcript, datetime], Transcript | None]

PATIENCE_SECONDS: Final = 20.0
"""How long a step waits for a database that is away: a turn that was paid for is worth an election."""
COLLECTION: Final = "support_transcripts"
_NOW_AND_DOCUMENT: Final = {"document": "$$ROOT", "now": "$$NOW"}


class Transcripts:
    def __init__(self, database: Database) -> None:
        self._collection = database[COLLECTION]
        self._database = database

    async def ensure_indexes(self) -> None:
        """Idempotent. The sweep looks only at conversations with work to do; few have a verified user. What was erased
        is forgotten after a while."""
        keys = [("work", ASCENDING), ("lease.until", ASCENDING)]
        await self._collection.create_index(keys, name="with_work", partialFilterExpression={"work": True})
        newest = [("user_id", ASCENDING), ("last_message_at", DESCENDING)]
        await self._collection.create_index(
            newest, name="of_user", partialFilterExpression={"user_id": {"$type": "string"}}
        )
        await self._collection.create_index([("erased_until", ASCENDING)], name="erased", expireAfterSeconds=0)

    async def read(self, conversation_id: str) -> Transcript:
        """The transcript; an empty one for a conversation that nothing was heard of."""
        transcript, _ = await self._read(conversation_id)
        return transcript

    async def change(self, conversation_id: str, step: Step) -> Transcript | None:
        """The transcript after the step; None when the step declined.

        Raises whatever the step raises, and the database's error when it has been away for too long.
        """
        changed: Transcript | None = None
        async for attempt in stamina.retry_context(is_transient, attempts=None, timeout=PATIENCE_SECONDS, wait_max=1):
            with attempt:
                changed = await self._change(conversation_id, step)
        return changed

    async def _change(self, conversation_id: str, step: Step) -> Transcript | None:
        while True:
            before, now = await self._read(conversation_id)
            after = step(before, now)
            if after is None or after == before:
                return after
            after = after.model_copy(update={"revision": before.revision + 1})
            if await self._swap(before, after):
                return after

    async def take(self, conversation_id: str, holder: str, lease_for: timedelta) -> Transcript | None:
        """The transcript under a new lease; None when there is no work or somebody else holds it."""
        return await self.change(
            conversation_id, lambda transcript, now: steps.take(transcript, holder, now, lease_for)
        )

    async def with_work(self, limit: int) -> AsyncIterator[str]:
        """Conversations that have work and no live lease, longest free first."""
        free = {"$or": [{"lease": None}, {"$expr": {"$lte": ["$lease.until", "$$NOW"]}}]}
        found = self._collection.find({"work": True, **free}, {"_id": 1}).sort("lease.until", ASCENDING).limit(limit)
        async for document in found:
            yield str(document["_id"])

    async def of_user(self, user_id: str, limit: int) -> list[KeptConversation]:
        """A verified user's conversations, newest first."""
        shown = {"opening": 1, "last_message_at": 1}
        newest = self._collection.find({"user_id": {"$eq": user_id}}, shown).sort("last_message_at", DESCENDING)
        return [
            KeptConversation(conversation_id=str(document["_id"]), **document) async for document in newest.limit(limit)
        ]

    async def backlog(self) -> tuple[int, int]:
        """How many conversations have work, and how many of them have events to say."""
        working = await self._collection.count_documents({"work": True})
        unsaid = await self._collection.count_documents({"work": True, "unsaid.0": {"$exists": True}})
        return working, unsaid

    async def _read(self, conversation_id: str) -> tuple[Transcript, datetime]:
        key = ObjectId(conversation_id)
        found = await self._collection.find_one({"_id": key}, _NOW_AND_DOCUMENT)
        if found is None:
            found = {"document": {"_id": key}, "now": await self._server_time()}
        return _to_transcript(found["document"]), found["now"]

    async def _server_time(self) -> datetime:
        """The database's clock, where there is no document to read it with."""
        hello = await self._database.command("hello", codec_options=self._database.codec_options)
        now: datetime = hello["localTime"]
        return now

    async def _swap(self, before: Transcript, after: Transcript) -> bool:
        document = _to_document(after)
        if before.revision == 0:
            try:
                await self._collection.insert_one(document)
            except DuplicateKeyError:
                return False
            return True
        result = await self._collection.replace_one({"_id": document["_id"], "revision": before.revision}, document)
        return result.matched_count == 1


def _to_document(transcript: Transcript) -> Document:
    document = transcript.model_dump(exclude={"conversation_id"})
    work = transcript.needs_work or bool(transcript.waiting)
    return {"_id": ObjectId(transcript.conversation_id), "work": work, **document}


def _to_transcript(document: Document) -> Transcript:
    return Transcript.model_validate({**document, "conversation_id": str(document["_id"])})
