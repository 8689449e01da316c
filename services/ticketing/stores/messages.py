"""`support_messages`: written once, by id."""

from bson import ObjectId
from pymongo.errors import DuplicateKeyError

from services.ticketing.domain.audit import Action, Deed
from services.ticketing.domain.message import SupportMessage, as_thread, logged_event
from services.ticketing.stores.audit import Audit
from services.ticketing.stores.collections import MESSAGES, of_conversation
from services.ticketing.stores.conversations import hold
from services.ticketing.stores.documents import from_events, from_message, to_message
from services.ticketing.stores.transactions import Transaction, together
from shared.mongo import Database


class Messages:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._collection = database[MESSAGES]
        self._audit = Audit(database)

    async def keep(self, message: SupportMessage) -> bool:
        """Whether it was new. The first to come under an id stays."""
        try:
            result = await self._collection.update_one(
                {"_id": ObjectId(message.id)}, {"$setOnInsert": from_message(message)}, upsert=True
            )
        except DuplicateKeyError:
            return False  # the same message, by somebody else at the same moment
        return result.upserted_id is not None

    async def find(self, message_id: str) -> SupportMessage | None:
        document = await self._collection.find_one({"_id": ObjectId(message_id)})
        return to_message(document) if document else None

    async def log(self, message: SupportMessage, by: str) -> None:
        """Keep a message that is being logged, together with the event that says so, the mark that what follows from
        it is still to be done, and who logs it. Raises ConversationGone."""
        document = {**from_message(message), "unsaid": from_events([logged_event(message)]), "unsettled": True}
        told = {"message_id": message.id, "role": message.role}
        deed = Deed(
            who=by, action=Action.MESSAGE_LOGGED, which=message.conversation_id, at=message.created_at, after=told
        )

        async def keep(transaction: Transaction) -> None:
            await hold(self._database, message.conversation_id, transaction)
            await self._collection.insert_one({"_id": ObjectId(message.id), **document}, session=transaction)
            await self._audit.write(deed, transaction)

        await together(self._database, keep)

    async def settled(self, message_id: str) -> None:
        """What follows from it was done."""
        await self._collection.update_one({"_id": ObjectId(message_id)}, {"$unset": {"unsettled": ""}})

    async def forget(self, conversation_id: str) -> None:
        """Whatever is there of a conversation that was erased has come too late."""
        await self._collection.delete_many(of_conversation(conversation_id))

    async def thread(self, conversation_id: str) -> list[SupportMessage]:
        """All messages of a conversation, in the order in which they read."""
        return as_thread(
            [to_message(document) async for document in self._collection.find(of_conversation(conversation_id))]
        )
