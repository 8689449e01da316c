"""`support_canned_replies`: what people write again and again. A title belongs to one of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from bson import ObjectId
from pymongo import ASCENDING
from pymongo.errors import DuplicateKeyError

from services.ticketing.domain.audit import Action, Deed, Values, change_of_words, words_of
from services.ticketing.stores.audit import Audit
from services.ticketing.stores.collections import CANNED_REPLIES
from services.ticketing.stores.transactions import Transaction, together
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
    """`by`: who does it, for the audit trail."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._collection = database[CANNED_REPLIES]
        self._audit = Audit(database)

    async def all(self) -> list[CannedReply]:
        """By title."""
        return [_to_canned_reply(document) async for document in self._collection.find().sort("title", ASCENDING)]

    async def count(self) -> int:
        return int(await self._collection.count_documents({}))

    async def add(self, title: str, content: str, by: str, now: datetime) -> CannedReply:
        """Raises TitleTaken."""
        document = {"_id": ObjectId(), "title": title, "content": content, "updated_at": now}
        reply = _to_canned_reply(document)
        deed = Deed(who=by, action=Action.CANNED_REPLY_ADDED, which=reply.id, at=now, after=_told(reply))

        async def keep(transaction: Transaction) -> None:
            with _title_of_one():
                await self._collection.insert_one(document, session=transaction)
            await self._audit.write(deed, transaction)

        await together(self._database, keep)
        return reply

    async def change(
        self, reply_id: str, title: str | None, content: str | None, by: str, now: datetime
    ) -> CannedReply:
        """What is None stays as it is. Raises CannedReplyNotFound, TitleTaken."""
        given = {name: value for name, value in (("title", title), ("content", content)) if value is not None}

        async def keep(transaction: Transaction) -> CannedReply:
            before = await self._get(reply_id, transaction)
            changed = [name for name, value in given.items() if value != getattr(before, name)]
            if not changed:
                return before
            after = replace(before, **given, updated_at=now)
            with _title_of_one():
                await self._collection.update_one(
                    {"_id": ObjectId(reply_id)}, {"$set": {**given, "updated_at": now}}, session=transaction
                )
            told = {name: change_of_words(getattr(before, name), getattr(after, name)) for name in changed}
            deed = Deed(
                who=by,
                action=Action.CANNED_REPLY_CHANGED,
                which=reply_id,
                at=now,
                before={name: words for name, (words, _) in told.items()},
                after={name: words for name, (_, words) in told.items()},
            )
            await self._audit.write(deed, transaction)
            return after

        return await together(self._database, keep)

    async def remove(self, reply_id: str, by: str, now: datetime) -> None:
        """Raises CannedReplyNotFound."""

        async def remove(transaction: Transaction) -> None:
            reply = await self._get(reply_id, transaction)
            await self._collection.delete_one({"_id": ObjectId(reply_id)}, session=transaction)
            deed = Deed(who=by, action=Action.CANNED_REPLY_DELETED, which=reply_id, at=now, before=_told(reply))
            await self._audit.write(deed, transaction)

        await together(self._database, remove)

    async def _get(self, reply_id: str, transaction: Transaction) -> CannedReply:
        document = await self._collection.find_one({"_id": ObjectId(reply_id)}, session=transaction)
        if document is None:
            raise CannedReplyNotFound
        return _to_canned_reply(document)


@contextmanager
def _title_of_one() -> Iterator[None]:
    try:
        yield
    except DuplicateKeyError as error:
        raise TitleTaken from error


def _told(reply: CannedReply) -> Values:
    return {"title": words_of(reply.title), "content": words_of(reply.content)}


def _to_canned_reply(document: Document) -> CannedReply:
    return CannedReply(
        id=str(document["_id"]),
        title=document["title"],
        content=document["content"],
        updated_at=document["updated_at"],
    )
