"""`support_usage`: one document a Claude call, written once by the event's id."""

from bson import ObjectId
from pymongo.errors import DuplicateKeyError

from services.ticketing.domain.message import SupportMessage
from services.ticketing.stores.collections import USAGE
from services.ticketing.stores.transactions import Transaction
from shared.events import UsageRecorded, as_utc
from shared.mongo import Database


class Usage:
    def __init__(self, database: Database) -> None:
        self._collection = database[USAGE]

    async def keep(self, event: UsageRecorded) -> None:
        """The first to come under an id stays. `input_tokens` sums all input classes."""
        document = {
            "conversation_id": ObjectId(event.conversation_id),
            "turn_id": event.turn_id,
            "attempt": event.attempt,
            "outcome": event.outcome,
            "model": event.model,
            "request_id": event.request_id,
            "input_tokens": event.tokens.total_input_tokens,
            "output_tokens": event.tokens.output_tokens,
            "tokens": event.tokens.model_dump(),
            "cost_nanousd": event.cost_nanousd,
            "price_version": event.price_version,
            "occurred_at": as_utc(event.occurred_at),
        }
        try:
            await self._collection.update_one({"_id": event.id}, {"$setOnInsert": document}, upsert=True)
        except DuplicateKeyError:
            return  # the same call, by somebody else at the same moment

    async def keep_of_logged(self, message: SupportMessage, transaction: Transaction) -> None:
        """What a logged message cost, under its own id: for when the message itself is deleted."""
        document = {
            "_id": message.id,
            "conversation_id": ObjectId(message.conversation_id),
            "input_tokens": message.input_tokens,
            "output_tokens": message.output_tokens,
            "cost_nanousd": message.cost_nanousd,
            "occurred_at": message.created_at,
        }
        await self._collection.insert_one(document, session=transaction)
