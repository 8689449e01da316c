"""The update that reserves: atomic, and what has expired is judged by the database's clock.

A spending document has `spent_nanousd`, the open reservations in `reserved`, and in `refused` the scope that had no
room for the last one that was asked for; a month's has the `days` too, and in `full` the periods whose cap refused one.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from pydantic import BaseModel, ConfigDict

from services.chat_worker.domain.caps import Scope

Expression = dict[str, Any]  # MongoDB's expression language
Pipeline = list[dict[str, Expression]]

FORGOTTEN_AFTER: Final = timedelta(hours=1)
"""So long after it has expired, a reservation can still be settled."""


class Room(BaseModel):
    """What a reservation has to fit into. `day`: only what is reserved for that day counts; `remembered_as`: where a
    refusal is to be remembered."""

    model_config = ConfigDict(frozen=True)

    scope: Scope
    cap_nanousd: int
    spent: str = "spent_nanousd"
    day: str | None = None
    remembered_as: str | None = None

    def lacks(self, nanousd: int) -> Expression:
        counted: list[Expression] = [{"$gt": ["$$this.until", "$$NOW"]}]
        if self.day:
            counted.append({"$eq": ["$$this.day", self.day]})
        alive = {"$filter": {"input": "$reserved", "cond": {"$and": counted}}}
        promised = {"$sum": {"$map": {"input": alive, "in": "$$this.nanousd"}}}
        return {"$gt": [{"$add": [f"${self.spent}", promised, nanousd]}, self.cap_nanousd]}


def reserving(
    entry: Mapping[str, object], nanousd: int, life: timedelta, rooms: Sequence[Room], kept_for: timedelta
) -> Pipeline:
    """Append the entry if there is room for it everywhere; else `refused` says where not."""
    reserved = {**{name: {"$literal": value} for name, value in entry.items()}, "nanousd": nanousd, "until": _in(life)}
    lacking = [{"case": room.lacks(nanousd), "then": room.scope.value} for room in rooms]
    return [
        {
            "$set": {
                **{room.spent: {"$ifNull": [f"${room.spent}", 0]} for room in rooms},
                "reserved": _remembered(),
                "expires_at": _in(kept_for),
            }
        },
        {"$set": {"refused": {"$switch": {"branches": lacking, "default": None}}}},
        {
            "$set": {
                "reserved": _unless_refused({"$concatArrays": ["$reserved", [reserved]]}, "$reserved"),
                **_remembering_refusals(rooms),
            }
        },
    ]


def _remembering_refusals(rooms: Sequence[Room]) -> Expression:
    named = [
        {"case": {"$eq": ["$refused", room.scope.value]}, "then": [room.remembered_as]}
        for room in rooms
        if room.remembered_as
    ]
    if not named:
        return {}
    return {"full": {"$setUnion": [{"$ifNull": ["$full", []]}, {"$switch": {"branches": named, "default": []}}]}}


def _remembered() -> Expression:
    """Without what has expired long ago; what is settled waits until it is settled everywhere."""
    since = {"$subtract": ["$$NOW", _milliseconds(FORGOTTEN_AFTER)]}
    settled = {"$ne": [{"$type": "$$this.settled_nanousd"}, "missing"]}
    kept = {"$or": [settled, {"$gt": ["$$this.until", since]}]}
    return {"$filter": {"input": {"$ifNull": ["$reserved", []]}, "cond": kept}}


def _unless_refused(then: object, otherwise: object) -> Expression:
    return {"$cond": [{"$eq": ["$refused", None]}, then, otherwise]}


def _in(span: timedelta) -> Expression:
    return {"$add": ["$$NOW", _milliseconds(span)]}


def _milliseconds(span: timedelta) -> int:
    return int(span.total_seconds() * 1000)
