"""Every call is accounted for once, with what became of it, however its turn ends."""

import asyncio
from contextlib import suppress
from functools import partial
from typing import Final

import pytest
from pymongo.errors import AutoReconnect

from services.chat_worker.claude.calls import CallFailed, CallRefused
from services.chat_worker.domain.transcript import LeaseLost, TakenOver
from shared.events import ToolCall, UsageRecorded
from tests.unit.chat_worker.scripted import Part, ScriptedClaude, Stop
from tests.unit.chat_worker.worker import PRICES, Shared, Worker

HANDOVER = ToolCall(
    name="escalate_to_human", input={"category": "other", "summary": "Wants a person.", "urgency": "normal"}
)
OVERLOADED = CallFailed("529 overloaded_error")
Expected = list[tuple[int, str]]


async def for_ever() -> None:
    await asyncio.Event().wait()


def a_claude(shared: Shared, ending: str) -> ScriptedClaude:
    """The calls of one turn that ends so."""
    person, other, more = shared.a_person_takes_it, shared.another_takes_over, partial(shared.arrives, "more")
    calls: dict[str, list[list[Part]]] = {
        "an answer": [["By card."]],
        "a tool call": [["One moment.", HANDOVER]],
        "a promise": [["I have refunded you. It", for_ever]],
        "a promise in the last sentence": [["I have refunded you"]],
        "a refusal to answer": [["I", Stop("refusal")]],
        "a pause, then an answer": [["Let me", Stop("pause_turn")], ["By card."]],
        "a failure, then an answer": [["By", OVERLOADED], ["By card."]],
        "failures only": [[OVERLOADED], ["By", OVERLOADED]],
        "a refusal": [[CallRefused("401")]],
        "an empty reply": [[]],
        "more arrived, then an answer": [[more, "By card."], ["By card."]],
        "a person before the first word": [[person, "By card."]],
        "a person in the middle": [["By ", person, for_ever]],
        "a person after the last word": [["By card.", person]],
        "another worker before the first word": [[other, "By card."]],
        "another worker in the middle": [["By ", other, for_ever]],
        "another worker after the last word": [["By card.", other]],
    }
    return ScriptedClaude(*calls[ending])


ENDINGS: Final[dict[str, Expected]] = {
    "an answer": [(1, "used")],
    "a tool call": [(1, "used")],
    "a promise": [(1, "wasted")],
    "a promise in the last sentence": [(1, "wasted")],
    "a refusal to answer": [(1, "wasted")],
    "a pause, then an answer": [(1, "failed"), (2, "used")],
    "a failure, then an answer": [(1, "failed"), (2, "used")],
    "failures only": [(1, "failed"), (2, "failed")],
    "a refusal": [(1, "failed")],
    "an empty reply": [(1, "failed")],
    "more arrived, then an answer": [(1, "wasted"), (2, "used")],
    "a person before the first word": [(1, "wasted")],
    "a person in the middle": [(1, "wasted")],
    "a person after the last word": [(1, "wasted")],
    "another worker before the first word": [(1, "wasted")],
    "another worker in the middle": [(1, "wasted")],
    "another worker after the last word": [(1, "wasted")],
}


async def a_turn_that_ends_with(ending: str) -> tuple[Shared, Worker]:
    shared = Shared()
    shared.arrives("How?")
    worker = Worker(shared, a_claude(shared, ending), checkpoint_seconds=60 if "last word" in ending else 0.001)
    with suppress(LeaseLost, TakenOver):
        await worker.answer()
    return shared, worker


@pytest.mark.parametrize("ending", ENDINGS)
async def test_each_call_is_recorded_once_with_what_became_of_it(ending: str) -> None:
    shared, _ = await a_turn_that_ends_with(ending)

    assert sorted(shared.usages) == ENDINGS[ending]


@pytest.mark.parametrize("ending", ENDINGS)
async def test_what_was_spent_is_what_is_recorded_and_nothing_stays_reserved(ending: str) -> None:
    shared, _ = await a_turn_that_ends_with(ending)

    usages = shared.events(UsageRecorded)
    assert shared.spend.spent == sum(usage.cost_nanousd for usage in usages) > 0
    assert shared.spend.reserved == {}
    tariffs = [PRICES.tariff(usage.model, usage.occurred_at.date()) for usage in usages]
    assert [usage.cost_nanousd for usage in usages] == [
        tariff.cost_nanousd(usage.tokens) for tariff, usage in zip(tariffs, usages, strict=True)
    ]
    assert [usage.price_version for usage in usages] == [tariff.version for tariff in tariffs]


@pytest.mark.parametrize("ending", ENDINGS)
async def test_the_metrics_count_the_same_calls(ending: str) -> None:
    shared, worker = await a_turn_that_ends_with(ending)

    for outcome in ("used", "failed", "wasted"):
        counted = worker.metric("support_claude_calls_total", model="claude-haiku-4-5", outcome=outcome)
        assert counted == sum(known == outcome for _, known in shared.usages)


async def test_a_call_is_recorded_as_wasted_when_the_process_stops_in_the_middle() -> None:
    shared, talking = Shared(), asyncio.Event()
    shared.arrives("How?")
    answering = asyncio.create_task(Worker(shared, ScriptedClaude(["By ", talking.set, for_ever])).answer())
    await talking.wait()

    answering.cancel()
    with pytest.raises(asyncio.CancelledError):
        await answering

    assert shared.usages == [(1, "wasted")]
    assert shared.spend.reserved == {}


async def test_a_call_is_recorded_as_wasted_when_something_unforeseen_happens() -> None:
    shared = Shared()
    shared.arrives("How?")

    with pytest.raises(ZeroDivisionError):
        await Worker(shared, ScriptedClaude(["By ", ZeroDivisionError()])).answer()

    assert shared.usages == [(1, "wasted")]
    assert shared.spend.reserved == {}


async def test_a_database_that_is_away_for_too_long_ends_the_turn_as_what_it_is() -> None:
    """And not as something that would be reported as a fault of ours."""
    shared = Shared()
    shared.arrives("How?")

    def database_goes() -> None:
        shared.transcripts.fault = AutoReconnect("away")

    with pytest.raises(AutoReconnect):
        await Worker(shared, ScriptedClaude(["By ", database_goes, for_ever])).answer()


async def test_two_attempts_of_two_workers_are_two_calls() -> None:
    shared = Shared()
    shared.arrives("How?")
    halted = ScriptedClaude(["By ", partial(shared.transcripts.pass_time, 11), for_ever])
    first = asyncio.create_task(Worker(shared, halted, checkpoint_seconds=60).answer())
    while shared.live.attempts.get(1) != "By ":
        await asyncio.sleep(0)

    await Worker(shared, ScriptedClaude(["By card."])).answer()
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)

    assert sorted(shared.usages) == [(1, "wasted"), (2, "used")]
    assert shared.thread == ["How?", "By card."]


@pytest.mark.parametrize("who", ["a_person_takes_it", "another_takes_over"])
async def test_a_refusal_whose_place_a_fixed_text_could_not_take_is_accounted_for(who: str) -> None:
    shared = Shared()
    shared.arrives("How?")
    claude = ScriptedClaude(["Well, ", Stop("refusal"), getattr(shared, who)])

    with suppress(LeaseLost, TakenOver):
        await Worker(shared, claude, checkpoint_seconds=60).answer()

    assert shared.usages == [(1, "wasted")]
