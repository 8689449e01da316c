"""`support_facts`: one document a conversation, changed only by compare-and-swap.

Beside the fact a document holds what a day's bucket is counted from (`day`, `message_count`, `cost_nanousd`, `tokens`,
`question_key`), and `days`: every day that the conversation was ever counted in.
"""

from datetime import date
from typing import Final

from pymongo import ASCENDING
from pymongo.errors import DuplicateKeyError

from services.analytics.domain.facts import Fact, merge
from services.analytics.domain.questions import counted_as
from shared.mongo import Database, Document

COLLECTION: Final = "support_facts"


class Facts:
    def __init__(self, database: Database) -> None:
        self._collection = database[COLLECTION]

    async def ensure_indexes(self) -> None:
        """Idempotent. Recomputing a day reads the conversations of that day only."""
        await self._collection.create_index([("day", ASCENDING)], name="day")

    async def merge(self, told: Fact) -> frozenset[date]:
        """Merge what is told into what is known, durably. The answer: the days whose buckets it may concern.

        They are told again when nothing was new: whoever merged it first may not have lived to mark them.
        """
        while True:
            before = await self._collection.find_one({"_id": told.conversation_id})
            known = _fact(before) if before else Fact(conversation_id=told.conversation_id)
            merged = merge(known, told)
            after = _document(merged, before)
            if (before and merged == known) or await self._swap(before, after):
                return frozenset(date.fromisoformat(day) for day in after["days"])

    async def _swap(self, before: Document | None, after: Document) -> bool:
        """False when somebody else wrote in between."""
        if before:
            written = await self._collection.replace_one({"_id": before["_id"], "revision": before["revision"]}, after)
            return bool(written.matched_count)
        try:
            await self._collection.insert_one(after)
        except DuplicateKeyError:
            return False
        return True


def _fact(document: Document) -> Fact:
    return Fact.model_validate({"conversation_id": document["_id"], **document})


def _document(fact: Fact, before: Document | None) -> Document:
    day = fact.day.isoformat() if fact.day else None
    days = {*(before["days"] if before else ()), *([day] if day else ())}
    return {
        "_id": fact.conversation_id,
        "revision": before["revision"] + 1 if before else 1,
        "day": day,
        "days": sorted(days),
        "message_count": fact.message_count,
        "cost_nanousd": fact.cost_nanousd,
        "tokens": fact.tokens,
        "question_key": (counted_as(fact.first_question.text) or None) if fact.first_question else None,
        **fact.model_dump(exclude={"conversation_id"}),
    }
