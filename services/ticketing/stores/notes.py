"""`support_notes`: what people of the desk note for each other. Written once, and never shown to a visitor."""

from dataclasses import dataclass
from datetime import datetime

from bson import ObjectId
from pymongo import ASCENDING

from services.ticketing.domain.audit import Action, Deed, length_of
from services.ticketing.stores.audit import Audit
from services.ticketing.stores.collections import NOTES
from services.ticketing.stores.conversations import hold
from services.ticketing.stores.transactions import Transaction, together
from shared.mongo import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """`author` is the e-mail of the account."""

    id: str
    conversation_id: str
    author: str
    content: str
    created_at: datetime


class Notes:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._collection = database[NOTES]
        self._audit = Audit(database)

    async def add(self, conversation_id: str, author: str, content: str, now: datetime) -> Note:
        """Raises ConversationGone."""
        key = ObjectId()
        document = {
            "_id": key,
            "conversation_id": ObjectId(conversation_id),
            "author": author,
            "content": content,
            "created_at": now,
        }
        told = {"note": length_of(content)}
        deed = Deed(who=author, action=Action.NOTE_ADDED, which=conversation_id, at=now, after=told)

        async def keep(transaction: Transaction) -> None:
            await hold(self._database, conversation_id, transaction)
            await self._collection.insert_one(document, session=transaction)
            await self._audit.write(deed, transaction)

        await together(self._database, keep)
        return Note(id=str(key), conversation_id=conversation_id, author=author, content=content, created_at=now)

    async def of(self, conversation_id: str) -> list[Note]:
        """All notes of a conversation, oldest first."""
        found = self._collection.find({"conversation_id": ObjectId(conversation_id)})
        return [
            Note(
                id=str(document["_id"]),
                conversation_id=conversation_id,
                author=document["author"],
                content=document["content"],
                created_at=document["created_at"],
            )
            async for document in found.sort([("created_at", ASCENDING), ("_id", ASCENDING)])
        ]

    async def count(self, conversation_id: str) -> int:
        return int(await self._collection.count_documents({"conversation_id": ObjectId(conversation_id)}))
