"""What a conversation adds up to: the one place where its messages and its usage are summed.

Tokens and money come from the usage and from logged messages; a reply's own tokens are part of its turn's usage.
"""

from typing import Final

from pymongo import ASCENDING

from services.ticketing.domain.conversation import Tally, Totals
from services.ticketing.domain.message import Kind
from services.ticketing.stores.collections import MESSAGES, USAGE, of_conversation
from services.ticketing.stores.documents import to_moment, to_origin, to_text
from services.ticketing.stores.transactions import Transaction
from shared.mongo import Database, Document

_IS_OWN: Final = {"$gt": ["$kind", None]}
_IS_LOGGED: Final = {"$eq": ["$kind", Kind.LOGGED.value]}

_SUM_OF_MESSAGES: Final = {
    "_id": "messages",
    "count": {"$sum": {"$cond": [_IS_OWN, 1, 0]}},
    "input_tokens": {"$sum": {"$cond": [_IS_LOGGED, "$input_tokens", 0]}},
    "output_tokens": {"$sum": {"$cond": [_IS_LOGGED, "$output_tokens", 0]}},
    "cost_nanousd": {"$sum": {"$cond": [_IS_LOGGED, "$cost_nanousd", 0]}},
    "inherited_count": {"$sum": {"$cond": [_IS_OWN, 0, 1]}},
    "inherited_input_tokens": {"$sum": {"$cond": [_IS_OWN, 0, "$input_tokens"]}},
    "inherited_output_tokens": {"$sum": {"$cond": [_IS_OWN, 0, "$output_tokens"]}},
    "first_at": {"$min": "$created_at"},
    "last_at": {"$max": "$created_at"},
    "replied_at": {"$max": {"$cond": [{"$eq": ["$role", "user"]}, None, "$created_at"]}},
}
_SUM_OF_USAGE: Final = {
    "_id": "usage",
    "input_tokens": {"$sum": "$input_tokens"},
    "output_tokens": {"$sum": "$output_tokens"},
    "cost_nanousd": {"$sum": "$cost_nanousd"},
    "last_at": {"$max": "$occurred_at"},
}


class Tallies:
    def __init__(self, database: Database) -> None:
        self._messages = database[MESSAGES]
        self._usage = database[USAGE]

    async def of(self, conversation_id: str) -> Tally:
        found = {part["_id"]: part async for part in self._messages.aggregate(_pipeline(conversation_id))}
        return _tally(found.get("messages", {}), found.get("usage", {}), found.get("question", {}))

    async def figures_of(self, conversation_id: str, transaction: Transaction) -> Tally:
        """The same without the first question, in a transaction: there MongoDB unites nothing."""
        mine = {"$match": of_conversation(conversation_id)}
        messages = await self._messages.aggregate([mine, {"$group": _SUM_OF_MESSAGES}], session=transaction).to_list(1)
        usage = await self._usage.aggregate([mine, {"$group": _SUM_OF_USAGE}], session=transaction).to_list(1)
        return _tally((messages or [{}])[0], (usage or [{}])[0], {})


def _pipeline(conversation_id: str) -> list[Document]:
    """One round trip, up to three answers: the sum of the messages, that of the usage, the visitor's first message."""
    mine = {"$match": of_conversation(conversation_id)}
    first_question = [
        mine,
        {"$match": {"role": "user"}},
        {"$sort": {"created_at": ASCENDING, "_id": ASCENDING}},
        {"$limit": 1},
        {"$project": {"_id": {"$literal": "question"}, "content": 1, "origin": 1}},
    ]
    return [
        mine,
        {"$group": _SUM_OF_MESSAGES},
        {"$unionWith": {"coll": USAGE, "pipeline": [mine, {"$group": _SUM_OF_USAGE}]}},
        {"$unionWith": {"coll": MESSAGES, "pipeline": first_question}},
    ]


def _tally(messages: Document, usage: Document, question: Document) -> Tally:
    return Tally(
        own=Totals(
            message_count=messages.get("count", 0),
            input_tokens=messages.get("input_tokens", 0) + usage.get("input_tokens", 0),
            output_tokens=messages.get("output_tokens", 0) + usage.get("output_tokens", 0),
            cost_nanousd=messages.get("cost_nanousd", 0) + usage.get("cost_nanousd", 0),
        ),
        inherited=Totals(
            message_count=messages.get("inherited_count", 0),
            input_tokens=messages.get("inherited_input_tokens", 0),
            output_tokens=messages.get("inherited_output_tokens", 0),
        ),
        origin=to_origin(question["origin"]) if question.get("origin") else None,
        first_question=to_text(question.get("content")),
        first_at=to_moment(messages.get("first_at")),
        replied_at=to_moment(messages.get("replied_at")),
        last_at=max(filter(None, map(to_moment, (messages.get("last_at"), usage.get("last_at")))), default=None),
    )
