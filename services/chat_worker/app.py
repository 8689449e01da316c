"""The chat worker's composition root."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final

from fastapi import FastAPI
from prometheus_client import CollectorRegistry

from services.chat_worker.answering import Answering
from services.chat_worker.asking import Asking
from services.chat_worker.budget import Budget
from services.chat_worker.claude.calls import Claude
from services.chat_worker.domain.caps import Caps
from services.chat_worker.domain.prompt import Prompt
from services.chat_worker.handlers import create_router
from services.chat_worker.knowledge import Knowledge
from services.chat_worker.mailbox import Mailbox
from services.chat_worker.metrics import NANOUSD_PER_USD, ChatWorkerMetrics
from services.chat_worker.outbox import Outbox
from services.chat_worker.prices import load_prices
from services.chat_worker.routes import create_routes
from services.chat_worker.rules_files import load_promises, load_wishes
from services.chat_worker.settings import ChatWorkerSettings
from services.chat_worker.spending_watch import SpendingWatch
from services.chat_worker.stores.spend import Spend
from services.chat_worker.stores.transcripts import Transcripts
from services.chat_worker.stores.turns import FinishedTurns
from services.chat_worker.texts import load_texts
from services.chat_worker.turns import Turns
from shared.background import after, background, every, until_done
from shared.beginning import begin
from shared.broker import BrokerLinks
from shared.events import ErasureCompleted, EscalationRequested, Event, ReplyGenerated, UsageRecorded
from shared.http import create_api, health_router
from shared.mongo import answers, database_of, is_transient, open_client, refuse_half_restored
from shared.publisher import EventPublisher, LivePublisher
from shared.settings import WrongSetting

SAYS: Final[tuple[type[Event], ...]] = (ReplyGenerated, UsageRecorded, EscalationRequested, ErasureCompleted)
SPENDING_SECONDS: Final = 5.0
AROUND_A_CALL: Final = timedelta(minutes=3)
"""A reservation lives so much longer than a call may: for what comes before it, and for settling."""


def create_app(settings: ChatWorkerSettings) -> FastAPI:
    """Everything is built here; nothing connects before the app starts."""
    registry = CollectorRegistry()
    metrics = ChatWorkerMetrics(registry)
    client = open_client(settings)
    database = database_of(client, settings)
    transcripts, finished_turns = Transcripts(database), FinishedTurns(database)
    prices = load_prices(settings.prices_file, settings.model, datetime.now(UTC).date())
    claude = Claude(settings)
    caps = _caps(settings)
    spend = Spend(database, caps, timedelta(seconds=settings.call_timeout_seconds) + AROUND_A_CALL)
    budget = Budget(spend, prices, metrics)
    spending_watch = SpendingWatch(spend, caps, metrics)
    links = BrokerLinks("chat_worker", settings.rabbitmq_url, registry, is_transient)
    live = LivePublisher(links.publishing)
    knowledge = Knowledge(settings.knowledge_dir, settings.knowledge_tokens, settings.knowledge_articles, metrics)
    texts = load_texts(
        settings.texts_dir,
        default=settings.default_locale,
        brand=settings.brand,
        support_email=settings.support_email,
    )
    prompt = Prompt(
        policy=_read("CHAT_WORKER_POLICY_FILE", settings.policy_file),
        voice=_read("CHAT_WORKER_VOICE_FILE", settings.voice_file),
        brand=settings.brand,
        support_email=settings.support_email,
    )
    outbox = Outbox(transcripts, finished_turns, EventPublisher(links, "chat_worker", SAYS), live)
    asking = Asking(
        settings=settings,
        turns=finished_turns,
        claude=claude,
        budget=budget,
        prompt=prompt,
        knowledge=knowledge,
        texts=texts,
        promises=load_promises(settings.promises_file, brand=settings.brand),
        metrics=metrics,
    )
    answering = Answering(
        settings=settings,
        transcripts=transcripts,
        asking=asking,
        budget=budget,
        texts=texts,
        wishes=load_wishes(settings.wishes_file),
        prompt_version=prompt.version,
        live=live,
        metrics=metrics,
    )
    turns = Turns(settings, transcripts, answering, outbox, metrics)
    links.listen(create_router(), mailbox=Mailbox(transcripts, finished_turns, turns, live, metrics))

    async def ensure_indexes() -> None:
        await transcripts.ensure_indexes()
        await finished_turns.ensure_indexes()
        await spend.ensure_indexes()

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        knowledge.announce()
        await refuse_half_restored(database)
        async with background(
            after(
                begin(database, links),
                until_done(ensure_indexes, is_transient),
                every(settings.sweep_seconds, turns.sweep, is_transient),
                every(settings.knowledge_poll_seconds, knowledge.reload, is_transient),
                every(SPENDING_SECONDS, spending_watch.look, is_transient),
            )
        ):
            yield
            await links.stop_consuming()
            await turns.stop()
        await links.stop()
        await claude.close()
        client.close()

    app = create_api("chat_worker", __doc__ or "", settings, registry, lifespan, serves_the_public=False)
    app.include_router(create_routes(transcripts, finished_turns, settings.service_token))
    app.include_router(health_router({"rabbitmq": links.is_connected, "mongodb": partial(answers, database)}))
    return app


def _caps(settings: ChatWorkerSettings) -> Caps:
    return Caps(
        conversation_nanousd=round(settings.conversation_cap_usd * NANOUSD_PER_USD),
        visitor_nanousd=round(settings.visitor_daily_cap_usd * NANOUSD_PER_USD),
        day_nanousd=round(settings.daily_cap_usd * NANOUSD_PER_USD),
        month_nanousd=round(settings.monthly_cap_usd * NANOUSD_PER_USD),
    )


def _read(setting: str, path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise WrongSetting(f"{setting}: {path} cannot be read") from error
