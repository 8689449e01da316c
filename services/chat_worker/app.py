"""The chat worker's composition root."""

import tomllib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final

from fastapi import FastAPI
from prometheus_client import CollectorRegistry

from services.chat_worker.answering import Answering
from services.chat_worker.budget import Budget
from services.chat_worker.claude import Claude
from services.chat_worker.domain.pricing import PriceTable, UnknownModel
from services.chat_worker.domain.prompt import Prompt
from services.chat_worker.handlers import create_router
from services.chat_worker.knowledge import Knowledge
from services.chat_worker.mailbox import Mailbox
from services.chat_worker.metrics import NANOUSD_PER_USD, ChatWorkerMetrics
from services.chat_worker.outbox import Outbox
from services.chat_worker.routes import create_routes
from services.chat_worker.settings import ChatWorkerSettings
from services.chat_worker.stores.spend import Spend
from services.chat_worker.stores.transcripts import Transcripts
from services.chat_worker.stores.turns import FinishedTurns
from services.chat_worker.turns import Turns
from shared.background import background, every, until_done
from shared.broker import BrokerLinks
from shared.events import EscalationRequested, Event, ReplyGenerated, UsageRecorded
from shared.http import create_api, health_router
from shared.mongo import answers, database_of, is_transient, open_client
from shared.publisher import EventPublisher, LivePublisher
from shared.settings import WrongSetting

SAYS: Final[tuple[type[Event], ...]] = (ReplyGenerated, UsageRecorded, EscalationRequested)
SPENDING_SECONDS: Final = 5.0


def create_app(settings: ChatWorkerSettings) -> FastAPI:
    """Everything is built here; nothing connects before the app starts."""
    registry = CollectorRegistry()
    metrics = ChatWorkerMetrics(registry)
    client = open_client(settings)
    database = database_of(client, settings)
    transcripts, finished_turns = Transcripts(database), FinishedTurns(database)
    prices = _prices(settings)
    claude = Claude(settings)
    spend = Spend(database, round(settings.daily_cap_usd * NANOUSD_PER_USD))
    budget = Budget(spend, prices)
    links = BrokerLinks("chat_worker", settings.rabbitmq_url, registry, is_transient)
    live = LivePublisher(links.publishing)
    knowledge = Knowledge(settings.knowledge_dir, settings.knowledge_tokens, settings.knowledge_articles, metrics)
    prompt = Prompt(
        template=_read("CHAT_WORKER_POLICY_FILE", settings.policy_file),
        brand=settings.brand,
        support_email=settings.support_email,
        articles=knowledge.articles,
    )
    outbox = Outbox(transcripts, finished_turns, EventPublisher(links, "chat_worker", SAYS), live)
    answering = Answering(
        settings=settings,
        transcripts=transcripts,
        turns=finished_turns,
        claude=claude,
        budget=budget,
        prompt=prompt,
        live=live,
        metrics=metrics,
    )
    turns = Turns(settings, transcripts, answering, outbox, metrics)
    links.listen(create_router(), mailbox=Mailbox(transcripts, turns, live))

    async def ensure_indexes() -> None:
        await transcripts.ensure_indexes()
        await finished_turns.ensure_indexes()

    async def watch_articles() -> None:
        if await knowledge.reload():
            prompt.articles = knowledge.articles

    async def watch_spending() -> None:
        metrics.spent_today.set(await spend.spent_nanousd(datetime.now(UTC).date()) / NANOUSD_PER_USD)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        metrics.daily_cap.set(settings.daily_cap_usd)
        knowledge.announce()
        links.start()
        async with background(
            until_done(ensure_indexes, is_transient),
            every(settings.sweep_seconds, turns.sweep, is_transient),
            every(settings.knowledge_poll_seconds, watch_articles, is_transient),
            every(SPENDING_SECONDS, watch_spending, is_transient),
        ):
            yield
            await links.stop_consuming()
            await turns.stop()
        await links.stop()
        await claude.close()
        client.close()

    app = create_api("chat_worker", __doc__ or "", settings, registry, lifespan)
    app.include_router(create_routes(transcripts, finished_turns, settings.service_token))
    app.include_router(health_router({"rabbitmq": links.is_connected, "mongodb": partial(answers, database)}))
    return app


def _prices(settings: ChatWorkerSettings) -> PriceTable:
    """Raises WrongSetting when the table cannot be read or has no row for the model."""
    text = _read("CHAT_WORKER_PRICES_FILE", settings.prices_file)
    try:
        prices = PriceTable.model_validate(tomllib.loads(text))
        prices.price_of(settings.model)
    except UnknownModel as error:
        raise WrongSetting(f"CHAT_WORKER_MODEL: {error}") from error
    except ValueError as error:
        raise WrongSetting(f"CHAT_WORKER_PRICES_FILE: {settings.prices_file} is not a price table") from error
    return prices


def _read(setting: str, path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise WrongSetting(f"{setting}: {path} cannot be read") from error
