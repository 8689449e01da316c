"""The gateway's composition root."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Final

import httpx2
from fastapi import APIRouter, Depends, FastAPI
from prometheus_client import CollectorRegistry

from services.gateway.identity import Identities
from services.gateway.intake import Intake
from services.gateway.limits import Limits
from services.gateway.live import LiveFrames
from services.gateway.metrics import GatewayMetrics
from services.gateway.pages import create_pages
from services.gateway.routes import conversations, messages
from services.gateway.schemas import SendMessage
from services.gateway.settings import GatewaySettings
from services.gateway.sites import allow_pages_of, require_known_site
from services.gateway.threads import Threads
from services.gateway.tokens import VisitorTokens
from shared.background import background
from shared.broker import BrokerLinks
from shared.events import ContactProvided, ConversationRated, Event, MessageReceived
from shared.http import create_api, health_router
from shared.openapi import narrow
from shared.problems import problem_responses
from shared.publisher import EventPublisher

SAYS: Final[tuple[type[Event], ...]] = (MessageReceived, ContactProvided, ConversationRated)


def create_app(settings: GatewaySettings, chat_worker: httpx2.AsyncBaseTransport | None = None) -> FastAPI:
    """Everything is built here; nothing connects before the app starts.

    `chat_worker` reaches a chat worker in the same process; without it, GATEWAY_CHAT_WORKER_URL is asked.
    """
    registry = CollectorRegistry()
    metrics = GatewayMetrics(registry, SAYS)
    links = BrokerLinks("gateway", settings.rabbitmq_url, registry)
    frames = LiveFrames(links, settings.stream_buffer)
    metrics.open_streams.set_function(lambda: frames.watch_count)
    threads = Threads(
        settings.chat_worker_url, settings.service_token, settings.thread_timeout_seconds, transport=chat_worker
    )

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        links.start()
        async with background(frames.run()):
            yield
        await links.stop()
        await threads.close()

    cors = allow_pages_of(settings.sites)
    app = create_api("gateway", __doc__ or "", settings, registry, lifespan, own_middleware=[cors])
    tokens = VisitorTokens(
        [settings.token_key, *settings.token_keys_before],
        valid_for=timedelta(hours=settings.token_hours),
        renewable_for=timedelta(days=settings.renewal_days),
        user_required=settings.identity_required,
    )
    identities = Identities(
        settings.identity_secret,
        required=settings.identity_required,
        longest=timedelta(minutes=settings.identity_minutes),
    )
    limits = Limits(settings)
    intake = Intake(EventPublisher(links, "gateway", SAYS), metrics, settings)
    chat = APIRouter(dependencies=[Depends(require_known_site(settings.sites))], responses=problem_responses(403))
    chat.include_router(
        conversations.create_routes(
            settings=settings,
            tokens=tokens,
            identities=identities,
            intake=intake,
            limits=limits,
            threads=threads,
            metrics=metrics,
        )
    )
    chat.include_router(
        messages.create_routes(
            settings=settings,
            tokens=tokens,
            intake=intake,
            frames=frames,
            limits=limits,
            threads=threads,
            metrics=metrics,
        )
    )
    app.include_router(chat)
    app.include_router(health_router({"rabbitmq": links.is_connected}))
    app.include_router(create_pages(settings.web_dir, settings.framed_by))
    narrow(app, {SendMessage: {"properties": {"content": {"maxLength": settings.message_max_chars}}}})
    return app
