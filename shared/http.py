"""The frame of every HTTP app: request ids, problem documents, body limit, security headers, metrics, health."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Final

from asgi_correlation_id import CorrelationIdMiddleware
from fastapi import APIRouter, FastAPI, Response
from prometheus_client import CollectorRegistry
from prometheus_fastapi_instrumentator import Instrumentator, metrics
from pydantic import BaseModel
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared import openapi, problems
from shared.addresses import network_of
from shared.settings import ProcessSettings

Check = Callable[[], Awaitable[bool]]

API_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}
"""On every answer that does not say otherwise."""
HEALTH_PATHS: Final = frozenset({"/healthz", "/readyz"})
CHECK_SECONDS: Final = 3.0
"""Within it, whatever a service needs has to answer."""


class Readiness(BaseModel):
    """`waiting_for` names what does not answer, and `degraded` what is away without stopping this process."""

    ready: bool
    waiting_for: list[str]
    degraded: list[str] = []


class Alive(BaseModel):
    alive: bool = True


def create_api(
    service: str,
    description: str,
    settings: ProcessSettings,
    registry: CollectorRegistry,
    lifespan: Callable[[FastAPI], AbstractAsyncContextManager[None]],
    *,
    own_middleware: Sequence[Middleware] = (),
    serves_the_public: bool = True,
) -> FastAPI:
    """A FastAPI app with everything that is the same in every service; its routers are added by the caller.

    `own_middleware` is the service's, inside all that is here. Where only other services ask (not `serves_the_public`),
    all requests come from a few addresses, and none has a limit. `app.state.registry` is where the app's metrics are.
    """
    app = FastAPI(
        title=f"Support desk: {service}",
        description=description,
        version="1",
        lifespan=lifespan,
        middleware=own_middleware,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        generate_unique_id_function=openapi.operation_id,
    )
    app.state.registry = registry
    problems.install(app, API_HEADERS)
    openapi.complete(app)
    app.add_middleware(RequestBodyLimitMiddleware, max_body_size=settings.max_body_bytes)
    app.add_middleware(RefuseLargeBodies, max_body_size=settings.max_body_bytes)
    most_per_address = settings.max_requests_per_address if serves_the_public else settings.max_requests
    app.add_middleware(LimitRequests, most=settings.max_requests, most_per_address=most_per_address)
    app.add_middleware(DefaultHeaders, headers=API_HEADERS)
    app.add_middleware(CorrelationIdMiddleware, header_name="X-Request-ID", validator=_is_plain_id)
    _measure(app, service, registry)
    return app


def health_router(needs: Mapping[str, Check], reports: Mapping[str, Check] | None = None) -> APIRouter:
    """`/healthz` depends on nothing. `/readyz` is 503 until everything in `needs` answers; `reports` is only listed."""
    router = APIRouter(tags=["health"])

    @router.get("/healthz", summary="Alive")
    async def healthz() -> Alive:
        return Alive()

    @router.get("/readyz", summary="Ready", responses={503: {"model": Readiness, "description": "Not ready"}})
    async def readyz(response: Response) -> Readiness:
        waiting_for, degraded = await asyncio.gather(_failing(needs), _failing(reports or {}))
        response.status_code = 503 if waiting_for else 200
        return Readiness(ready=not waiting_for, waiting_for=waiting_for, degraded=degraded)

    return router


async def _failing(checks: Mapping[str, Check]) -> list[str]:
    """The names of those that fail, or say nothing in time."""
    answers = await asyncio.gather(*map(_in_time, checks.values()))
    return [name for name, answer in zip(checks, answers, strict=True) if not answer]


async def _in_time(check: Check) -> bool:
    try:
        async with asyncio.timeout(CHECK_SECONDS):
            return await check()
    except TimeoutError:
        return False


class TooBusy(problems.Problem):
    def __init__(self) -> None:
        detail = "There are too many requests at the moment. Try again in a few seconds."
        super().__init__(503, "too-busy", detail, headers=problems.retry_after(5))


class TooManyAtOnce(problems.Problem):
    def __init__(self, most: int) -> None:
        detail = f"There are {most} requests from this address at work already. Try again in a few seconds."
        super().__init__(429, "too-many-at-once", detail, headers=problems.retry_after(5))


class LimitRequests:
    """ASGI middleware: 503 for the one that would be more than `most` at once, 429 for the one that would be more than
    `most_per_address` from its client's address. Whether the process is well is told."""

    def __init__(self, app: ASGIApp, most: int, most_per_address: int) -> None:
        self._app = app
        self._most = most
        self._most_per_address = most_per_address
        self._at_work: Counter[str] = Counter()
        self._all_at_work = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in HEALTH_PATHS:
            return await self._app(scope, receive, send)
        address = _address_of(scope)
        if refused := self._refusal(address):
            return await problems.answer_to(refused)(scope, receive, send)
        self._at_work[address] += 1
        self._all_at_work += 1
        try:
            return await self._app(scope, receive, send)
        finally:
            self._all_at_work -= 1
            self._at_work[address] -= 1
            if not self._at_work[address]:
                del self._at_work[address]

    def _refusal(self, address: str) -> problems.Problem | None:
        if self._at_work[address] >= self._most_per_address:
            return TooManyAtOnce(self._most_per_address)
        return TooBusy() if self._all_at_work >= self._most else None


class RefuseLargeBodies:
    """ASGI middleware: 413, as a problem document, for a body that is announced as larger than `max_body_size`.

    One that is not announced is cut off by Starlette's own limit while it is read.
    """

    def __init__(self, app: ASGIApp, max_body_size: int) -> None:
        self._app = app
        self._max_body_size = max_body_size

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        announced = Headers(scope=scope).get("content-length", "") if scope["type"] == "http" else ""
        if announced.isdecimal() and int(announced) > self._max_body_size:
            refused = problems.Problem(413, "content-too-large", "The request body is too large.")
            return await problems.answer_to(refused)(scope, receive, send)
        return await self._app(scope, receive, send)


class DefaultHeaders:
    """ASGI middleware: headers that an answer carries unless its route has set them itself."""

    def __init__(self, app: ASGIApp, headers: Mapping[str, str]) -> None:
        self._app = app
        self._headers = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                present = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    present.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers if scope["type"] == "http" else send)


def _address_of(scope: Scope) -> str:
    """Behind a trusted proxy, whom it asks for: uvicorn has put that in."""
    client: tuple[str, int] | None = scope.get("client")
    return network_of(client[0]) if client else "unknown"


def _is_plain_id(value: str) -> bool:
    return 1 <= len(value) <= 64 and value.isascii() and all(sign.isalnum() or sign in "-_." for sign in value)


def _measure(app: FastAPI, service: str, registry: CollectorRegistry) -> None:
    labels = {"service": service}

    def name_service(info: metrics.Info) -> None:
        info.service = service  # type: ignore[attr-defined]  # the library reads a custom label's value from here

    instrumentator = Instrumentator(
        should_exclude_streaming_duration=True, excluded_handlers=sorted(HEALTH_PATHS), registry=registry
    )
    instrumentator.add(name_service)
    instrumentator.add(metrics.requests(metric_namespace="support", registry=registry, custom_labels=labels))
    instrumentator.add(metrics.latency(metric_namespace="support", registry=registry, custom_labels=labels))
    instrumentator.instrument(app)
