"""Pays for calls: the highest possible cost is reserved before a call, and settled to the real one after it."""

from datetime import UTC, date, datetime
from uuid import uuid4

import structlog

from services.chat_worker.claude.calls import ClaudeCall
from services.chat_worker.domain.pricing import Cost, PriceTable, Tariff, UnknownModel
from services.chat_worker.domain.prompt import ChatRequest
from services.chat_worker.metrics import NANOUSD_PER_USD, ChatWorkerMetrics
from services.chat_worker.stores.spend import CapReached, Reservation, Spend

log = structlog.get_logger(__name__)


class Budget:
    def __init__(self, spend: Spend, prices: PriceTable, metrics: ChatWorkerMetrics) -> None:
        self._spend = spend
        self._prices = prices
        self._metrics = metrics
        self._unpriced: set[str] = set()

    async def reserve(self, request: ChatRequest, conversation_id: str, visitor_key: str) -> Reservation:
        """Before a call. Raises CapReached, which says of what."""
        day = _today()
        tariff = self._prices.tariff(request.model, day)
        reservation = Reservation(
            id=uuid4().hex,
            day=day,
            nanousd=tariff.highest_cost_nanousd(request.most_tokens, request.max_tokens),
            conversation_id=conversation_id,
            visitor_key=visitor_key,
        )
        try:
            await self._spend.reserve(reservation)
        except CapReached as reached:
            self._metrics.calls_over_cap.labels(scope=reached.scope).inc()
            raise
        return reservation

    async def settle(self, reservation: Reservation, call: ClaudeCall) -> None:
        """After the call, however it ended."""
        tariff, tokens = self._tariff(reservation.day, call), call.reading.tokens
        nanousd = tariff.cost_nanousd(tokens)
        if nanousd > reservation.nanousd:
            log.warning("a call cost more than its upper bound", nanousd=nanousd, reserved=reservation.nanousd)
        self._metrics.cache_saved.inc(tariff.saved_nanousd(tokens) / NANOUSD_PER_USD)
        await self._spend.settle(reservation, nanousd)

    def cost(self, reservation: Reservation, call: ClaudeCall) -> Cost:
        """What the call has cost as far as Claude has said, at the prices of the day that it was reserved for."""
        tariff = self._tariff(reservation.day, call)
        return Cost(nanousd=tariff.cost_nanousd(call.reading.tokens), price_version=tariff.version)

    def price_version_of(self, model: str) -> str:
        """What a call of the model would be priced by today. Raises UnknownModel."""
        return self._prices.tariff(model, _today()).version

    def _tariff(self, day: date, call: ClaudeCall) -> Tariff:
        """Of the model that answered; where the table does not know it, of the one that was asked."""
        try:
            return self._prices.tariff(call.reading.model, day)
        except UnknownModel:
            self._report(call)
            return self._prices.tariff(call.requested_model, day)

    def _report(self, call: ClaudeCall) -> None:
        """Once for each model."""
        if call.reading.model not in self._unpriced:
            self._unpriced.add(call.reading.model)
            self._metrics.unpriced_models.inc()
            log.warning(
                "no price for the model that answered", model=call.reading.model, priced_as=call.requested_model
            )


def _today() -> date:
    return datetime.now(UTC).date()
