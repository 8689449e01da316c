"""The gauges: what waits for people, to be said, to be sent, and for receipts."""

from collections.abc import Callable
from datetime import datetime

from services.ticketing.metrics import TicketingMetrics
from services.ticketing.stores.stores import Stores


class Backlog:
    def __init__(self, stores: Stores, metrics: TicketingMetrics, now: Callable[[], datetime]) -> None:
        self._stores = stores
        self._metrics = metrics
        self._now = now

    async def count(self) -> None:
        now = self._now()
        for status, number in (await self._stores.lists.waiting()).items():
            self._metrics.tickets.labels(status=status.value).set(number)
        self._metrics.tickets_oldest.set(_seconds(await self._stores.lists.longest_waiting(), now))
        self._metrics.unsaid.set(await self._stores.unsaid.count())
        notices, due = await self._stores.notices.waiting(now)
        self._metrics.notices_waiting.set(notices)
        self._metrics.notices_oldest.set(_seconds(due, now))
        erasures, erased = await self._stores.erasures.waiting()
        self._metrics.erasures_waiting.set(erasures)
        self._metrics.erasures_oldest.set(_seconds(erased, now))


def _seconds(since: datetime | None, now: datetime) -> float:
    return (now - since).total_seconds() if since else 0
