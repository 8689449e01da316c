"""Whatever the order and the repetition in which events arrive, the figures are those of a plain count."""

import asyncio
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.analytics.recorder import Recorder
from services.analytics.stores.days import Days
from shared.events import Event
from shared.mongo import Database
from tests.integration.analytics.happenings import a_history, deliveries
from tests.integration.analytics.recount import recounted
from tests.integration.analytics.telling import figures, roll_up, told_by

MANY_REAL_WRITES = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


async def forget_everything(store: Database) -> None:
    for name in await store.list_collection_names():
        await store[name].delete_many({})


@MANY_REAL_WRITES
@given(deliveries(), st.sets(st.integers(0, 34), max_size=4))
async def test_one_after_the_other_with_days_recomputed_in_between(
    store: Database, recorder: Recorder, days: Days, arriving: tuple[list[Event], list[Event]], pauses: set[int]
) -> None:
    await forget_everything(store)
    history, arrived = arriving
    for nth, event in enumerate(arrived):
        await recorder.record([told_by(event)])
        if nth in pauses:
            await roll_up(days)
    await roll_up(days)

    assert await figures(days) == recounted(history)
    assert await days.dirty() == []


async def test_all_at_once_with_several_processes_recomputing(recorder: Recorder, days: Days) -> None:
    chance = Random(26)  # noqa: S311  a history, not a secret
    history = a_history(events=400, conversations=12, chance=chance)
    arriving = history + chance.choices(history, k=100)
    chance.shuffle(arriving)
    arrived = asyncio.Event()

    async def keep_recomputing() -> None:
        while not arrived.is_set():
            await roll_up(days)

    recomputing = [asyncio.create_task(keep_recomputing()) for _ in range(3)]
    for start in range(0, len(arriving), 32):
        await asyncio.gather(*(recorder.record([told_by(event)]) for event in arriving[start : start + 32]))
    arrived.set()
    await asyncio.gather(*recomputing)
    await roll_up(days)

    assert await figures(days) == recounted(history)
    assert await days.dirty() == []
