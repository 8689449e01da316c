"""Where analytics is put together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from functools import partial
from typing import Final

from fastapi import FastAPI
from prometheus_client import CollectorRegistry

from services.analytics.handlers import Intake, create_router
from services.analytics.metrics import AnalyticsMetrics
from services.analytics.recorder import Recorder
from services.analytics.rollups import Rollups
from services.analytics.routes import create_routes
from services.analytics.settings import AnalyticsSettings
from services.analytics.stores.days import Days
from services.analytics.stores.facts import Facts
from shared.auth import AccessTokens
from shared.background import after, background, every, until_done
from shared.beginning import begin
from shared.broker import BrokerLinks
from shared.events import ErasureCompleted, Event
from shared.http import create_api, health_router
from shared.mongo import answers, database_of, is_transient, open_client, refuse_half_restored
from shared.publisher import BrokerUnavailable, EventPublisher

SAYS: Final[tuple[type[Event], ...]] = (ErasureCompleted,)


def create_app(settings: AnalyticsSettings) -> FastAPI:
    """The service. It connects when it is started, and starts also while broker and database are away."""
    registry = CollectorRegistry()
    metrics = AnalyticsMetrics(registry)
    client = open_client(settings)
    database = database_of(client, settings)
    facts, days = Facts(database), Days(database)
    rollups = Rollups(days, metrics, utc_today)
    links = BrokerLinks("analytics", settings.rabbitmq_url, registry, _passes)
    publisher = EventPublisher(links, "analytics", SAYS)
    links.listen(create_router(), intake=Intake(Recorder(facts, days), metrics), publisher=publisher)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await refuse_half_restored(database)
        async with background(
            after(
                begin(database, links),
                until_done(facts.ensure_indexes, is_transient),
                every(settings.rollup_seconds, rollups.roll_up, is_transient),
            )
        ):
            yield
            await links.stop()
        client.close()

    app = create_api("analytics", "The desk's figures, by UTC day.", settings, registry, lifespan)
    app.include_router(health_router({"rabbitmq": links.is_connected, "mongodb": partial(answers, database)}))
    app.include_router(create_routes(days, AccessTokens(settings.access_token_public_key), utc_today))
    return app


def _passes(error: BaseException) -> bool:
    return is_transient(error) or isinstance(error, BrokerUnavailable)


def utc_today() -> date:
    return datetime.now(UTC).date()
