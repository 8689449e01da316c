"""The hard caps: the highest possible cost of a call is reserved before it, and settled to the real cost after.

Three documents know of a call: its conversation's, its visitor's of the day, and the month's, which has the days in it.
Each holds what is spent and the reservations that are open, and changes atomically. A reservation is made in one after
the other, and taken back where the next one has no room. It is settled in the month first; there it stays, marked with
what it cost, until the other two have counted it, so whoever looks can finish what a killed worker began. One that was
not settled in time counts no more, and can still be settled for an hour.
"""

import asyncio
import contextlib
from datetime import date, datetime, timedelta
from typing import Final

import stamina
from pydantic import BaseModel, ConfigDict
from pymongo import ASCENDING, ReturnDocument
from pymongo.errors import DuplicateKeyError, PyMongoError

from services.chat_worker.domain.caps import Caps, Crossing, Scope, Spending, month_of, resets_at
from services.chat_worker.stores.spend_updates import Pipeline, Room, reserving
from shared.mongo import Database, is_transient

COLLECTION: Final = "support_spend"
PATIENCE_SECONDS: Final = 20.0
"""How long settling waits for a database that is away: the answer was paid for, and is worth an election."""
KEPT_FOR: Final = timedelta(days=40)
MONTHS_KEPT_FOR: Final = timedelta(days=14 * 31)
"""So long after its last call a document is there."""


class CapReached(Exception):
    """The call could cost more than what is left of a cap. `resets_at`: null for a conversation's."""

    def __init__(self, scope: Scope, resets_at: datetime | None) -> None:
        super().__init__(f"the cap of the {scope} is reached")
        self.scope = scope
        self.resets_at = resets_at


class Reservation(BaseModel):
    """`nanousd` is set aside for one call, in everything that has a cap. `day` is the call's, in UTC."""

    model_config = ConfigDict(frozen=True)

    id: str
    day: date
    nanousd: int
    conversation_id: str
    visitor_key: str

    @property
    def month(self) -> str:
        return month_of(self.day)

    @property
    def others(self) -> list[str]:
        """The documents beside the month's."""
        return [f"conversation {self.conversation_id}", f"visitor {self.day.isoformat()} {self.visitor_key}"]


