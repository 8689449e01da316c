"""The figures anew, out of ticketing's export: also what was before this service, and what it never heard."""

import time
from collections.abc import AsyncIterable, AsyncIterator, Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Final, TypeVar

from pymongo.errors import PyMongoError

from services.analytics.domain import told
from services.analytics.domain.export import ExportedConversation
from services.analytics.recorder import Recorder
from services.analytics.settings import RebuildSettings
from services.analytics.stores.days import Days
from services.analytics.stores.facts import Facts
from services.analytics.ticketing_export import ExportFailed, LineRefused, TicketingExport
from shared.mongo import database_of, open_client

AT_ONCE: Final = 50
PROGRESS_EVERY: Final = 20 * AT_ONCE

ItemT = TypeVar("ItemT")
Tell = Callable[[str], None]
Lines = AsyncIterable[ExportedConversation | LineRefused]


class RebuildFailed(Exception):
    """One sentence with what to do. What was merged until then stays, and merging it again changes nothing."""


@dataclass
class Outcome:
    """What a rebuild did."""

    conversations: int = 0
    refused: int = 0
    days: set[date] = field(default_factory=set)
    seconds: float = 0.0

    def __str__(self) -> str:
        return (
            f"Done in {self.seconds:.1f} s: {self.conversations:,} conversations merged, "
            f"{len(self.days):,} days recomputed, {self.refused:,} lines refused."
        )


async def rebuild(settings: RebuildSettings, tell: Tell) -> Outcome:
    """Merge the export, recompute its days, tell how it goes. Raises RebuildFailed."""
    started = time.monotonic()
    export = TicketingExport(settings.ticketing_url, settings.service_token)
    try:
        with closing(open_client(settings)) as client:
            database = database_of(client, settings)
            outcome = await rebuild_from(export.lines(), Facts(database), Days(database), tell)
    except ExportFailed as failure:
        raise RebuildFailed(str(failure)) from failure
    except PyMongoError as error:
        raise RebuildFailed(
            f"MongoDB does not answer as it should ({type(error).__name__}). Check MONGODB_URL, then run rebuild again."
        ) from error
    outcome.seconds = time.monotonic() - started
    return outcome


async def rebuild_from(lines: Lines, facts: Facts, days: Days, tell: Tell) -> Outcome:
    """The same with its collaborators given. Raises ExportFailed, or PyMongoError."""
    as_of = datetime.now(UTC)
    recorder = Recorder(facts, days)
    outcome = Outcome()
    await facts.ensure_indexes()
    async for batch in _batched(lines, AT_ONCE):
        read = [line for line in batch if isinstance(line, ExportedConversation)]
        for refused in (line for line in batch if isinstance(line, LineRefused)):
            outcome.refused += 1
            tell(str(refused))
        outcome.days |= await recorder.record([told.by_export(line, as_of=as_of) for line in read])
        outcome.conversations += len(read)
        if not (outcome.conversations + outcome.refused) % PROGRESS_EVERY:
            tell(f"{outcome.conversations:,} conversations merged.")
    tell(f"All lines read. Recomputing {len(outcome.days):,} days.")
    for dirty in await days.dirty():
        await days.recompute(dirty)
    return outcome


async def _batched(items: AsyncIterable[ItemT], size: int) -> AsyncIterator[list[ItemT]]:
    batch: list[ItemT] = []
    async for item in items:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
