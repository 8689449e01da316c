"""What is reserved and settled for a call, and at whose prices."""

from datetime import timedelta
from typing import Final

import pytest
from prometheus_client import CollectorRegistry
from structlog.testing import capture_logs

from services.chat_worker.budget import Budget
from services.chat_worker.domain.pricing import PriceTable
from services.chat_worker.domain.prompt import ChatMessage, ChatRequest
from services.chat_worker.domain.tools import TOOLS
from services.chat_worker.metrics import ChatWorkerMetrics
from services.chat_worker.stores.spend import CapReached, Reservation
from shared.events import TokenCounts
from tests.builders import CONVERSATION_ID, MODEL
from tests.unit.chat_worker.memory import MemorySpend
from tests.unit.chat_worker.prices import a_price_row
from tests.unit.chat_worker.scripted import ScriptedCall

DEARER: Final = a_price_row(model="claude-sonnet-5-5", input_nanousd=2_000, output_nanousd=10_000)
PRICES: Final = PriceTable(prices=[a_price_row(), DEARER])
REQUEST: Final = ChatRequest(
    model=MODEL,
    max_tokens=1_000,
    system="Help.",
    tools=TOOLS,
    articles=[],
    articles_stay=True,
    messages=[ChatMessage(role="user", texts=["How do payments work?"])],
)
TOKENS: Final = TokenCounts(input_tokens=25, output_tokens=60)


class Desk:
    def __init__(self, cap_nanousd: int = 5_000_000_000) -> None:
        self.registry = CollectorRegistry()
        self.spend = MemorySpend(cap_nanousd)
        self.budget = Budget(self.spend, PRICES, ChatWorkerMetrics(self.registry))

    async def reserve(self) -> Reservation:
        return await self.budget.reserve(REQUEST, CONVERSATION_ID, "visitor-1")

    def metric(self, name: str, **labels: str) -> float:
        return self.registry.get_sample_value(name, labels) or 0.0


def a_call(answered_by: str = MODEL, tokens: TokenCounts = TOKENS) -> ScriptedCall:
    call = ScriptedCall(REQUEST, lambda _: [])
    call.reading.model, call.reading.tokens = answered_by, tokens
    return call


async def test_a_call_is_paid_for_by_its_conversation_and_its_visitor() -> None:
    reservation = await Desk().reserve()

    assert (reservation.conversation_id, reservation.visitor_key) == (CONVERSATION_ID, "visitor-1")
    assert reservation.nanousd == REQUEST.most_tokens * 1_250 + 1_000 * 5_000


async def test_a_call_that_is_not_made_is_counted_by_the_cap() -> None:
    desk = Desk(cap_nanousd=1)

    with pytest.raises(CapReached):
        await desk.reserve()

    assert desk.metric("support_calls_over_cap_total", scope="day") == 1
    assert desk.metric("support_calls_over_cap_total", scope="month") == 0


async def test_a_call_of_which_claude_has_said_nothing_costs_nothing() -> None:
    desk = Desk()
    await desk.budget.settle(await desk.reserve(), a_call(tokens=TokenCounts()))

    assert (desk.spend.spent, desk.spend.reserved) == (0, {})


async def test_a_call_costs_what_the_model_costs_that_answered() -> None:
    desk = Desk()
    reservation = await desk.reserve()

    cost = desk.budget.cost(reservation, a_call("claude-sonnet-5-5"))

    assert cost.nanousd == 25 * 2_000 + 60 * 10_000
    assert cost.price_version.startswith("claude-sonnet-5-5 ")


async def test_a_model_without_a_price_costs_what_was_asked_for_and_is_reported_once() -> None:
    desk = Desk()
    reservation = await desk.reserve()

    with capture_logs() as logs:
        costs = [desk.budget.cost(reservation, a_call("claude-novel-6")) for _ in range(3)]

    assert {cost.nanousd for cost in costs} == {325_000}
    assert [(line["log_level"], line["model"]) for line in logs] == [("warning", "claude-novel-6")]
    assert desk.metric("support_unpriced_models_total") == 1


async def test_a_call_is_priced_by_the_day_on_which_it_began() -> None:
    desk = Desk()
    reservation = await desk.reserve()
    raised = a_price_row(valid_from=reservation.day + timedelta(days=1), input_nanousd=9_000)
    desk.budget = Budget(
        desk.spend, PriceTable(prices=[*PRICES.prices, raised]), ChatWorkerMetrics(CollectorRegistry())
    )
    next_day = reservation.model_copy(update={"day": raised.valid_from})

    assert desk.budget.cost(reservation, a_call()).nanousd == 325_000
    assert desk.budget.cost(next_day, a_call()).nanousd == 525_000


async def test_a_call_that_cost_more_than_was_reserved_counts_in_full_and_is_logged() -> None:
    desk = Desk()
    reservation = await desk.reserve()

    with capture_logs() as logs:
        await desk.budget.settle(reservation, a_call(tokens=TokenCounts(output_tokens=5_000)))

    assert desk.spend.spent == 25_000_000 > reservation.nanousd
    assert [line["log_level"] for line in logs] == ["warning"]
