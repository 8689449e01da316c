"""The hard daily cap: the highest possible cost of a call is reserved before it, and settled to the real cost after.

One document a UTC day: `spent_nanousd`, and the reservations that are open. One that was not settled in time, for its
process has died, counts no more; it can still be settled.
"""

from datetime import date, timedelta
from typing import Final
from uuid import uuid4

import stamina
from pydantic import BaseModel, ConfigDict
from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from shared.mongo import Database, is_transient

COLLECTION: Final = "support_spend"
RESERVATION_LIFE: Final = timedelta(minutes=10)
"""Longer than any call may last."""
PATIENCE_SECONDS: Final = 20.0
"""How long settling waits for a database that is away: the answer was paid for, and is worth an election."""


class CapReached(Exception):
    """The call could cost more than what is left of the day's budget."""


class Reservation(BaseModel):
    model_config = ConfigDict(frozen=True)

    id: str
    day: date


class Spend:
    """`cap_nanousd`: no call is begun that could carry a UTC day's spending past it."""

    def __init__(self, database: Database, cap_nanousd: int) -> None:
        self._collection = database[COLLECTION]
        self._cap_nanousd = cap_nanousd

    async def reserve(self, day: date, nanousd: int) -> Reservation:
        """Atomic over all workers. Raises CapReached."""
        reservation = Reservation(id=uuid4().hex, day=day)
        key = {"_id": day.isoformat()}
        await self._open(key)
        life_milliseconds = int(RESERVATION_LIFE.total_seconds() * 1000)
        entry = {"id": reservation.id, "nanousd": nanousd, "until": {"$add": ["$$NOW", life_milliseconds]}}
        alive = {"$filter": {"input": "$reserved", "cond": {"$gt": ["$$this.until", "$$NOW"]}}}
        promised = {"$sum": {"$map": {"input": alive, "in": "$$this.nanousd"}}}
        fits = {"$lte": [{"$add": ["$spent_nanousd", promised, nanousd]}, self._cap_nanousd]}
        after = await self._collection.find_one_and_update(
            key,
            [{"$set": {"reserved": {"$cond": [fits, {"$concatArrays": ["$reserved", [entry]]}, "$reserved"]}}}],
            return_document=ReturnDocument.AFTER,
        )
        if reservation.id not in {entry["id"] for entry in after["reserved"]}:
            raise CapReached(day.isoformat())
        return reservation

    async def settle(self, reservation: Reservation, nanousd: int) -> None:
        """Replace the reservation by what the call really cost. Settling twice counts once."""
        async for attempt in stamina.retry_context(is_transient, attempts=None, timeout=PATIENCE_SECONDS, wait_max=1):
            with attempt:
                await self._collection.update_one(
                    {"_id": reservation.day.isoformat(), "reserved.id": reservation.id},
                    {"$pull": {"reserved": {"id": reservation.id}}, "$inc": {"spent_nanousd": nanousd}},
                )

    async def spent_nanousd(self, day: date) -> int:
        document = await self._collection.find_one({"_id": day.isoformat()})
        return int(document["spent_nanousd"]) if document else 0

    async def _open(self, key: dict[str, str]) -> None:
        try:
            await self._collection.update_one(key, {"$setOnInsert": {"spent_nanousd": 0, "reserved": []}}, upsert=True)
        except DuplicateKeyError:
            return  # another worker opened the day at the same moment
