"""The daily cap is hard: whatever many workers do at once, no call is begun that could carry spending past it."""

import asyncio
from datetime import date, timedelta

import pytest

from services.chat_worker.stores.spend import COLLECTION, CapReached, Reservation, Spend
from shared.mongo import Database

TODAY = date(2026, 11, 20)
CAP = 1_000
CALLS = 50


@pytest.fixture
def spend(store: Database) -> Spend:
    return Spend(store, CAP)


async def expires(store: Database) -> None:
    """Whoever reserved has died, long ago."""
    await store[COLLECTION].update_one(
        {}, [{"$set": {"reserved": {"$map": {"input": "$reserved", "in": {"$mergeObjects": ["$$this", _PAST]}}}}}]
    )


_PAST = {"until": {"$subtract": ["$$NOW", 1]}}


async def reserved(spend: Spend, nanousd: int) -> Reservation | None:
    try:
        return await spend.reserve(TODAY, nanousd)
    except CapReached:
        return None


async def test_many_reservations_at_once_never_exceed_the_cap(spend: Spend) -> None:
    made = await asyncio.gather(*[reserved(spend, 300) for _ in range(CALLS)])

    assert len([reservation for reservation in made if reservation]) == CAP // 300


async def test_calls_that_are_settled_as_others_begin_never_exceed_the_cap(spend: Spend) -> None:
    async def call() -> int:
        reservation = await reserved(spend, 300)
        if reservation is None:
            return 0
        await spend.settle(reservation, 70)
        return 70

    spent = sum([sum(await asyncio.gather(*[call() for _ in range(10)])) for _ in range(3)])

    assert await spend.spent_nanousd(TODAY) == spent <= CAP
    while await reserved(spend, 100):
        pass
    assert await reserved(spend, CAP - spent + 1) is None


async def test_a_call_may_use_the_cap_to_its_last_nano_dollar(spend: Spend) -> None:
    assert await reserved(spend, CAP)
    assert await reserved(spend, 1) is None


async def test_without_a_budget_there_are_no_calls(store: Database) -> None:
    with pytest.raises(CapReached):
        await Spend(store, 0).reserve(TODAY, 1)


async def test_what_a_call_really_cost_takes_the_place_of_the_reservation(spend: Spend) -> None:
    reservation = await spend.reserve(TODAY, 900)
    assert await reserved(spend, 200) is None

    await spend.settle(reservation, 100)

    assert await spend.spent_nanousd(TODAY) == 100
    assert await reserved(spend, 900)


async def test_settling_twice_counts_once(spend: Spend) -> None:
    reservation = await spend.reserve(TODAY, 900)

    await asyncio.gather(*[spend.settle(reservation, 100) for _ in range(10)])

    assert await spend.spent_nanousd(TODAY) == 100


async def test_a_call_that_cost_nothing_frees_what_was_reserved(spend: Spend) -> None:
    await spend.settle(await spend.reserve(TODAY, CAP), 0)

    assert await reserved(spend, CAP)


async def test_the_reservation_of_a_worker_that_died_expires(spend: Spend, store: Database) -> None:
    await spend.reserve(TODAY, CAP)
    assert await reserved(spend, 1) is None

    await expires(store)

    assert await reserved(spend, CAP)


async def test_a_call_that_lasted_past_its_reservation_is_counted_all_the_same(spend: Spend, store: Database) -> None:
    reservation = await spend.reserve(TODAY, 900)
    await expires(store)
    await spend.reserve(TODAY, 1)

    await spend.settle(reservation, 100)

    assert await spend.spent_nanousd(TODAY) == 100


async def test_each_day_has_its_own_budget(spend: Spend) -> None:
    before_midnight = await spend.reserve(TODAY, CAP)

    await spend.reserve(TODAY + timedelta(days=1), CAP)
    await spend.settle(before_midnight, 500)

    assert await spend.spent_nanousd(TODAY) == 500
    assert await spend.spent_nanousd(TODAY + timedelta(days=1)) == 0
