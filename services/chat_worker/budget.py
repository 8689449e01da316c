"""Pays for calls: the highest possible cost is reserved before a call, and settled to the real one after it."""

from datetime import UTC, datetime

from services.chat_worker.claude import ClaudeCall
from services.chat_worker.domain.pricing import PriceTable
from services.chat_worker.domain.prompt import ChatRequest
from services.chat_worker.stores.spend import Reservation, Spend


class Budget:
    def __init__(self, spend: Spend, prices: PriceTable) -> None:
        self._spend = spend
        self._prices = prices
        self.price_version = prices.version

    async def reserve(self, request: ChatRequest) -> Reservation:
        """Before a call. Raises CapReached."""
        highest = self._prices.highest_cost_nanousd(request.model, request.prompt_bytes, request.max_tokens)
        return await self._spend.reserve(datetime.now(UTC).date(), highest)

    async def settle(self, reservation: Reservation, call: ClaudeCall) -> None:
        """After the call, however it ended."""
        await self._spend.settle(reservation, self.cost_nanousd(call))

    def cost_nanousd(self, call: ClaudeCall) -> int:
        """What the call has cost as far as Claude has said."""
        return self._prices.price_of(call.requested_model).cost_nanousd(call.tokens)
