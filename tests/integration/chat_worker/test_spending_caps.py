"""The caps are hard: whatever many workers do at once, and wherever they are killed, no call is begun that could carry
spending past one of them; and what calls have cost is counted once in every scope."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from enum import Enum, auto
from typing import Final, NamedTuple, cast

import pytest
import stamina
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pymongo.errors import AutoReconnect

from services.chat_worker.domain.caps import Caps, month_of
from services.chat_worker.stores.spend import COLLECTION, CapReached, Reservation, Spend
from shared.mongo import Database
from tests.integration.chat_worker.mortal import Killed, MortalDatabase
from tests.integration.chat_worker.spending import LIFE, asking, fits, pass_time, spent, taken

MANY_REAL_WRITES = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
DAYS: Final = (date(2026, 11, 30), date(2026, 12, 1))
CAPS: Final = Caps(conversation_nanousd=900, visitor_nanousd=1_300, day_nanousd=1_700, month_nanousd=2_000)


class Ending(Enum):
    """What becomes of a call, and of the worker that makes it."""

    SETTLED = auto()
    SETTLED_TWICE = auto()
    SETTLED_TOO_LATE = auto()
    ANSWER_LOST_IN_RESERVING = auto()
    ANSWER_LOST_IN_SETTLING = auto()
    KILLED_IN_RESERVING = auto()
    KILLED_IN_CALL = auto()
    KILLED_IN_SETTLING = auto()


class Plan(NamedTuple):
    """One call. `at_write`: where the fault strikes, if any; `in_effect`: whether that write still happens."""

    asked: Reservation
    cost: int
    ending: Ending
    at_write: int
    in_effect: bool

    @property
    def excess(self) -> int:
        """By how much it may carry spending past a cap: its estimate was wrong, or it outlived its reservation."""
        promised = 0 if self.ending is Ending.SETTLED_TOO_LATE else self.asked.nanousd
        return max(0, self.cost - promised)


@st.composite
def calls(draw: st.DrawFn, *, foreseen: bool) -> Plan:
    """`foreseen`: nothing costs more than was reserved, or lasts longer."""
    nanousd = draw(st.integers(1, 900))
    endings = [ending for ending in Ending if not (foreseen and ending is Ending.SETTLED_TOO_LATE)]
    return Plan(
        asked=asking(nanousd, draw(st.sampled_from("ab")), draw(st.sampled_from("vw")), draw(st.sampled_from(DAYS))),
        cost=draw(st.just(nanousd) | st.integers(0, nanousd if foreseen else 2 * nanousd)),
        ending=draw(st.just(Ending.SETTLED) | st.sampled_from(endings)),
        at_write=draw(st.integers(0, 3)),
        in_effect=draw(st.booleans()),
    )


def of_workers(*, foreseen: bool) -> st.SearchStrategy[list[list[Plan]]]:
    return st.lists(st.lists(calls(foreseen=foreseen), min_size=1, max_size=3), min_size=2, max_size=8)


class Worker:
    """Makes its calls one after the other; killed, it starts anew, with a connection of its own.

    `taken` is the most that was ever seen to be spent and reserved, by scope.
    """

    def __init__(self, store: Database) -> None:
        self._store = store
        self.counted: list[Plan] = []
        self.taken: Counter[str] = Counter()

    async def work(self, plans: Sequence[Plan]) -> None:
        for plan in plans:
            self._connection = MortalDatabase(self._store)
            self._spend = Spend(cast("Database", self._connection), CAPS, LIFE)
            with contextlib.suppress(CapReached, AutoReconnect, Killed):
                await self._call(plan)

    async def _call(self, plan: Plan) -> None:
        await self._reserve(plan)
        self.taken |= await taken(self._store)
        if plan.ending is Ending.KILLED_IN_CALL:
            return
        if plan.ending is Ending.SETTLED_TOO_LATE:
            await self._outlive(plan.asked)
        await self._settle(plan)

    async def _reserve(self, plan: Plan) -> None:
        if plan.ending is Ending.KILLED_IN_RESERVING:
            self._connection.die(plan.at_write % 3, in_effect=plan.in_effect)
        if plan.ending is Ending.ANSWER_LOST_IN_RESERVING:
            self._connection.lose_answer(plan.at_write % 3)
        await self._spend.reserve(plan.asked)

    async def _settle(self, plan: Plan) -> None:
        if plan.ending is Ending.KILLED_IN_SETTLING:
            self._connection.die(plan.at_write, in_effect=plan.in_effect)
        if plan.ending is Ending.ANSWER_LOST_IN_SETTLING:
            self._connection.lose_answer(plan.at_write)
        if plan.ending is not Ending.KILLED_IN_SETTLING or plan.at_write or plan.in_effect:
            self.counted.append(plan)
        await self._spend.settle(plan.asked, plan.cost)
        if plan.ending is Ending.SETTLED_TWICE:
            await self._spend.settle(plan.asked, plan.cost)

    async def _outlive(self, asked: Reservation) -> None:
        ended = {"$cond": [{"$eq": ["$$this.id", asked.id]}, {"until": {"$subtract": ["$$NOW", 1]}}, {}]}
        moved = {"$map": {"input": "$reserved", "in": {"$mergeObjects": ["$$this", ended]}}}
        await self._store[COLLECTION].update_many({"reserved.id": asked.id}, [{"$set": {"reserved": moved}}])


@pytest.fixture(autouse=True)
def _without_pauses() -> Iterator[None]:
    """A lost answer is followed by the next attempt at once."""
    with stamina.set_testing(True, attempts=5):
        yield


async def all_at_once(store: Database, plans: Sequence[Sequence[Plan]]) -> list[Worker]:
    """Until all workers are done or dead, and others have finished what they began."""
    await store[COLLECTION].delete_many({})
    workers = [Worker(store) for _ in plans]
    await asyncio.gather(*[worker.work(own) for worker, own in zip(workers, plans, strict=True)])
    await Spend(store, CAPS, LIFE).finish_settling(DAYS[-1])
    return workers


def sums(counted: Sequence[Plan]) -> Counter[str]:
    total: Counter[str] = Counter()
    for plan in counted:
        for key in scopes(plan.asked):
            total[key] += plan.cost
    return total


def scopes(asked: Reservation) -> dict[str, int]:
    """What a call is counted in, and the cap of each."""
    conversation, visitor = asked.others
    return {
        conversation: CAPS.conversation_nanousd,
        visitor: CAPS.visitor_nanousd,
        asked.day.isoformat(): CAPS.day_nanousd,
        month_of(asked.day): CAPS.month_nanousd,
    }


async def check(store: Database, plans: Sequence[Sequence[Plan]]) -> None:
    workers = await all_at_once(store, plans)
    totals = await spent(store)

    assert +Counter(totals) == +sums([plan for worker in workers for plan in worker.counted])
    for key, cap in {key: cap for own in plans for plan in own for key, cap in scopes(plan.asked).items()}.items():
        excess = sum(plan.excess for own in plans for plan in own if key in scopes(plan.asked))
        assert max(worker.taken[key] for worker in workers) <= cap + excess
        assert totals.get(key, 0) <= cap + excess
    await check_nothing_leaks(store, totals)


async def check_nothing_leaks(store: Database, totals: dict[str, int]) -> None:
    """When everything has expired that nobody settled, there is room for exactly what was not spent."""
    await pass_time(store, LIFE + timedelta(seconds=1))
    spend, probe = Spend(store, CAPS, LIFE), asking(0, "a", "v", DAYS[0])
    room = min(cap - totals.get(key, 0) for key, cap in scopes(probe).items())
    assert room <= 0 or await fits(spend, probe.model_copy(update={"nanousd": room}))
    assert not await fits(spend, asking(1, "a", "v", DAYS[0]))


@MANY_REAL_WRITES
@given(plans=of_workers(foreseen=True))
async def test_no_cap_is_ever_exceeded(store: Database, plans: list[list[Plan]]) -> None:
    await check(store, plans)


@MANY_REAL_WRITES
@given(plans=of_workers(foreseen=False))
async def test_a_cap_is_exceeded_by_no_more_than_what_nobody_could_foresee(
    store: Database, plans: list[list[Plan]]
) -> None:
    """One call that costs more than was reserved for it, or ends after its reservation has, carries spending past a cap
    by that much; and none is begun after it."""
    await check(store, plans)
