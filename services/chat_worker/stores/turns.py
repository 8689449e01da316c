"""Finished turns: documents of their own, so that transcripts stay small.

Of an erased turn its id is left for a while: a worker that is late finds the turn's place taken.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from bson import ObjectId
from pymongo import ASCENDING, DESCENDING, ReplaceOne

from services.chat_worker.domain.turn import FinishedTurn
from shared.mongo import Database, Document

COLLECTION: Final = "support_turns"


class FinishedTurns:
    def __init__(self, database: Database) -> None:
        self._collection = database[COLLECTION]

    async def ensure_indexes(self) -> None:
        """Idempotent."""
        await self._collection.create_index(
            [("conversation_id", ASCENDING), ("last_seq", ASCENDING)], name="conversation"
        )
        await self._collection.create_index([("erased_until", ASCENDING)], name="erased", expireAfterSeconds=0)

    async def keep(self, turn: FinishedTurn) -> None:
        """Idempotent: a turn is written once and never changed."""
        document = turn.model_dump(exclude={"id"})
        document["conversation_id"] = ObjectId(turn.conversation_id)
        document["last_seq"] = turn.messages[-1].seq
        await self._collection.update_one({"_id": turn.id}, {"$setOnInsert": document}, upsert=True)

    async def erase(self, conversation_id: str, not_kept: Iterable[str], until: datetime) -> None:
        """Delete all turns of the conversation; and that nobody writes one, keep their ids `until` then, and those of
        turns that are committed and not kept here yet. Idempotent."""
        kept = self._collection.find({"conversation_id": ObjectId(conversation_id)}, {"_id": 1})
        ids = [*not_kept, *[document["_id"] async for document in kept]]
        places = [ReplaceOne({"_id": turn_id}, {"erased_until": until}, upsert=True) for turn_id in ids]
        if places:
            await self._collection.bulk_write(places, ordered=False)

    async def of(self, conversation_id: str) -> list[FinishedTurn]:
        """All finished turns of a conversation, oldest first."""
        found = self._collection.find({"conversation_id": ObjectId(conversation_id)}).sort("last_seq", ASCENDING)
        return [_to_turn(document) async for document in found]

    async def newest_of(self, conversation_id: str, limit: int) -> list[FinishedTurn]:
        """The newest finished turns of a conversation, oldest first."""
        found = self._collection.find({"conversation_id": ObjectId(conversation_id)})
        newest = [_to_turn(document) async for document in found.sort("last_seq", DESCENDING).limit(limit)]
        return newest[::-1]


def _to_turn(document: Document) -> FinishedTurn:
    return FinishedTurn.model_validate(
        {**document, "id": document["_id"], "conversation_id": str(document["conversation_id"])}
    )
