"""Says what was committed, until it is confirmed; what follows from it is done before it is said.

Woken when there is something to say, and every second for what a crash left. The documents are the truth and event ids
are theirs, so two processes that say the same do no harm.
"""

import asyncio
import contextlib
from typing import Final

import structlog
from pymongo.errors import PyMongoError

from services.ticketing.desk import Desk
from services.ticketing.notices.raising import Raising
from services.ticketing.stores.unsaid import Unsaid, UnsaidEvents
from shared.events import AgentReplied
from shared.failpoints import FailPoint, reach
from shared.publisher import BrokerUnavailable, EventPublisher

log = structlog.get_logger(__name__)

AT_ONCE: Final = 100


class Outbox:
    """`wake` is set by whoever has committed something to say. `raising`: None where nobody is written to."""

    def __init__(
        self,
        unsaid: UnsaidEvents,
        desk: Desk,
        publisher: EventPublisher,
        wake: asyncio.Event,
        sweep_seconds: float,
        *,
        raising: Raising | None,
    ) -> None:
        self._unsaid = unsaid
        self._desk = desk
        self._publisher = publisher
        self._wake = wake
        self._sweep_seconds = sweep_seconds
        self._raising = raising
        self._done: set[str] = set()

    async def say_when_woken(self) -> None:
        """Wait until there may be something to say, and say it. Raises as `say_all` does."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._sweep_seconds):
                await self._wake.wait()
        self._wake.clear()
        await self.say_all()

    async def say_all(self) -> None:
        """Everything that is unsaid now. Raises BrokerUnavailable or the database's errors; the rest stays unsaid, and
        what follows from it is done also while the broker is away."""
        try:
            while await self._say_some():
                pass
        except BrokerUnavailable:
            await self._do_what_follows()
            raise
        self._done.clear()

    async def _say_some(self) -> bool:
        """Whether anything was said, so that there may be more. What fails in itself holds up nothing else."""
        said = False
        for unsaid in await self._unsaid.some(AT_ONCE):
            try:
                await self._say(unsaid)
            except (BrokerUnavailable, PyMongoError):
                raise
            except Exception:
                log.exception("event cannot be said", collection=unsaid.collection, id=str(unsaid.key))
            else:
                said = True
        return said

    async def _do_what_follows(self) -> None:
        """Of everything that is unsaid, once for as long as the broker is away."""
        async for unsaid in self._unsaid.all():
            ids = {event.id for event in unsaid.events}
            if ids <= self._done:
                continue
            try:
                await self._prepare(unsaid)
            except PyMongoError:
                raise
            except Exception:
                log.exception("event cannot be said", collection=unsaid.collection, id=str(unsaid.key))
            self._done |= ids

    async def _prepare(self, unsaid: Unsaid) -> None:
        if unsaid.unsettled:
            await self._desk.settle(unsaid.unsettled)
        for event in unsaid.events:
            if isinstance(event, AgentReplied):
                await self._desk.keep_reply(event)
            if self._raising:
                await self._raising.because_of(event)

    async def _say(self, unsaid: Unsaid) -> None:
        await self._prepare(unsaid)
        for event in unsaid.events:
            await self._publisher.publish(event)
        reach(FailPoint.TICKETING_AFTER_PUBLISH)
        await self._unsaid.said(unsaid)
