"""Marks and buckets, with any number of processes and with crashes between any two steps."""

import asyncio
from datetime import date, timedelta

from services.analytics.domain.facts import Fact
from services.analytics.domain.rollup import QuestionCount
from services.analytics.recorder import Recorder
from services.analytics.stores.days import Days
from services.analytics.stores.facts import Facts
from shared.mongo import Database
from tests import builders
from tests.integration.analytics.telling import roll_up, told_by

FRIDAY = builders.NOON.date()
THURSDAY = FRIDAY - timedelta(days=1)


def a_message(nth: int = 1, *, days_earlier: int = 0, conversation: int = 1) -> Fact:
    return told_by(
        builders.a_message_received(
            message_id=builders.a_message_id(nth),
            conversation_id=f"{conversation:024x}",
            occurred_at=builders.NOON - timedelta(days=days_earlier),
        )
    )


async def conversations_by_day(days: Days) -> dict[date, int]:
    return {bucket.day: bucket.conversations for bucket in await days.buckets(date.min, date.max)}


async def test_an_event_that_was_merged_but_not_marked_is_marked_when_it_comes_again(
    facts: Facts, days: Days, recorder: Recorder
) -> None:
    await facts.merge(a_message())

    await recorder.record([a_message()])
    await roll_up(days)

    assert await conversations_by_day(days) == {FRIDAY: 1}


async def test_a_conversation_that_moves_to_an_earlier_day_leaves_the_later_one(days: Days, recorder: Recorder) -> None:
    await recorder.record([a_message(2)])
    await roll_up(days)

    await recorder.record([a_message(1, days_earlier=1)])
    await roll_up(days)

    assert await conversations_by_day(days) == {THURSDAY: 1, FRIDAY: 0}


async def test_it_leaves_the_later_one_also_when_the_first_try_was_not_lived_to_the_end(
    facts: Facts, days: Days, recorder: Recorder
) -> None:
    await recorder.record([a_message(2)])
    await roll_up(days)
    await facts.merge(a_message(1, days_earlier=1))

    await recorder.record([a_message(1, days_earlier=1)])
    await roll_up(days)

    assert await conversations_by_day(days) == {THURSDAY: 1, FRIDAY: 0}


async def test_a_mark_that_was_made_while_its_day_was_counted_stays(days: Days, recorder: Recorder) -> None:
    await recorder.record([a_message()])
    [before] = await days.dirty()
    await recorder.record([a_message(2, conversation=2)])

    await days.recompute(before)
    [mark] = await days.dirty()

    assert mark.version != before.version


async def test_a_mark_that_was_cleared_and_made_again_is_another_one(days: Days, recorder: Recorder) -> None:
    await recorder.record([a_message()])
    [seen_by_a_slow_process] = await days.dirty()
    await roll_up(days)
    await recorder.record([a_message(2, conversation=2)])

    await days.recompute(seen_by_a_slow_process)

    assert len(await days.dirty()) == 1


async def test_a_count_that_began_earlier_does_not_replace_one_that_began_later(
    store: Database, recorder: Recorder
) -> None:
    fast, slow = Days(store), SlowCounting(store)
    await recorder.record([a_message()])
    [mark] = await fast.dirty()
    counting = asyncio.create_task(slow.recompute(mark))
    await slow.has_counted.wait()
    await recorder.record([a_message(2, conversation=2)])
    await roll_up(fast)

    slow.may_write.set()
    await counting

    assert await conversations_by_day(fast) == {FRIDAY: 2}
    assert await fast.dirty() == []


async def test_the_hundred_most_frequent_questions_of_a_day_are_kept(days: Days, recorder: Recorder) -> None:
    asked = [question for nth in range(120) for question in [f"Question {nth:03}?"] * (2 if nth < 30 else 1)]
    await recorder.record(
        [
            told_by(builders.a_message_received(question, conversation_id=f"{nth:024x}"))
            for nth, question in enumerate(asked)
        ]
    )
    await roll_up(days)
    kept = await days.top_questions(FRIDAY, FRIDAY, limit=200)

    assert [question.count for question in kept] == [2] * 30 + [1] * 70


async def test_questions_are_summed_over_days_and_shown_as_first_written(days: Days, recorder: Recorder) -> None:
    asked = {"How  do I pay?": 1, "HOW DO I PAY?": 0, "how do i pay?": 0, "Why?": 0, "why?": 1, "Where?": 0}
    await recorder.record(
        [
            told_by(
                builders.a_message_received(
                    question,
                    conversation_id=f"{nth:024x}",
                    occurred_at=builders.NOON - timedelta(days=days_earlier, seconds=nth),
                )
            )
            for nth, (question, days_earlier) in enumerate(asked.items())
        ]
    )
    await roll_up(days)

    assert await days.top_questions(THURSDAY, FRIDAY, limit=2) == [
        QuestionCount(question="How do I pay?", count=3),
        QuestionCount(question="why?", count=2),
    ]
    assert await days.top_questions(FRIDAY, FRIDAY, limit=1) == [QuestionCount(question="how do i pay?", count=2)]


async def test_making_the_indexes_again_changes_nothing(store: Database, facts: Facts) -> None:
    before = await store["support_facts"].index_information()
    await facts.ensure_indexes()

    assert await store["support_facts"].index_information() == before
    assert set(before) == {"_id_", "day"}


class SlowCounting(Days):
    """Counts, and then waits before it writes."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.has_counted = asyncio.Event()
        self.may_write = asyncio.Event()

    async def _count(self, day: str) -> dict[str, object]:
        figures = await super()._count(day)
        self.has_counted.set()
        await self.may_write.wait()
        return figures
