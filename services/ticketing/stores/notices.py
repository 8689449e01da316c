"""`support_notices`: e-mails to be sent, and what has become of them.

Whoever takes one has it until its lease ends, which is only that it is not due before: the field `next_at`, by the
database's clock. `attempts` grows with every holder, so that one who was too slow is told from the next.
"""

import contextlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from bson import ObjectId
from pymongo import ASCENDING, ReturnDocument
from pymongo.errors import DuplicateKeyError

from services.ticketing.domain.notice import Kind, Notice, State
from services.ticketing.stores.collections import NOTICES
from services.ticketing.stores.documents import to_moment
from shared.mongo import Database, Document

KEPT_FOR: Final = timedelta(days=90)
HOUR: Final = timedelta(hours=1)
_WAITING: Final = {"state": State.WAITING.value}


class Notices:
    def __init__(self, database: Database) -> None:
        self._collection = database[NOTICES]

    async def keep(self, notice: Notice) -> None:
        """Does nothing when it is there already."""
        with contextlib.suppress(DuplicateKeyError):  # the same one, by somebody else at the same moment
            await self._collection.update_one({"_id": notice.id}, {"$setOnInsert": _new(notice)}, upsert=True)

    async def keep_new(self, notices: Sequence[Notice]) -> None:
        """Those that are not there yet."""
        known = self._collection.find({"_id": {"$in": [notice.id for notice in notices]}}, {"_id": 1})
        there = {document["_id"] async for document in known}
        for notice in notices:
            if notice.id not in there:
                await self.keep(notice)

    async def take(self, lease: timedelta) -> Notice | None:
        """One that is due, for as long as the lease lasts; None when there is none."""
        document = await self._collection.find_one_and_update(
            {**_WAITING, "$expr": {"$lte": ["$next_at", "$$NOW"]}},
            [{"$set": {"next_at": _from_now(lease), "attempts": {"$add": ["$attempts", 1]}}}],
            sort=[("next_at", ASCENDING)],
            return_document=ReturnDocument.AFTER,
        )
        return _to_notice(document) if document else None

    async def aim(self, notice: Notice, to: Sequence[str]) -> bool:
        """It is about to be sent to these addresses. False when somebody else has taken it meanwhile."""
        return await self._set(_held(notice), {"to": _value(list(to)), "aimed_at": "$$NOW"})

    async def others_to(self, address: str, notice: Notice) -> int:
        """How many other notices of its kind were sent to the address within the last hour, or are about to be."""
        counted = {
            "_id": {"$ne": notice.id},
            "to": address,
            "kind": notice.kind.value,
            "$expr": {"$gte": ["$aimed_at", _from_now(-HOUR)]},
        }
        return int(await self._collection.count_documents(counted))

    async def put_off(self, notice: Notice, wait: timedelta, reached: Iterable[str] = ()) -> None:
        """To be tried again."""
        there = _value([*notice.reached, *reached])
        await self._set(_held(notice), {"next_at": _from_now(wait), "reached": there, "aimed_at": None})

    async def refuse(self, notice: Notice, addresses: Sequence[str], detail: str, wait: timedelta) -> None:
        """These addresses are refused: to be tried again, with others where there are any."""
        refused = _value([*notice.refused, *(address for address in addresses if address not in notice.refused)])
        again = {"next_at": _from_now(wait), "refused": refused, "detail": _value(detail), "aimed_at": None}
        await self._set(_held(notice), again)

    async def finish(
        self, notice: Notice, state: State, detail: str | None = None, reached: Iterable[str] = ()
    ) -> None:
        """For good. That is so whoever may have taken it meanwhile."""
        done = {
            "state": state.value,
            "detail": _value(detail),
            "reached": _value([*notice.reached, *reached]),
            "done_at": "$$NOW",
            "expires_at": _from_now(KEPT_FOR),
        }
        await self._set({"_id": notice.id}, done)

    async def waiting(self, now: datetime) -> tuple[int, datetime | None]:
        """How many are due and not sent, and since when the first of them is."""
        overdue = {**_WAITING, "due_at": {"$lte": now}}
        first = await self._collection.find_one(overdue, {"due_at": 1}, sort=[("due_at", ASCENDING)])
        return await self._collection.count_documents(overdue), to_moment(first["due_at"]) if first else None

    async def of(self, conversation_id: str) -> list[Notice]:
        """All notices of a conversation, oldest first."""
        found = self._collection.find({"conversation_id": ObjectId(conversation_id)})
        return [_to_notice(document) async for document in found.sort([("raised_at", ASCENDING), ("_id", ASCENDING)])]

    async def _set(self, which: Document, fields: Mapping[str, Any]) -> bool:  # of an update pipeline
        """Whether it was there."""
        return bool((await self._collection.update_one(which, [{"$set": fields}])).matched_count)


def _held(notice: Notice) -> Document:
    return {"_id": notice.id, **_WAITING, "attempts": notice.attempts}


def _value(value: str | list[str] | None) -> Document:
    """As it is, also where it begins with a dollar."""
    return {"$literal": value}


def _from_now(duration: timedelta) -> Document:
    return {"$add": ["$$NOW", round(duration.total_seconds() * 1000)]}


def _new(notice: Notice) -> Document:
    return {
        "conversation_id": ObjectId(notice.conversation_id),
        "kind": notice.kind.value,
        "about": notice.about,
        "raised_at": notice.raised_at,
        "due_at": notice.due_at,
        "next_at": notice.due_at,
        "state": notice.state.value,
        "attempts": notice.attempts,
        "reached": [],
        "refused": [],
    }


def _to_notice(document: Document) -> Notice:
    return Notice(
        id=document["_id"],
        conversation_id=str(document["conversation_id"]),
        kind=Kind(document["kind"]),
        about=document["about"],
        raised_at=document["raised_at"],
        due_at=document["due_at"],
        state=State(document["state"]),
        attempts=document["attempts"],
        reached=tuple(document["reached"]),
        refused=tuple(document.get("refused") or ()),
        detail=document.get("detail"),
        done_at=document.get("done_at"),
    )
