"""The analytics route over buckets in memory."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import date

import httpx2
import pytest
from prometheus_client import CollectorRegistry
from pydantic import SecretStr

from services.analytics.domain.rollup import DayBucket, QuestionCount
from services.analytics.routes import create_routes
from shared.auth import AccessTokens
from shared.http import create_api
from shared.settings import ProcessSettings
from tests.unit.analytics.desk import Desk

TODAY = date(2026, 11, 20)


class Buckets:
    """`support_days` in memory; `broken` is what the database raises instead."""

    def __init__(self) -> None:
        self.kept: list[DayBucket] = []
        self.asked: list[QuestionCount] = []
        self.broken: Exception | None = None

    async def buckets(self, first: date, last: date) -> list[DayBucket]:
        if self.broken:
            raise self.broken
        return [bucket for bucket in self.kept if first <= bucket.day <= last]

    async def top_questions(self, first: date, last: date, limit: int) -> list[QuestionCount]:
        assert first <= last
        return self.asked[:limit]


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def buckets() -> Buckets:
    return Buckets()


@pytest.fixture
async def analytics(desk: Desk, buckets: Buckets) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of the service without broker and database; it is signed in as nobody."""

    @asynccontextmanager
    async def lifespan(_: object) -> AsyncIterator[None]:
        yield

    starting: Callable[[object], AbstractAsyncContextManager[None]] = lifespan
    settings = ProcessSettings(rabbitmq_url=SecretStr("amqp://desk:secret@nowhere"))
    app = create_api("analytics", "", settings, CollectorRegistry(), starting)
    app.include_router(create_routes(buckets, AccessTokens(desk.public_key), lambda: TODAY))
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://analytics") as client:
        yield client
