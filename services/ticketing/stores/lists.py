"""Lists of conversations: pages that stay exact while conversations are added, and the queue of tickets.

Only typed values reach the filters; a text is searched literally.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from bson import ObjectId
from bson.regex import Regex
from pymongo import ASCENDING
from pymongo.errors import ExecutionTimeout

from services.ticketing.domain.conversation import Conversation
from services.ticketing.domain.cursor import Cursor
from services.ticketing.stores.collections import CONVERSATIONS, MESSAGES, NOT_ERASED, NOTES, or_missing
from services.ticketing.stores.documents import to_conversation
from services.ticketing.stores.pages import Page, between, exactly, matching, newest_first
from shared.events import Outcome, Source, Status, Urgency
from shared.mongo import Database, Document
from shared.problems import Problem

QUEUE: Final = (Status.NEEDS_REVIEW, Status.OPEN, Status.IN_PROGRESS)
_URGENCIES: Final = (Urgency.HIGH, Urgency.NORMAL, Urgency.LOW)


class SearchTooBroad(Problem):
    def __init__(self) -> None:
        super().__init__(
            422, "search-too-broad", "The search took too long. Narrow it: use from and to, or one more filter."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a list is narrowed to; None: anything. `since` and `until` are of `created_at`, both inclusive."""

    status: Status | None = None
    escalated: bool | None = None
    source: Source | None = None
    user_id: str | None = None
    business_id: str | None = None
    assigned_to: str | None = None
    outcome: Outcome | None = None
    since: datetime | None = None
    until: datetime | None = None
    text: str | None = None


class Lists:
    """`timeout_ms`: the longest that a list may take."""

    def __init__(self, database: Database, timeout_ms: int) -> None:
        self._collection = database[CONVERSATIONS]
        self._timeout_ms = timeout_ms

    async def page(self, filters: Filters, limit: int, after: Cursor | None) -> Page[Conversation]:
        """Newest first. Raises SearchTooBroad when a text was not found in time."""
        pipeline: list[Document] = [
            {"$match": matching(_conditions(filters), after, "created_at")},
            {"$sort": newest_first("created_at")},
            *(_with_text(filters.text) if filters.text else []),
            {"$limit": limit + 1},
        ]
        try:
            found = await self._found(pipeline)
        except ExecutionTimeout as error:
            if filters.text:
                raise SearchTooBroad from error
            raise
        items = [to_conversation(document) for document in found[:limit]]
        more = len(found) > limit
        return Page(items, Cursor(0, items[-1].created_at, items[-1].id) if more else None)

    async def tickets(self, limit: int, after: Cursor | None) -> Page[Conversation]:
        """The most urgent first; among equals those that nobody has, and then those that have waited longest; at
        last those in which it is the visitor's turn."""
        pipeline: list[Document] = [
            {"$match": _IN_QUEUE},
            {"$set": {"rank": _RANK, "since": _SINCE}},
            *([{"$match": _behind(after)}] if after else []),
            {"$sort": {"rank": ASCENDING, "since": ASCENDING, "_id": ASCENDING}},
            {"$limit": limit + 1},
        ]
        found = await self._found(pipeline)
        items = [to_conversation(document) for document in found[:limit]]
        last = found[limit - 1] if len(found) > limit else None
        return Page(items, Cursor(last["rank"], last["since"], str(last["_id"])) if last else None)

    async def undecided(self, idle_since: datetime, limit: int) -> list[str]:
        """Those outside the queue without an outcome in which nothing has happened since then, the longest idle
        first."""
        settled = {"status": {"$nin": [status.value for status in QUEUE]}, **NOT_ERASED}
        idle = self._collection.find({"outcome": None, "updated_at": {"$lte": idle_since}, **settled}, {"_id": 1})
        return [str(found["_id"]) async for found in idle.sort("updated_at", ASCENDING).limit(limit)]

    async def waiting(self) -> dict[Status, int]:
        """How many tickets stand in the queue, by status."""
        return {
            status: await self._collection.count_documents({"status": status.value, **NOT_ERASED}) for status in QUEUE
        }

    async def longest_waiting(self) -> datetime | None:
        """Since when the ticket waits that has waited longest; None where none waits for the desk."""
        found = await self._found([{"$match": _IN_QUEUE}, {"$group": {"_id": None, "since": {"$min": _SINCE}}}])
        return found[0]["since"] if found and found[0]["since"] < _NEVER else None

    async def waiting_since(self, earliest: datetime, latest: datetime) -> list[Conversation]:
        """The tickets in the queue that began to wait between these moments."""
        between_them = {"$gte": earliest, "$lte": latest}
        of_the_older_system = [{"escalated_at": between_them}, {"escalated_at": None, "created_at": between_them}]
        since = [{"waits_since": between_them}, {"waits_since": {"$exists": False}, "$or": of_the_older_system}]
        found = self._collection.find({**_IN_QUEUE, "$or": since})
        return [to_conversation(document) async for document in found]

    async def _found(self, pipeline: list[Document]) -> list[Document]:
        cursor = self._collection.aggregate(pipeline, maxTimeMS=self._timeout_ms)
        return [document async for document in cursor]


