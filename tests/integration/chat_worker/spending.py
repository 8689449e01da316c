"""Reserving, settling and looking at what is kept of it."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from uuid import uuid4

from services.chat_worker.stores.spend import COLLECTION, CapReached, Reservation, Spend
from shared.mongo import Database

TODAY: Final = date(2026, 11, 20)
LIFE: Final = timedelta(minutes=5)


def asking(nanousd: int, conversation: str = "c1", visitor: str = "v1", day: date = TODAY) -> Reservation:
    return Reservation(id=uuid4().hex, day=day, nanousd=nanousd, conversation_id=conversation, visitor_key=visitor)


async def fits(spend: Spend, reservation: Reservation) -> bool:
    try:
        await spend.reserve(reservation)
    except CapReached:
        return False
    return True


async def documents(store: Database) -> dict[str, dict[str, Any]]:  # Any: documents as they are
    return {document["_id"]: document async for document in store[COLLECTION].find()}


async def spent(store: Database) -> dict[str, int]:
    """By document, and by day."""
    return _spent_in(await documents(store))


async def taken(store: Database) -> Counter[str]:
    """What is spent, and reserved by those whose time is not up."""
    found, now = await documents(store), datetime.now(UTC)
    total = Counter(_spent_in(found))
    for key, document in found.items():
        for entry in document["reserved"]:
            if entry["until"] > now:
                total.update(dict.fromkeys({key, entry.get("day", key)}, entry["nanousd"]))
    return total


async def pass_time(store: Database, passed: timedelta = LIFE) -> None:
    """For the reservations: the database's clock cannot be moved, what they are judged by it can."""
    earlier = {"until": {"$subtract": ["$$this.until", int(passed.total_seconds() * 1000)]}}
    moved = {"$map": {"input": "$reserved", "in": {"$mergeObjects": ["$$this", earlier]}}}
    await store[COLLECTION].update_many({}, [{"$set": {"reserved": moved}}])


async def nothing_is_reserved(store: Database) -> bool:
    return all(document["reserved"] == [] for document in (await documents(store)).values())


def _spent_in(found: dict[str, dict[str, Any]]) -> dict[str, int]:  # Any: documents as they are
    days = {day: nanousd for document in found.values() for day, nanousd in document.get("days", {}).items()}
    return {key: document["spent_nanousd"] for key, document in found.items()} | days
