"""Erasing a conversation, in one transaction: its words go, its figures stay in a tombstone that says so.

A message that is stored at the same moment is either seen here, and deleted, or finds the tombstone when its
conversation is recounted, and is deleted there. Notes and logged messages hold the conversation while they are written.
"""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Final

from bson import ObjectId
from pymongo import ASCENDING

from services.ticketing.domain.audit import Action, Deed
from services.ticketing.domain.conversation import Conversation
from services.ticketing.domain.cursor import Cursor
from services.ticketing.domain.erasure import KEEPERS, erased
from services.ticketing.domain.message import Kind
from services.ticketing.stores.audit import Audit
from services.ticketing.stores.collections import (
    CONVERSATIONS,
    MESSAGES,
    NOT_ERASED,
    NOTES,
    NOTICES,
    as_kept,
    of_conversation,
)
from services.ticketing.stores.conversations import ConversationNotFound
from services.ticketing.stores.documents import from_conversation, from_events, to_conversation, to_message
from services.ticketing.stores.pages import Page, newest
from services.ticketing.stores.tallies import Tallies
from services.ticketing.stores.transactions import Transaction, together
from services.ticketing.stores.unsaid import without_words
from services.ticketing.stores.usage import Usage
from shared.mongo import Database, Document

WITH_WORDS: Final = (MESSAGES, NOTES, NOTICES)
"""The collections whose documents of a conversation are deleted. Each names it as `conversation_id`."""
_ERASED_AT: Final = "erasure.at"


class Erasures:
    def __init__(self, database: Database, tallies: Tallies) -> None:
        self._database = database
        self._conversations = database[CONVERSATIONS]
        self._messages = database[MESSAGES]
        self._tallies = tallies
        self._usage = Usage(database)
        self._audit = Audit(database)

    async def erase(
        self, conversation_id: str, by: str, now: datetime, *, idle_since: datetime | None = None
    ) -> Conversation:
        """What is left of it, or was left when it was erased before. With `idle_since`, one in which something has
        happened since then stays as it is. Raises ConversationNotFound."""

        async def leave_the_figures(transaction: Transaction) -> Conversation:
            document = await self._conversations.find_one({"_id": ObjectId(conversation_id)}, session=transaction)
            if document is None:
                raise ConversationNotFound
            conversation = to_conversation(document)
            if conversation.erasure or (idle_since and conversation.updated_at >= idle_since):
                return conversation
            return await self._leave_figures(document, by, now, transaction)

        return await together(self._database, leave_the_figures)

    async def get(self, conversation_id: str) -> Conversation | None:
        """The tombstone; None where nothing was erased."""
        document = await self._conversations.find_one({"_id": ObjectId(conversation_id), _ERASED_AT: {"$ne": None}})
        return to_conversation(document) if document else None

    async def page(self, limit: int, after: Cursor | None) -> Page[Conversation]:
        """The tombstones, newest first."""
        page = await newest(self._conversations, [{_ERASED_AT: {"$exists": True}}], limit, after, _ERASED_AT)
        return Page([to_conversation(document) for document in page.items], page.next)

    async def receive(self, conversation_id: str, service: str, at: datetime) -> bool:
        """Write a receipt onto the tombstone, once for each service. False where it stands there already, or nothing
        was erased."""
        without = {
            "_id": ObjectId(conversation_id),
            _ERASED_AT: {"$ne": None},
            "erasure.receipts.service": {"$ne": service},
        }
        receipt = {"service": service, "at": at}
        result = await self._conversations.update_one(
            without, {"$push": {"erasure.receipts": receipt}, "$inc": {"revision": 1}}
        )
        return bool(result.modified_count)

    async def waiting(self) -> tuple[int, datetime | None]:
        """How many lack a service's receipt, and when the first of them was."""
        unfinished = {_ERASED_AT: {"$exists": True}, f"erasure.receipts.{len(KEEPERS) - 1}": {"$exists": False}}
        count = await self._conversations.count_documents(unfinished)
        first = await self._conversations.find_one(unfinished, {"erasure.at": 1}, sort=[(_ERASED_AT, ASCENDING)])
        return count, first["erasure"]["at"] if first else None

    async def of_user(self, user_id: str) -> list[str]:
        """The ids of a user's conversations that are there."""
        theirs = self._conversations.find({"user_id": as_kept(user_id), **NOT_ERASED}, {"_id": 1})
        return [str(document["_id"]) async for document in theirs.sort("created_at", ASCENDING)]

    async def idle(self, since: datetime, limit: int) -> AsyncIterator[str]:
        """The ids of conversations in which nothing has happened since, longest idle first."""
        before = {"$lt": since}
        old = {"$or": [{"updated_at": before}, {"updated_at": None, "created_at": before}]}
        found = self._conversations.find({_ERASED_AT: None, **old}, {"_id": 1})
        async for document in found.sort("updated_at", ASCENDING).limit(limit):
            yield str(document["_id"])

    async def _leave_figures(
        self, document: Document, by: str, now: datetime, transaction: Transaction
    ) -> Conversation:
        conversation = to_conversation(document)
        step = erased(conversation, await self._tallies.figures_of(conversation.id, transaction), by, now)
        theirs = of_conversation(conversation.id)
        unsaid = list(document.get("unsaid", ()))
        async for message in self._messages.find(theirs, session=transaction):
            unsaid += message.get("unsaid", ())
            if message.get("kind") == Kind.LOGGED:
                await self._usage.keep_of_logged(to_message(message), transaction)
        for collection in WITH_WORDS:
            await self._database[collection].delete_many(theirs, session=transaction)
        tombstone = {
            **from_conversation(step.conversation),
            "unsaid": [*without_words(unsaid), *from_events(step.says)],
        }
        await self._conversations.replace_one({"_id": document["_id"]}, tombstone, session=transaction)
        await self._audit.empty(conversation.id, transaction)
        deed = Deed(who=by, action=Action.CONVERSATION_ERASED, which=conversation.id, at=now)
        await self._audit.write(deed, transaction)
        return step.conversation
