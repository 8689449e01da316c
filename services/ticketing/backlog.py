"""The gauges: what waits for people, and what waits to be said."""

from services.ticketing.metrics import TicketingMetrics
from services.ticketing.stores.lists import Lists
from services.ticketing.stores.unsaid import UnsaidEvents


class Backlog:
    def __init__(self, lists: Lists, unsaid: UnsaidEvents, metrics: TicketingMetrics) -> None:
        self._lists = lists
        self._unsaid = unsaid
        self._metrics = metrics

    async def count(self) -> None:
        for status, number in (await self._lists.waiting()).items():
            self._metrics.tickets.labels(status=status.value).set(number)
        self._metrics.unsaid.set(await self._unsaid.count())
