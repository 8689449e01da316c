"""The service as a process, on a real broker and a real database."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from prometheus_client import CollectorRegistry
from pydantic import SecretStr

from services.analytics.stores.days import Days
from shared import topology
from shared.broker import BrokerLinks
from shared.events import EVENTS, ErasureCompleted, Event
from shared.publisher import EventPublisher
from tests import broker, builders
from tests.integration.analytics.happenings import a_history
from tests.integration.analytics.process import AnalyticsProcess
from tests.integration.analytics.recount import recounted
from tests.integration.analytics.telling import figures, roll_up
from tests.unit.analytics.desk import Desk
from tests.waiting import eventually

QUEUE = topology.queue_name("analytics")


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
async def publisher(rabbit_url: str) -> AsyncIterator[EventPublisher]:
    """Says any event, on an empty broker."""
    await broker.clear(rabbit_url)
    links = BrokerLinks("test", SecretStr(rabbit_url), CollectorRegistry())
    links.start()
    await links.ready()
    yield EventPublisher(links, "test", emits=EVENTS)
    await links.stop()


class Running:
    """Starts analytics processes on the test's broker and database."""

    def __init__(self, desk: Desk, rabbit_url: str, mongo_url: str, database: str) -> None:
        self._desk = desk
        self._where = {"RABBITMQ_URL": rabbit_url, "MONGODB_URL": mongo_url, "MONGODB_DATABASE": database}

    @asynccontextmanager
    async def ready(self) -> AsyncIterator[AnalyticsProcess]:
        async with self.started() as process:
            await process.ready()
            yield process

    def started(self, **settings: str) -> AbstractAsyncContextManager[AnalyticsProcess]:
        return AnalyticsProcess(self._desk, **{**self._where, **settings})


@pytest.fixture
def running(desk: Desk, rabbit_url: str, mongo_url: str, database: str) -> Running:
    return Running(desk, rabbit_url, mongo_url, database)


async def test_what_is_said_is_in_the_figures_a_moment_later(running: Running, publisher: EventPublisher) -> None:
    now = datetime.now(UTC)
    conversation: list[Event] = [
        builders.a_message_received("How do payments work?", occurred_at=now),
        builders.a_reply_generated(occurred_at=now + timedelta(milliseconds=1)),
        builders.a_usage_recorded(occurred_at=now),
        builders.a_conversation_escalated(occurred_at=now),
        builders.a_status_changed(occurred_at=now),
        builders.a_message_logged(role="assistant", message_id=builders.a_message_id(3), occurred_at=now),
    ]
    async with running.ready() as analytics:
        for event in conversation:
            await publisher.publish(event)

        async def counted() -> dict[str, object] | None:
            report: dict[str, object] = (await analytics.get("/api/support/analytics", days=2)).json()
            said = (report["total_messages"], report["total_cost_usd"], report["escalated_pct"])
            return report if said == (3, 0.00035, 100) else None

        async def measured_at_rest() -> bool:
            measured = await analytics.metrics()
            counted = [f'support_analytics_events_total{{type="{event.type}"}} 1.0' for event in conversation]
            return all(line in measured for line in [*counted, "support_analytics_dirty_days 0.0"])

        report = await eventually(counted, "the figures did not come to what was said", within_seconds=60)
        await eventually(measured_at_rest, "not every event was counted, or a day stayed dirty", within_seconds=60)
        measured = await analytics.metrics()

    assert report["total_conversations"] == 1
    assert report["auto_resolved_pct"] == 0
    assert report["top_questions"] == [{"question": "How do payments work?", "count": 1}]
    assert "support_analytics_rollup_seconds_count" in measured


async def test_an_erased_conversation_asks_nothing_any_more_and_there_is_a_receipt(
    running: Running, publisher: EventPublisher, rabbit_url: str
) -> None:
    now = datetime.now(UTC)
    receipts: list[str | None] = []

    async def receipted() -> bool:
        while message := await broker.take_one(rabbit_url, topology.queue_name("ticketing")):
            receipts.extend([message.message_id] if message.type == ErasureCompleted.event_type() else [])
        return bool(receipts)

    async with running.ready() as analytics:

        async def asked() -> list[object]:
            return list((await analytics.get("/api/support/analytics", days=2)).json()["top_questions"])

        async def forgotten() -> bool:
            return not await asked()

        await publisher.publish(builders.a_message_received(occurred_at=now))
        await eventually(asked, "the question was not counted", within_seconds=60)
        erased = builders.a_conversation_erased(message_count=1, first_message_on=now.date(), occurred_at=now)
        await publisher.publish(erased)
        await eventually(receipted, "there was no receipt", within_seconds=60)
        await eventually(forgotten, "the question is still there", within_seconds=60)
        report = (await analytics.get("/api/support/analytics", days=2)).json()

    assert receipts == [f"{erased.id}:analytics"]
    assert (report["total_conversations"], report["total_messages"]) == (1, 1)


async def test_with_one_of_two_killed_in_the_middle_again_and_again_the_count_is_still_right(
    running: Running, publisher: EventPublisher, rabbit_url: str, days: Days
) -> None:
    chance = Random(27)  # noqa: S311  a history, not a secret
    history = a_history(events=300, conversations=25, chance=chance)
    arriving = history + chance.choices(history, k=60)
    chance.shuffle(arriving)

    async def counted() -> bool:
        return await figures(days) == recounted(history)

    async with running.ready():
        for half in range(2):
            async with running.ready() as killed:
                for event in arriving[half::2]:
                    await publisher.publish(event)
                killed.kill()
        await eventually(counted, "the figures did not come to a plain count", within_seconds=60)

    assert await broker.waiting_in(rabbit_url, QUEUE) == 0
    await roll_up(days)
    assert await counted()
    assert await broker.waiting_in(rabbit_url, topology.dead_letter_queue_name("analytics")) == 0


async def test_an_event_that_cannot_be_read_is_buried_and_holds_up_nobody(
    running: Running, publisher: EventPublisher, rabbit_url: str, days: Days
) -> None:
    poison = builders.a_message_received().model_copy(update={"message_id": "no id"})
    async with running.ready():
        await publisher.publish(poison)
        await publisher.publish(builders.a_message_received())
        await eventually(lambda: figures(days), "the event after it was not counted", within_seconds=60)
        buried = topology.dead_letter_queue_name("analytics")
        await eventually(lambda: broker.waiting_in(rabbit_url, buried), "the event was not buried", within_seconds=60)

    assert await broker.waiting_in(rabbit_url, QUEUE) == 0


async def test_with_broker_and_database_away_it_is_alive_and_says_what_it_waits_for(running: Running) -> None:
    nowhere = "127.0.0.1:9"
    async with running.started(
        RABBITMQ_URL=f"amqp://desk:secret@{nowhere}/", MONGODB_URL=f"mongodb://{nowhere}/?serverSelectionTimeoutMS=200"
    ) as analytics:
        await analytics.alive()
        readiness = await analytics.get("/readyz")
        query = await analytics.get("/api/support/analytics")

    assert readiness.status_code == 503
    assert readiness.json()["waiting_for"] == ["rabbitmq", "mongodb"]
    assert query.status_code == 503
    assert query.headers["Retry-After"]
