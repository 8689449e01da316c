"""Every conversation with its messages and costs, as others rebuild their figures from them."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Final

from bson import ObjectId
from pymongo import ASCENDING
from pymongo.read_concern import ReadConcern

from services.ticketing.domain.conversation import Conversation
from services.ticketing.domain.message import Kind, SupportMessage, as_thread
from services.ticketing.stores.collections import CONVERSATIONS, MESSAGES, USAGE
from services.ticketing.stores.documents import to_conversation, to_message
from shared.mongo import Database, Document

LEGACY: Final = "legacy"
BATCH: Final = 100


@dataclass(frozen=True, slots=True)
class Cost:
    """`id`: the usage event's, the logged message's, or LEGACY. `tokens`: of all classes together."""

    id: str
    cost_nanousd: int
    tokens: int


@dataclass(frozen=True, slots=True)
class WholeConversation:
    conversation: Conversation
    thread: list[SupportMessage]
    costs: list[Cost]


class Export:
    """Reads only what a majority has, a batch of conversations at a time: each is whole, and none is left out."""

    def __init__(self, database: Database) -> None:
        settled = ReadConcern("majority")
        self._conversations = database.get_collection(CONVERSATIONS, read_concern=settled)
        self._messages = database.get_collection(MESSAGES, read_concern=settled)
        self._usage = database.get_collection(USAGE, read_concern=settled)

    async def everything(self) -> AsyncIterator[WholeConversation]:
        """In order of id."""
        last: ObjectId | None = None
        while documents := await self._next(last):
            conversations = [to_conversation(document) for document in documents]
            messages, usage = await self._belonging_to(documents)
            for conversation in conversations:
                thread = as_thread(messages.get(conversation.id, []))
                yield WholeConversation(conversation, thread, _costs(conversation, thread, usage))
            last = documents[-1]["_id"]

    async def _next(self, last: ObjectId | None) -> list[Document]:
        beyond = {"_id": {"$gt": last}} if last else {}
        return await self._conversations.find(beyond).sort("_id", ASCENDING).limit(BATCH).to_list(BATCH)

    async def _belonging_to(
        self, conversations: list[Document]
    ) -> tuple[dict[str, list[SupportMessage]], dict[str, list[Cost]]]:
        ids = [document["_id"] for document in conversations]
        theirs = {"conversation_id": {"$in": [*ids, *map(str, ids)]}}
        messages: dict[str, list[SupportMessage]] = {}
        async for document in self._messages.find(theirs):
            message = to_message(document)
            messages.setdefault(message.conversation_id, []).append(message)
        usage: dict[str, list[Cost]] = {}
        async for document in self._usage.find(theirs):
            cost = Cost(document["_id"], document["cost_nanousd"], document["input_tokens"] + document["output_tokens"])
            usage.setdefault(str(document["conversation_id"]), []).append(cost)
        return messages, usage


def _costs(conversation: Conversation, thread: list[SupportMessage], usage: dict[str, list[Cost]]) -> list[Cost]:
    inherited = conversation.inherited
    tokens = inherited.input_tokens + inherited.output_tokens
    legacy = [Cost(LEGACY, inherited.cost_nanousd, tokens)] if inherited.cost_nanousd or tokens else []
    logged = [
        Cost(message.id, message.cost_nanousd, message.input_tokens + message.output_tokens)
        for message in thread
        if message.kind is Kind.LOGGED
    ]
    return [*legacy, *logged, *usage.get(conversation.id, [])]
