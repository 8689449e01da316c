"""What is reserved for a call, what becomes of it, and who is told."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Final, cast

import pytest
import stamina
from prometheus_client import CollectorRegistry
from structlog.testing import capture_logs

from services.chat_worker.domain.caps import Caps, Scope, Spending
from services.chat_worker.metrics import ChatWorkerMetrics
from services.chat_worker.spending_watch import SpendingWatch
from services.chat_worker.stores.spend import COLLECTION, CapReached, Spend
from shared.mongo import Database
from tests.integration.chat_worker.mortal import Killed, MortalDatabase
from tests.integration.chat_worker.spending import (
    LIFE,
    TODAY,
    asking,
    documents,
    fits,
    nothing_is_reserved,
    pass_time,
    spent,
)

MONTH: Final = "2026-11"
PLENTY: Final = 1_000_000
CAPS: Final = Caps(conversation_nanousd=1_000, visitor_nanousd=2_000, day_nanousd=3_000, month_nanousd=4_000)
EACH_SCOPE: Final = [
    (Caps.model_validate({**dict.fromkeys(Caps.model_fields, PLENTY), f"{scope}_nanousd": 1_000}), scope)
    for scope in Scope
]


@pytest.fixture(autouse=True)
def _without_pauses() -> Iterator[None]:
    """A lost answer is followed by the next attempt at once."""
    with stamina.set_testing(True, attempts=5):
        yield


@pytest.fixture
def spend(store: Database) -> Spend:
    return Spend(store, CAPS, LIFE)


@pytest.mark.parametrize(("caps", "scope"), EACH_SCOPE)
async def test_many_reservations_at_once_never_exceed_a_cap(caps: Caps, scope: Scope, store: Database) -> None:
    spend = Spend(store, caps, LIFE)

    made = await asyncio.gather(*[fits(spend, asking(300)) for _ in range(20)])

    assert sum(made) == 3


@pytest.mark.parametrize(("caps", "scope"), EACH_SCOPE)
async def test_a_call_may_use_a_cap_to_its_last_nano_dollar(caps: Caps, scope: Scope, store: Database) -> None:
    spend = Spend(store, caps, LIFE)

    assert await fits(spend, asking(1_000))
    with pytest.raises(CapReached) as reached:
        await spend.reserve(asking(1))

    assert reached.value.scope is scope


@pytest.mark.parametrize(
    ("scope", "reset"),
    [
        (Scope.CONVERSATION, None),
        (Scope.VISITOR, datetime(2026, 11, 21, tzinfo=UTC)),
        (Scope.DAY, datetime(2026, 11, 21, tzinfo=UTC)),
        (Scope.MONTH, datetime(2026, 12, 1, tzinfo=UTC)),
    ],
)
async def test_a_cap_of_0_stops_all_calls(scope: Scope, reset: datetime | None, store: Database) -> None:
    caps = Caps.model_validate({**CAPS.model_dump(), f"{scope}_nanousd": 0})

    with pytest.raises(CapReached) as reached:
        await Spend(store, caps, LIFE).reserve(asking(1))

    assert (reached.value.scope, reached.value.resets_at) == (scope, reset)


async def test_what_is_refused_by_one_scope_is_reserved_in_none(spend: Spend, store: Database) -> None:
    assert await fits(spend, asking(1_000, "c1", "v1"))
    assert await fits(spend, asking(1_000, "c2", "v1"))
    assert await fits(spend, asking(900, "c3", "v2"))

    assert not await fits(spend, asking(200, "c4", "v3"))  # the day has no room

    found = await documents(store)
    assert [len(found[key]["reserved"]) for key in ("conversation c4", "visitor 2026-11-20 v3", MONTH)] == [0, 0, 3]


async def test_each_conversation_visitor_and_day_has_its_own_cap(store: Database) -> None:
    spend = Spend(store, CAPS.model_copy(update={"month_nanousd": PLENTY}), LIFE)
    assert await fits(spend, asking(1_000, "c1", "v1"))

    assert not await fits(spend, asking(1_000, "c1", "v2"))
    assert await fits(spend, asking(1_000, "c2", "v1"))
    assert not await fits(spend, asking(1_000, "c3", "v1"))
    assert await fits(spend, asking(1_000, "c3", "v2"))
    assert not await fits(spend, asking(1_000, "c4", "v3"))
    assert await fits(spend, asking(1_000, "c4", "v1", TODAY + timedelta(days=1)))


async def test_what_a_call_really_cost_takes_the_place_of_the_reservation(spend: Spend, store: Database) -> None:
    reservation = asking(900)
    await spend.reserve(reservation)
    assert not await fits(spend, asking(200))

    await spend.settle(reservation, 100)

    everywhere = {"conversation c1", "visitor 2026-11-20 v1", MONTH, "2026-11-20"}
    assert await spent(store) == dict.fromkeys(everywhere, 100)
    assert await spend.spending(TODAY) == Spending(day=TODAY, day_nanousd=100, month_nanousd=100)
    assert await fits(spend, asking(900))


async def test_settling_many_times_at_once_counts_once(spend: Spend, store: Database) -> None:
    reservation = asking(900)
    await spend.reserve(reservation)

    await asyncio.gather(*[spend.settle(reservation, 100) for _ in range(10)])

    assert set((await spent(store)).values()) == {100}
    assert await nothing_is_reserved(store)


@pytest.mark.parametrize("write", range(4))
async def test_settling_again_after_a_lost_answer_counts_once(write: int, spend: Spend, store: Database) -> None:
    connection = MortalDatabase(store)
    reservation = asking(900)
    await spend.reserve(reservation)
    connection.lose_answer(write)

    await Spend(cast("Database", connection), CAPS, LIFE).settle(reservation, 100)

    assert set((await spent(store)).values()) == {100}
    assert await nothing_is_reserved(store)


@pytest.mark.parametrize("in_effect", [True, False])
@pytest.mark.parametrize("write", range(4))
async def test_what_a_killed_worker_began_to_settle_is_settled_by_the_others(
    write: int, in_effect: bool, spend: Spend, store: Database
) -> None:
    worker = MortalDatabase(store)
    reservation = asking(900)
    await spend.reserve(reservation)
    worker.die(write, in_effect=in_effect)
    with pytest.raises(Killed):
        await Spend(cast("Database", worker), CAPS, LIFE).settle(reservation, 100)

    await asyncio.gather(*[spend.finish_settling(TODAY) for _ in range(3)])

    counted = 100 if write or in_effect else 0
    assert set((await spent(store)).values()) == {counted}
    await pass_time(store)
    assert await fits(spend, asking(CAPS.conversation_nanousd - counted))


async def test_the_first_of_a_month_still_finishes_the_last_one(spend: Spend, store: Database) -> None:
    worker = MortalDatabase(store)
    reservation = asking(900)
    await spend.reserve(reservation)
    worker.die(1, in_effect=False)
    with pytest.raises(Killed):
        await Spend(cast("Database", worker), CAPS, LIFE).settle(reservation, 100)

    await spend.finish_settling(date(2026, 12, 1))

    assert set((await spent(store)).values()) == {100}


@pytest.mark.parametrize("in_effect", [True, False])
@pytest.mark.parametrize("write", range(3))
async def test_what_a_killed_worker_began_to_reserve_expires(
    write: int, in_effect: bool, spend: Spend, store: Database
) -> None:
    worker = MortalDatabase(store)
    worker.die(write, in_effect=in_effect)
    with pytest.raises(Killed):
        await Spend(cast("Database", worker), CAPS, LIFE).reserve(asking(1_000))

    await pass_time(store)

    assert await fits(spend, asking(1_000))


async def test_a_call_that_outlived_its_reservation_is_counted_all_the_same(spend: Spend, store: Database) -> None:
    late = asking(900)
    await spend.reserve(late)
    await pass_time(store)
    assert await fits(spend, asking(1_000))

    await spend.settle(late, 900)

    assert set((await spent(store)).values()) == {900}
    assert not await fits(spend, asking(1))


async def test_a_reservation_of_a_worker_that_died_is_forgotten(spend: Spend, store: Database) -> None:
    await spend.reserve(asking(900))
    await pass_time(store, LIFE + timedelta(minutes=61))
    next_one = asking(900)

    await spend.reserve(next_one)

    assert [[entry["id"] for entry in found["reserved"]] for found in (await documents(store)).values()] == [
        [next_one.id] for _ in range(3)
    ]


async def test_a_key_is_never_read_as_an_expression(spend: Spend, store: Database) -> None:
    reservation = asking(900, "c1", "$$NOW")
    await spend.reserve(reservation)

    await spend.settle(reservation, 100)

    assert (await spent(store))["visitor 2026-11-20 $$NOW"] == 100


async def test_old_documents_go_by_themselves(spend: Spend, store: Database) -> None:
    await spend.ensure_indexes()
    await spend.ensure_indexes()
    await spend.reserve(asking(900))

    now = datetime.now(UTC)
    assert (await store[COLLECTION].index_information())["old"]["expireAfterSeconds"] == 0
    kept = {key: (found["expires_at"] - now).days for key, found in (await documents(store)).items()}
    assert kept == {"conversation c1": 39, "visitor 2026-11-20 v1": 39, MONTH: 433}


async def test_a_share_that_is_reached_is_told_once_over_all_workers(store: Database) -> None:
    today = datetime.now(UTC).date()
    caps = CAPS.model_copy(update={"month_nanousd": PLENTY})
    registries = [CollectorRegistry() for _ in range(4)]
    watches = [SpendingWatch(Spend(store, caps, LIFE), caps, ChatWorkerMetrics(each)) for each in registries]
    spend = Spend(store, caps, LIFE)

    with capture_logs() as logs:
        for conversation, visitor, cost in (("c1", "v1", 1_000), ("c2", "v1", 600), ("c3", "v2", 900)):
            reservation = asking(1_000, conversation, visitor, today)
            await spend.reserve(reservation)
            await spend.settle(reservation, cost)
            for _ in range(2):
                await asyncio.gather(*[watch.look() for watch in watches])
        assert not await fits(spend, asking(1_000, "c4", "v2", today))
        await asyncio.gather(*[watch.look() for watch in watches])

    told = [(line["log_level"], line["scope"], line["percent"]) for line in logs]
    assert told == [("warning", "day", 50), ("warning", "day", 80), ("error", "day", 100)]
    assert {each.get_sample_value("support_spent_usd", {"scope": "day"}) for each in registries} == {2_500e-9}
    assert registries[0].get_sample_value("support_spending_cap_usd", {"scope": "day"}) == 3_000e-9
