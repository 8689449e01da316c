"""What is told, made durable: merged into the facts first, then the days that it concerns are marked."""

import asyncio
from collections.abc import Sequence
from datetime import date

from services.analytics.domain.facts import Fact
from services.analytics.stores.days import Days
from services.analytics.stores.facts import Facts
from shared.failpoints import FailPoint, reach


class Recorder:
    def __init__(self, facts: Facts, days: Days) -> None:
        self._facts = facts
        self._days = days

    async def record(self, told: Sequence[Fact]) -> frozenset[date]:
        """Return once everything told is in the facts and its days are marked. The answer: those days."""
        concerned = await asyncio.gather(*map(self._facts.merge, told))
        days = frozenset[date]().union(*concerned)
        reach(FailPoint.ANALYTICS_AFTER_FACT)
        await self._days.mark(days)
        return days