class Spend:
    """`life`: longer than any call lasts, with what comes before and after it."""

    def __init__(self, database: Database, caps: Caps, life: timedelta) -> None:
        self._collection = database[COLLECTION]
        self._caps = caps
        self._life = life

    async def ensure_indexes(self) -> None:
        """Idempotent. Old documents go by themselves."""
        await self._collection.create_index([("expires_at", ASCENDING)], name="old", expireAfterSeconds=0)

    async def reserve(self, reservation: Reservation) -> None:
        """In every scope or in none, over all workers. Raises CapReached."""
        try:
            for key, pipeline in self._updates(reservation):
                await self._ask(reservation, key, pipeline)
        except BaseException:
            with contextlib.suppress(PyMongoError):
                await self._take_back(reservation)
            raise

    async def settle(self, reservation: Reservation, nanousd: int) -> None:
        """Replace the reservation by what the call really cost. Settling twice counts once."""
        async for attempt in stamina.retry_context(is_transient, attempts=None, timeout=PATIENCE_SECONDS, wait_max=1):
            with attempt:
                await self._settle_month(reservation, nanousd)
                await self._settle_others(reservation.month, reservation.id, reservation.others, nanousd)

    async def finish_settling(self, day: date) -> None:
        """Of the reservations that somebody has settled in the month, and perhaps not lived to settle in the rest."""
        last_month = month_of(day.replace(day=1) - timedelta(days=1))
        found = self._collection.find({"_id": {"$in": [last_month, month_of(day)]}}, {"reserved": 1})
        async for document in found:
            for entry in document.get("reserved", ()):
                if "settled_nanousd" in entry:
                    await self._settle_others(document["_id"], entry["id"], entry["others"], entry["settled_nanousd"])

    async def spending(self, day: date) -> Spending:
        """What the day and its month have cost."""
        shown = ["spent_nanousd", "days", "full", "noted"]
        document = await self._collection.find_one({"_id": month_of(day)}, shown) or {}
        return Spending(
            day=day,
            day_nanousd=document.get("days", {}).get(day.isoformat(), 0),
            month_nanousd=document.get("spent_nanousd", 0),
            full=frozenset(document.get("full", ())),
            noted=frozenset(document.get("noted", ())),
        )

    async def note(self, day: date, crossing: Crossing) -> bool:
        """Whether it is told now: to one worker only."""
        noting = {"_id": month_of(day), "noted": {"$ne": crossing.name}}
        result = await self._collection.update_one(noting, {"$push": {"noted": crossing.name}})
        return result.modified_count == 1

    def _updates(self, asked: Reservation) -> list[tuple[str, Pipeline]]:
        """From the document that is asked by few to the one that is asked by all."""
        caps, day, size, life = self._caps, asked.day.isoformat(), asked.nanousd, self._life
        conversation, visitor = asked.others
        in_conversation = Room(scope=Scope.CONVERSATION, cap_nanousd=caps.conversation_nanousd)
        in_visitor = Room(scope=Scope.VISITOR, cap_nanousd=caps.visitor_nanousd)
        in_month = [
            Room(scope=Scope.MONTH, cap_nanousd=caps.month_nanousd, remembered_as=asked.month),
            Room(scope=Scope.DAY, cap_nanousd=caps.day_nanousd, spent=f"days.{day}", day=day, remembered_as=day),
        ]
        entry = {"id": asked.id}
        month_entry = {**entry, "day": day, "others": asked.others}
        return [
            (conversation, reserving(entry, size, life, [in_conversation], KEPT_FOR)),
            (visitor, reserving(entry, size, life, [in_visitor], KEPT_FOR)),
            (asked.month, reserving(month_entry, size, life, in_month, MONTHS_KEPT_FOR)),
        ]

    async def _ask(self, reservation: Reservation, key: str, pipeline: Pipeline) -> None:
        after = None
        while after is None:
            with contextlib.suppress(DuplicateKeyError):  # another worker made the document at the same moment
                after = await self._collection.find_one_and_update(
                    {"_id": key}, pipeline, {"refused": 1}, upsert=True, return_document=ReturnDocument.AFTER
                )
        if after["refused"] is not None:
            scope = Scope(after["refused"])
            raise CapReached(scope, resets_at(scope, reservation.day))

    async def _take_back(self, reservation: Reservation) -> None:
        reserved = {"_id": {"$in": [*reservation.others, reservation.month]}, "reserved.id": reservation.id}
        await self._collection.update_many(reserved, {"$pull": {"reserved": {"id": reservation.id}}})

    async def _settle_month(self, reservation: Reservation, nanousd: int) -> None:
        open_one = {"id": reservation.id, "settled_nanousd": {"$exists": False}}
        await self._collection.update_one(
            {"_id": reservation.month, "reserved": {"$elemMatch": open_one}},
            {
                "$inc": {"spent_nanousd": nanousd, f"days.{reservation.day.isoformat()}": nanousd},
                "$set": {"reserved.$.nanousd": 0, "reserved.$.settled_nanousd": nanousd},
            },
        )

    async def _settle_others(self, month: str, reservation_id: str, others: list[str], nanousd: int) -> None:
        """Repeating it changes nothing: a document counts what it has reserved, and has it reserved no more."""
        settled = {"$pull": {"reserved": {"id": reservation_id}}}
        counted = {**settled, "$inc": {"spent_nanousd": nanousd}}
        await asyncio.gather(
            *(self._collection.update_one({"_id": key, "reserved.id": reservation_id}, counted) for key in others)
        )
        await self._collection.update_one({"_id": month}, settled)
