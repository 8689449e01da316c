"""The gauges: what waits for people, what waits to be said, and what waits to be sent."""

from collections.abc import Callable
from datetime import datetime

from services.ticketing.metrics import TicketingMetrics
from services.ticketing.stores.lists import Lists
from services.ticketing.stores.notices import Notices
from services.ticketing.stores.unsaid import UnsaidEvents


class Backlog:
    def __init__(
        self,
        lists: Lists,
        unsaid: UnsaidEvents,
        notices: Notices,
        metrics: TicketingMetrics,
        now: Callable[[], datetime],
    ) -> None:
        self._lists = lists
        self._unsaid = unsaid
        self._notices = notices
        self._metrics = metrics
        self._now = now

    async def count(self) -> None:
        for status, number in (await self._lists.waiting()).items():
            self._metrics.tickets.labels(status=status.value).set(number)
        self._metrics.unsaid.set(await self._unsaid.count())
        now = self._now()
        waiting, since = await self._notices.waiting(now)
        self._metrics.notices_waiting.set(waiting)
        self._metrics.notices_oldest.set((now - since).total_seconds() if since else 0)
