"""A small app with the frame of every service, asked without a network."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx2
from asgi_correlation_id import CorrelationIdMiddleware
from fastapi import FastAPI

from shared import openapi, problems


def an_app() -> FastAPI:
    app = FastAPI(generate_unique_id_function=openapi.operation_id)
    problems.install(app)
    app.add_middleware(CorrelationIdMiddleware, header_name="X-Request-ID")
    return app


@asynccontextmanager
async def client_of(app: FastAPI) -> AsyncIterator[httpx2.AsyncClient]:
    """Sees what a client would see, also of an app that fails."""
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://desk.example") as client:
        yield client
