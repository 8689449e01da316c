"""`support_days`: a bucket for each UTC day, and `support_dirty_days`: the days whose facts have changed since.

Any number of processes may recompute the same day at once:

- A mark carries a version that no other mark ever had, and is cleared only if it still has the version that was read
  before the counting. A fact is written before its day is marked, so a fact that a count missed has a newer mark.
- Each count takes a number from the bucket before it reads the facts, and is written only over a count with a lower
  number: one that began later has seen more, and is never replaced by one that began before it.
"""

from collections.abc import Iterable
from datetime import date
from typing import Final

from bson import ObjectId
from pydantic import BaseModel, ConfigDict
from pymongo import ReturnDocument, UpdateOne
from pymongo.read_concern import ReadConcern

from services.analytics.domain.rollup import QUESTIONS_A_DAY, DayBucket, QuestionCount
from services.analytics.stores.facts import COLLECTION as FACTS
from shared.events import Outcome
from shared.failpoints import FailPoint, reach
from shared.mongo import Database, Document

BUCKETS: Final = "support_days"
MARKS: Final = "support_dirty_days"


class DirtyDay(BaseModel):
    """A mark as it was read."""

    model_config = ConfigDict(frozen=True)

    day: date
    version: str


class Days:
    def __init__(self, database: Database) -> None:
        self._buckets = database[BUCKETS]
        self._marks = database[MARKS]
        self._facts = database.get_collection(FACTS, read_concern=ReadConcern("majority"))

    async def mark(self, days: Iterable[date]) -> None:
        """Have these days recomputed. Call it after the facts were written."""
        marks = [
            UpdateOne({"_id": day.isoformat()}, {"$set": {"version": str(ObjectId())}}, upsert=True) for day in days
        ]
        if marks:
            await self._marks.bulk_write(marks, ordered=False)

    async def dirty(self) -> list[DirtyDay]:
        """The days that are to be recomputed, oldest first."""
        return [DirtyDay(day=mark["_id"], version=mark["version"]) async for mark in self._marks.find().sort("_id", 1)]

    async def recompute(self, dirty: DirtyDay) -> None:
        """Count the day's facts into its bucket, and clear the mark that this was done for."""
        day = dirty.day.isoformat()
        number = await self._begin(day)
        figures = await self._count(day)
        await self._buckets.update_one(
            {"_id": day, "counted": {"$lt": number}}, {"$set": {**figures, "counted": number}}
        )
        reach(FailPoint.ANALYTICS_AFTER_BUCKET)
        await self._marks.delete_one({"_id": day, "version": dirty.version})

    async def buckets(self, first: date, last: date) -> list[DayBucket]:
        """Those there are from `first` to `last`, both included, oldest first."""
        found = self._buckets.find({"_id": _between(first, last)}, {"questions": 0}).sort("_id", 1)
        return [DayBucket.model_validate({"day": bucket["_id"], **bucket}) async for bucket in found]

    async def top_questions(self, first: date, last: date, limit: int) -> list[QuestionCount]:
        """The most frequent of the buckets from `first` to `last`, both included, in the words of the earliest day.

        MongoDB adds them up: a year of buckets would keep this process from everything else for a tenth of a second.
        """
        found = self._buckets.aggregate(_top_questions_of(first, last, limit))
        return [QuestionCount.model_validate(question) async for question in found]

    async def _begin(self, day: str) -> int:
        bucket = await self._buckets.find_one_and_update(
            {"_id": day},
            {"$inc": {"begun": 1}, "$setOnInsert": {"counted": 0}},
            upsert=True,
            return_document=ReturnDocument.AFTER,
        )
        return int(bucket["begun"])

    async def _count(self, day: str) -> Document:
        figures = await self._facts.aggregate(_figures_of(day)).to_list(1)
        questions = await self._facts.aggregate(_questions_of(day)).to_list(QUESTIONS_A_DAY)
        return {**(figures[0] if figures else _NOTHING), "questions": questions}


_NOTHING: Final = DayBucket(day=date.min).model_dump(exclude={"day"})


def _figures_of(day: str) -> list[Document]:
    return [
        {"$match": {"day": day}},
        {
            "$group": {
                "_id": None,
                "conversations": {"$sum": 1},
                "messages": {"$sum": "$message_count"},
                "escalated": {"$sum": {"$cond": ["$escalated", 1, 0]}},
                "cost_nanousd": {"$sum": "$cost_nanousd"},
                "tokens": {"$sum": "$tokens"},
                "ratings": {"$sum": {"$cond": [{"$in": ["$rating.solved", [True, False]]}, 1, 0]}},
                "solved": {"$sum": {"$cond": [{"$eq": ["$rating.solved", True]}, 1, 0]}},
                "scores": {"$sum": {"$cond": [{"$gt": ["$rating.score", None]}, 1, 0]}},
                "score_sum": {"$sum": "$rating.score"},
                **{
                    f"outcome_{outcome}": {"$sum": {"$cond": [{"$eq": ["$outcome.value", outcome.value]}, 1, 0]}}
                    for outcome in Outcome
                },
                "reopened": {"$sum": {"$cond": [{"$gt": ["$outcome.reopened_count", 0]}, 1, 0]}},
            }
        },
        {"$unset": "_id"},
    ]


def _questions_of(day: str) -> list[Document]:
    """The most frequent, each in the words of who asked it first (`at` leads the order of a question)."""
    return [
        {"$match": {"day": day, "question_key": {"$ne": None}}},
        {"$group": {"_id": "$question_key", "count": {"$sum": 1}, "first": {"$min": "$first_question"}}},
        {"$sort": {"count": -1, "_id": 1}},
        {"$limit": QUESTIONS_A_DAY},
        {"$project": {"_id": 0, "key": "$_id", "question": "$first.text", "count": 1}},
    ]


def _top_questions_of(first: date, last: date, limit: int) -> list[Document]:
    asked = "$questions"
    return [
        {"$match": {"_id": _between(first, last)}},
        {"$sort": {"_id": 1}},
        {"$unwind": asked},
        {
            "$group": {
                "_id": f"{asked}.key",
                "count": {"$sum": f"{asked}.count"},
                "question": {"$first": f"{asked}.question"},
            }
        },
        {"$sort": {"count": -1, "_id": 1}},
        {"$limit": limit},
    ]


def _between(first: date, last: date) -> Document:
    return {"$gte": first.isoformat(), "$lte": last.isoformat()}
