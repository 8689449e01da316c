"""Recomputing the days whose facts have changed."""

from collections.abc import Callable
from datetime import date

from services.analytics.domain.rollup import DayBucket
from services.analytics.metrics import AnalyticsMetrics
from services.analytics.stores.days import Days


class Rollups:
    """`today` gives the current UTC day, for the gauges."""

    def __init__(self, days: Days, metrics: AnalyticsMetrics, today: Callable[[], date]) -> None:
        self._days = days
        self._metrics = metrics
        self._today = today

    async def roll_up(self) -> None:
        """Recompute the days that are marked now. A day that fails keeps its mark, for the next time."""
        dirty = await self._days.dirty()
        self._metrics.dirty_days.set(len(dirty))
        for day in dirty:
            with self._metrics.rollup_seconds.time():
                await self._days.recompute(day)
            self._metrics.dirty_days.dec()
        await self._show_today()

    async def _show_today(self) -> None:
        today = self._today()
        bucket = next(iter(await self._days.buckets(today, today)), DayBucket(day=today))
        self._metrics.conversations_today.set(bucket.conversations)
        self._metrics.escalated_today.set(bucket.escalated)
