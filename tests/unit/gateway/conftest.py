"""The chat API over memory, and a client of it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx2
import pytest
from prometheus_client import CollectorRegistry
from pydantic import SecretStr

from services.gateway.app import SAYS
from services.gateway.identity import Identities, VerifiedUser
from services.gateway.intake import Intake
from services.gateway.limits import Limits
from services.gateway.metrics import GatewayMetrics
from services.gateway.routes import conversations, messages
from services.gateway.settings import GatewaySettings
from services.gateway.tokens import Holder, VisitorTokens
from shared.http import create_api
from tests.builders import CONVERSATION_ID
from tests.unit.gateway.fakes import MemoryFrames, MemoryPublisher, MemoryThreads

KEY = SecretStr("6b" * 32)
IDENTITY_SECRET = SecretStr("7c" * 32)
MOST_UNCONFIRMED = 3
MOST_A_MINUTE = 12
MOST_STREAMS = 5
MOST_READS = 20


@dataclass
class Gateway:
    """A running gateway, seen from both sides."""

    client: httpx2.AsyncClient
    tokens: VisitorTokens
    settings: GatewaySettings
    publisher: MemoryPublisher = field(default_factory=MemoryPublisher)
    frames: MemoryFrames = field(default_factory=MemoryFrames)
    threads: MemoryThreads = field(default_factory=MemoryThreads)

    user: VerifiedUser | None = None

    def token(self) -> str:
        return self.tokens.issue(Holder(conversation_id=CONVERSATION_ID, user=self.user)).token

    async def post(
        self, path: str = "/messages", conversation_id: str = CONVERSATION_ID, **request: Any
    ) -> httpx2.Response:
        return await self.client.post(f"/api/chat/conversations/{conversation_id}{path}", **self._signed(request))

    async def get(self, path: str, conversation_id: str = CONVERSATION_ID, **request: Any) -> httpx2.Response:
        return await self.client.get(f"/api/chat/conversations/{conversation_id}{path}", **self._signed(request))

    def _signed(self, request: dict[str, Any]) -> dict[str, Any]:  # Any: httpx's own keyword arguments
        own = {"Authorization": f"Bearer {self.token()}"}
        return {**request, "headers": {**own, **request.get("headers", {})}}


@pytest.fixture
async def gateway() -> AsyncIterator[Gateway]:
    settings = GatewaySettings.model_validate(
        {
            "rabbitmq_url": "amqp://desk:secret@nowhere",
            "token_key": KEY,
            "service_token": KEY,
            "message_max_chars": 100,
            "unconfirmed_messages": MOST_UNCONFIRMED,
            "conversation_messages_per_minute": MOST_A_MINUTE,
            "visitor_reads_per_minute": MOST_READS,
            "conversations_per_minute": MOST_A_MINUTE,
            "streams_per_address": MOST_STREAMS,
        }
    )
    registry = CollectorRegistry()
    app = create_api("gateway", "", settings, registry, _no_lifespan)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://gateway") as client:
        metrics = GatewayMetrics(registry, SAYS)
        gateway = Gateway(client, VisitorTokens([KEY], timedelta(hours=24), timedelta(days=30)), settings)
        limits = Limits(settings)
        intake = Intake(gateway.publisher, metrics, settings)
        app.include_router(
            conversations.create_routes(
                settings=settings,
                tokens=gateway.tokens,
                identities=Identities(IDENTITY_SECRET, required=False, longest=timedelta(hours=1)),
                intake=intake,
                limits=limits,
                threads=gateway.threads,
                metrics=metrics,
            )
        )
        app.include_router(
            messages.create_routes(
                settings=settings,
                tokens=gateway.tokens,
                intake=intake,
                frames=gateway.frames,
                limits=limits,
                threads=gateway.threads,
                metrics=metrics,
            )
        )
        yield gateway


@asynccontextmanager
async def _no_lifespan(_: object) -> AsyncIterator[None]:
    yield
