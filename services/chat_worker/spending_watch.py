"""Keeps an eye on what is spent: the gauges, and a line in the log when a share of a cap is reached."""

from datetime import UTC, datetime

import structlog

from services.chat_worker.domain.caps import FULL_PERCENT, Caps, Crossing, Scope, crossings, resets_at
from services.chat_worker.metrics import NANOUSD_PER_USD, ChatWorkerMetrics
from services.chat_worker.stores.spend import Spend

log = structlog.get_logger(__name__)


class SpendingWatch:
    def __init__(self, spend: Spend, caps: Caps, metrics: ChatWorkerMetrics) -> None:
        self._spend = spend
        self._caps = caps
        self._metrics = metrics
        for scope in (Scope.DAY, Scope.MONTH):
            metrics.spending_cap.labels(scope=scope).set(caps.of(scope) / NANOUSD_PER_USD)

    async def look(self) -> None:
        """Finish what killed workers left, show what is spent, and tell once what was reached."""
        day = datetime.now(UTC).date()
        await self._spend.finish_settling(day)
        spending = await self._spend.spending(day)
        self._metrics.spent.labels(scope=Scope.DAY).set(spending.day_nanousd / NANOUSD_PER_USD)
        self._metrics.spent.labels(scope=Scope.MONTH).set(spending.month_nanousd / NANOUSD_PER_USD)
        for crossing in crossings(spending, self._caps):
            if await self._spend.note(day, crossing):
                self._tell(crossing, resets_at(crossing.scope, day))

    def _tell(self, crossing: Crossing, until: datetime | None) -> None:
        told = {"scope": crossing.scope.value, "period": crossing.period, "percent": crossing.percent}
        cap_usd = self._caps.of(crossing.scope) / NANOUSD_PER_USD
        if crossing.percent >= FULL_PERCENT:
            log.error("spending cap reached: calls are refused", **told, cap_usd=cap_usd, until=str(until))
        else:
            log.warning("a share of a spending cap is reached", **told, cap_usd=cap_usd)
