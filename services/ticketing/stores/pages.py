"""What lists that read newest first have in common: filters, a span of time, and pages that stay exact while more is
added."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import getitem
from typing import Any, Generic, TypeVar

from bson import ObjectId
from motor.motor_asyncio import AsyncIOMotorCollection
from pymongo import DESCENDING

from services.ticketing.domain.cursor import Cursor
from shared.mongo import Document

ItemT = TypeVar("ItemT")


@dataclass(frozen=True, slots=True)
class Page(Generic[ItemT]):
    """`next`: where the following page begins, if there is one."""

    items: list[ItemT]
    next: Cursor | None


def exactly(values: Mapping[str, Any]) -> list[Document]:  # values of each field's own type
    """A condition for each value; None is anything."""
    return [{name: {"$eq": value}} for name, value in values.items() if value is not None]


def between(moment: str, since: datetime | None, until: datetime | None) -> list[Document]:
    """Both inclusive; None is open. `moment` is the name of the field."""
    first = [{moment: {"$gte": since}}] if since is not None else []
    last = [{moment: {"$lte": until}}] if until is not None else []
    return [*first, *last]


def matching(conditions: Iterable[Document], after: Cursor | None, moment: str) -> Document:
    """All of the conditions, and in the order of `newest_first` behind the cursor."""
    return {"$and": [{}, *conditions, *([_older_than(after, moment)] if after else [])]}


def newest_first(moment: str) -> dict[str, int]:
    """The id makes a page's end exact among equals."""
    return {moment: DESCENDING, "_id": DESCENDING}


async def newest(
    collection: AsyncIOMotorCollection[Document],
    conditions: Iterable[Document],
    limit: int,
    after: Cursor | None,
    moment: str,
) -> Page[Document]:
    """A page of a collection, newest first."""
    cursor = collection.find(matching(conditions, after, moment)).sort(list(newest_first(moment).items()))
    found = await cursor.limit(limit + 1).to_list(limit + 1)
    items = found[:limit]
    return Page(items, _place_of(items[-1], moment) if len(found) > limit else None)


def _place_of(document: Document, moment: str) -> Cursor:
    at: Any = reduce(getitem, moment.split("."), document)  # what the field holds
    return Cursor(0, at, str(document["_id"]))


def _older_than(cursor: Cursor, moment: str) -> Document:
    return {
        moment: {"$lte": cursor.at},
        "$or": [{moment: {"$lt": cursor.at}}, {"_id": {"$lt": ObjectId(cursor.id)}}],
    }