def _place(name: str, values: tuple[str, ...]) -> Document:
    """The position of a field's value among those given; a value that is not among them counts as the second."""
    branches = [{"case": {"$eq": [f"${name}", value]}, "then": place} for place, value in enumerate(values)]
    return {"$switch": {"branches": branches, "default": 1}}


_RANK: Final = {"$add": [{"$multiply": [_place("urgency", _URGENCIES), len(QUEUE)]}, _place("status", QUEUE)]}

_IN_QUEUE: Final = {"status": {"$in": [status.value for status in QUEUE]}, **NOT_ERASED}
_NEVER: Final = datetime(9000, 1, 1, tzinfo=UTC)
_SINCE: Final = {
    "$cond": [
        {"$eq": [{"$type": "$waits_since"}, "missing"]},
        {"$ifNull": ["$escalated_at", "$created_at"]},
        {"$ifNull": ["$waits_since", _NEVER]},
    ]
}
"""Since when a ticket waits; the older system has no field for it."""


def _conditions(filters: Filters) -> list[Document]:
    exact = {
        "user_id": filters.user_id,
        "business_id": filters.business_id,
        "assigned_to": filters.assigned_to,
        "outcome": filters.outcome,
    }
    conditions = [NOT_ERASED, *exactly(exact), *between("created_at", filters.since, filters.until)]
    if filters.status is not None:
        conditions.append({"status": or_missing(filters.status.value, Status.AUTO_RESOLVED.value)})
    if filters.source is not None:
        conditions.append({"source": or_missing(filters.source.value, Source.WEB.value)})
    if filters.escalated is not None:
        conditions.append({"escalated": or_missing(filters.escalated, default=False)})
    return conditions


def _behind(cursor: Cursor) -> Document:
    return {
        "$or": [
            {"rank": {"$gt": cursor.rank}},
            {"rank": cursor.rank, "since": {"$gt": cursor.at}},
            {"rank": cursor.rank, "since": cursor.at, "_id": {"$gt": ObjectId(cursor.id)}},
        ]
    }


def _with_text(text: str) -> list[Document]:
    """Keeps those whose summary, notes or messages have the text in them, looking at one conversation at a time."""
    literally = Regex(re.escape(text), "i")
    found = {"in_messages": MESSAGES, "in_notes": NOTES}
    there = [{f"{name}.0": {"$exists": True}} for name in found]
    return [
        {"$set": {"keys": ["$_id", {"$toString": "$_id"}]}},
        *(_lookup(collection, literally, name) for name, collection in found.items()),
        {"$match": {"$or": [{"summary": literally}, {"notes": literally}, *there]}},
    ]


def _lookup(collection: str, literally: Regex[str], name: str) -> Document:
    """Whether the collection has something of the conversation with this content."""
    return {
        "$lookup": {
            "from": collection,
            "localField": "keys",
            "foreignField": "conversation_id",
            "pipeline": [{"$match": {"content": literally}}, {"$limit": 1}, {"$project": {"_id": 1}}],
            "as": name,
        }
    }
