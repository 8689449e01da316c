"""Lists of conversations: pages that stay exact while conversations are added, and the queue of tickets.

Only typed values reach the filters.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from time import monotonic
from typing import Final

from bson import ObjectId
from pymongo import ASCENDING

from services.ticketing.domain.conversation import Conversation
from services.ticketing.domain.cursor import Cursor
from services.ticketing.stores.collections import CONVERSATIONS, NOT_ERASED, as_kept, or_missing
from services.ticketing.stores.documents import to_conversation
from services.ticketing.stores.pages import Page, between, exactly, matching, newest_first
from services.ticketing.stores.search import LONGEST_MS, Search
from shared.events import Outcome, Source, Status, Urgency
from shared.mongo import Database, Document

QUEUE: Final = (Status.NEEDS_REVIEW, Status.OPEN, Status.IN_PROGRESS)
LOOKED_THROUGH_AT_ONCE: Final = 500
"""Conversations of a search between two looks at the clock."""
_URGENCIES: Final = (Urgency.HIGH, Urgency.NORMAL, Urgency.LOW)


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
    """`search_seconds`: how long one page of a search may look."""

    def __init__(self, database: Database, search_seconds: float) -> None:
        self._database = database
        self._collection = database[CONVERSATIONS]
        self._search_seconds = search_seconds

    async def page(self, filters: Filters, limit: int, after: Cursor | None) -> Page[Conversation]:
        """Newest first. With a text it may have fewer items than `limit`, or none, and a next page all the same: it
        goes as far back as there is time to look."""
        if filters.text is None:
            return await self._some(filters, limit, after)
        search, found = Search(self._database, filters.text), list[Conversation]()
        time_is_over = monotonic() + self._search_seconds
        while True:
            some = await self._some(filters, LOOKED_THROUGH_AT_ONCE, after)
            ids = await search.among(conversation.id for conversation in some.items)
            found += [conversation for conversation in some.items if conversation.id in ids]
            if len(found) > limit:
                return Page(found[:limit], _place_of(found[limit - 1]))
            if some.next is None or len(found) == limit or monotonic() > time_is_over:
                return Page(found, some.next)
            after = some.next

    async def _some(self, filters: Filters, count: int, after: Cursor | None) -> Page[Conversation]:
        """Whatever their text."""
        found = await self._found(
            [
                {"$match": matching(_conditions(filters), after, "created_at")},
                {"$sort": newest_first("created_at")},
                {"$limit": count + 1},
            ]
        )
        items = [to_conversation(document) for document in found[:count]]
        return Page(items, _place_of(items[-1]) if len(found) > count else None)

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

    async def undecided(self, idle_since: datetime) -> AsyncIterator[str]:
        """Those outside the queue without an outcome in which nothing has happened since then, the longest idle
        first."""
        settled = {"status": {"$nin": [status.value for status in QUEUE]}, **NOT_ERASED}
        idle = self._collection.find({"outcome": None, "updated_at": {"$lte": idle_since}, **settled}, {"_id": 1})
        async for found in idle.sort("updated_at", ASCENDING):
            yield str(found["_id"])

    async def waiting(self) -> dict[Status, int]:
        """How many tickets stand in the queue, by status."""
        return {
            status: await self._collection.count_documents({"status": status.value, **NOT_ERASED}) for status in QUEUE
        }

    async def longest_waiting(self) -> datetime | None:
        """Since when the ticket waits that has waited longest; None where none waits for the desk."""
        waiting = {"since": {"$type": "date", "$lt": _NEVER}}
        earliest = {"$group": {"_id": None, "since": {"$min": "$since"}}}
        found = await self._found([{"$match": _IN_QUEUE}, {"$set": {"since": _SINCE}}, {"$match": waiting}, earliest])
        return found[0]["since"] if found else None

    async def waiting_since(self, earliest: datetime, latest: datetime) -> list[Conversation]:
        """The tickets in the queue that began to wait between these moments."""
        between_them = {"$gte": earliest, "$lte": latest}
        of_the_older_system = [{"escalated_at": between_them}, {"escalated_at": None, "created_at": between_them}]
        since = [{"waits_since": between_them}, {"waits_since": {"$exists": False}, "$or": of_the_older_system}]
        found = self._collection.find({**_IN_QUEUE, "$or": since})
        return [to_conversation(document) async for document in found]

    async def _found(self, pipeline: list[Document]) -> list[Document]:
        cursor = self._collection.aggregate(pipeline, maxTimeMS=LONGEST_MS)
        return [document async for document in cursor]


def _place_of(conversation: Conversation) -> Cursor:
    return Cursor(0, conversation.created_at, conversation.id)


def _place(name: str, values: tuple[str, ...]) -> Document:
    """The position of a field's value among those given; a value that is not among them counts as the second."""
    branches = [{"case": {"$eq": [f"${name}", value]}, "then": place} for place, value in enumerate(values)]
    return {"$switch": {"branches": branches, "default": 1}}


_RANK: Final = {"$add": [{"$multiply": [_place("urgency", _URGENCIES), len(QUEUE)]}, _place("status", QUEUE)]}

_IN_QUEUE: Final = {"status": {"$in": [status.value for status in QUEUE]}, **NOT_ERASED}
_NEVER: Final = datetime(5000, 1, 1, tzinfo=UTC)
_SINCE: Final = {
    "$cond": [
        {"$eq": [{"$type": "$waits_since"}, "missing"]},
        {"$ifNull": ["$escalated_at", "$created_at"]},
        {"$ifNull": ["$waits_since", _NEVER]},
    ]
}
"""Since when a ticket waits; the older system has no field for it."""


def _conditions(filters: Filters) -> list[Document]:
    exact = {"assigned_to": filters.assigned_to, "outcome": filters.outcome}
    theirs = {"user_id": filters.user_id, "business_id": filters.business_id}
    of_the_business = [{name: as_kept(value)} for name, value in theirs.items() if value is not None]
    conditions = [NOT_ERASED, *of_the_business, *exactly(exact), *between("created_at", filters.since, filters.until)]
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
