"""All four services in one process, on one port: the same apps, told apart by path.

The gateway reads threads from the chat worker through memory instead of a socket; everything else goes through RabbitMQ
and MongoDB as ever.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from typing import Final

import httpx2
from fastapi import FastAPI
from prometheus_client import CollectorRegistry
from starlette.types import ASGIApp, Receive, Scope, Send

from services.analytics.app import create_app as create_analytics
from services.analytics.settings import AnalyticsSettings
from services.chat_worker.app import create_app as create_chat_worker
from services.chat_worker.settings import ChatWorkerSettings
from services.gateway.app import create_app as create_gateway
from services.gateway.settings import GatewaySettings
from services.ticketing.app import create_app as create_ticketing
from services.ticketing.settings import TicketingSettings
from shared.http import create_api, health_router
from shared.observability import MergedRegistries
from shared.settings import ProcessSettings

PATHS: Final = (
    ("/healthz", "process"),
    ("/readyz", "process"),
    ("/api/support/analytics", "analytics"),
    ("/api/support", "ticketing"),
    ("/internal/export", "ticketing"),
    ("/admin", "ticketing"),
    ("/", "gateway"),
)
"""The first prefix that fits. What the chat worker serves is for the gateway only, and stands here nowhere."""


class OneProcess:
    """An ASGI app out of the four. `metrics` is their metrics as one exposition."""

    def __init__(self) -> None:
        chat_worker = create_chat_worker(ChatWorkerSettings.load())
        as_over_a_network = httpx2.ASGITransport(chat_worker, raise_app_exceptions=False)
        services = {
            "chat_worker": chat_worker,
            "gateway": create_gateway(GatewaySettings.load(), as_over_a_network),
            "ticketing": create_ticketing(TicketingSettings.load()),
            "analytics": create_analytics(AnalyticsSettings.load()),
        }
        self.metrics = MergedRegistries(service.state.registry for service in services.values())
        self._apps: Mapping[str, FastAPI] = {**services, "process": _process_app(services)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._apps["process"](scope, receive, send)
            return
        app: ASGIApp = self._apps[_service_of(scope["path"])]
        await app(scope, receive, send)


def _service_of(path: str) -> str:
    return next(name for prefix, name in PATHS if path == prefix or path.startswith(prefix.rstrip("/") + "/"))


def _process_app(services: Mapping[str, FastAPI]) -> FastAPI:
    """Health and lifespan of the whole: ready when the gateway is, with the others listed."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            for service in services.values():
                await stack.enter_async_context(service.router.lifespan_context(service))
            yield

    app = create_api("process", "All four.", ProcessSettings.load(), CollectorRegistry(), lifespan)
    checks = {name: partial(_is_ready, service) for name, service in services.items()}
    app.include_router(health_router({"gateway": checks.pop("gateway")}, checks))
    return app


async def _is_ready(service: FastAPI) -> bool:
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(service), base_url="http://service") as client:
        response = await client.get("/readyz")
    return response.is_success
