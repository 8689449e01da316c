"""Waiting until nothing is under way any more."""

import asyncio
import time
from typing import Final

from pymongo.database import Database
from pymongo.errors import PyMongoError

from tests.faults.system import DATABASE, System

PATIENCE_SECONDS: Final = 150.0
POLL_SECONDS: Final = 1.0
TIMES_IN_A_ROW: Final = 2

_UNDONE: Final[dict[str, dict[str, object]]] = {
    "support_transcripts": {"$or": [{"work": True}, {"$expr": {"$gt": ["$lease.until", "$$NOW"]}}]},
    "support_conversations": {"unsaid.0": {"$exists": True}},
    "support_messages": {"$or": [{"unsaid.0": {"$exists": True}}, {"unsettled": True}]},
    "support_notices": {"state": "waiting"},
    "support_dirty_days": {},
}


async def wait_for_quiet(system: System) -> list[str]:
    """What is still under way when patience has ended; nothing, when it is quiet."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    quiet = 0
    while True:
        under_way = await asyncio.to_thread(_under_way, system)
        quiet = 0 if under_way else quiet + 1
        if quiet == TIMES_IN_A_ROW or time.monotonic() > deadline:
            return under_way
        await asyncio.sleep(POLL_SECONDS)


def _under_way(system: System) -> list[str]:
    queues = [
        f"{queue.name}: {queue.ready} ready, {queue.unacked} unacknowledged"
        for queue in system.broker.queues()
        if (queue.ready or queue.unacked) and not queue.name.endswith(".dead")
    ]
    try:
        with system.store() as client:
            return queues + _undone(client[DATABASE])
    except PyMongoError as error:
        return [*queues, f"MongoDB: {type(error).__name__}"]


def _undone(store: Database[dict[str, object]]) -> list[str]:
    counts = {name: store[name].count_documents(undone) for name, undone in _UNDONE.items()}
    return [f"{name}: {count}" for name, count in counts.items() if count]
