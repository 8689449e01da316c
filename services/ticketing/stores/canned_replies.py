"""`support_canned_replies`: what people write again and again. A title belongs to one of them."""

from dataclasses import dataclass
from datetime import datetime

from bson import ObjectId
from pymongo import ASCENDING, ReturnDocument
from pymongo.errors import DuplicateKeyError

from services.ticketing.stores.collections import CANNED_REPLIES
from shared.mongo import Database, Document
from shared.problems import Problem


class CannedReplyNotFound(Problem):
    def __init__(self) -> None:
        super().__init__(404, "canned-reply-not-found", "There is no canned reply with this id.")


class TitleTaken(Problem):
    def __init__(self) -> None:
        super().__init__(409, "title-taken", "A canned reply has this title. Choose another, or change that one.")


@dataclass(frozen=True, slots=True, kw_only=True)
class CannedReply:
    id: str
    title: str
    content: str
    updated_at: datetime


class CannedReplies:
    def __init__(self, database: Database) -> None:
        self._collection = database[CANNED_REPLIES]

    async def all(self) -> list[CannedReply]:
        """By title."""
        return [_to_canned_reply(document) async for document in self._collection.find().sort("title", ASCENDING)]

    async def count(self) -> int:
        return int(await self._collection.count_documents({}))

    async def add(self, title: str, content: str, now: datetime) -> CannedReply:
        """Raises TitleTaken."""
        document = {"_id": ObjectId(), "title": title, "content": content, "updated_at": now}
        try:
            await self._collection.insert_one(document)
        except DuplicateKeyError as error:
            raise TitleTaken from error
        return _to_canned_reply(document)

    async def change(self, reply_id: str, title: str | None, content: str | None, now: datetime) -> CannedReply:
        """What is None stays as it is. Raises CannedReplyNotFound, TitleTaken."""
        given = {name: value for name, value in (("title", title), ("content", content)) if value is not None}
        try:
            document = await self._collection.find_one_and_update(
                {"_id": ObjectId(reply_id)},
                {"$set": {**given, "updated_at": now}},
                return_document=ReturnDocument.AFTER,
            )
        except DuplicateKeyError as error:
            raise TitleTaken from error
        if document is None:
            raise CannedReplyNotFound
        return _to_canned_reply(document)

    async def remove(self, reply_id: str) -> None:
        """Raises CannedReplyNotFound."""
        result = await self._collection.delete_one({"_id": ObjectId(reply_id)})
        if not result.deleted_count:
            raise CannedReplyNotFound


def _to_canned_reply(document: Document) -> CannedReply:
    return CannedReply(
        id=str(document["_id"]),
        title=document["title"],
        content=document["content"],
        updated_at=document["updated_at"],
    )
