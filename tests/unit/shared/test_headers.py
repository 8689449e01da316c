"""The headers that every answer has, whatever went wrong."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from prometheus_client import CollectorRegistry

from shared.http import API_HEADERS, create_api
from shared.settings import ProcessSettings
from tests.unit.shared.api import client_of

OWN_POLICY = "default-src 'self'; frame-ancestors *"


@asynccontextmanager
async def nothing(_: FastAPI) -> AsyncIterator[None]:
    yield


@pytest.fixture
async def client() -> AsyncIterator[httpx2.AsyncClient]:
    settings = ProcessSettings.model_validate({"rabbitmq_url": "amqp://desk:secret@nowhere", "max_body_bytes": 100})
    app = create_api("desk", "", settings, CollectorRegistry(), nothing)

    @app.post("/")
    async def answer(body: dict[str, str]) -> dict[str, str]:
        return body

    @app.get("/failure")
    async def fail() -> None:
        raise RuntimeError("ours")

    @app.get("/page")
    async def page() -> HTMLResponse:
        return HTMLResponse("", headers={"Content-Security-Policy": OWN_POLICY, "Cache-Control": "no-cache"})

    async with client_of(app) as http:
        yield http


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/", b"{}", 200),
        ("POST", "/", b"{", 422),
        ("POST", "/", b"x" * 101, 413),
        ("PUT", "/", b"", 405),
        ("GET", "/nothing", b"", 404),
        ("GET", "/failure", b"", 500),
    ],
)
async def test_nothing_is_guessed_kept_framed_or_told_to_other_sites(
    client: httpx2.AsyncClient, method: str, path: str, body: bytes, status: int
) -> None:
    answer = await client.request(method, path, content=body, headers={"Content-Type": "application/json"})

    assert answer.status_code == status
    assert {name: answer.headers.get(name) for name in API_HEADERS} == API_HEADERS
    assert answer.headers["X-Request-ID"]
    assert "Strict-Transport-Security" not in answer.headers


async def test_a_page_has_its_own_policy_and_the_rest(client: httpx2.AsyncClient) -> None:
    answer = await client.get("/page")

    assert answer.headers["Content-Security-Policy"] == OWN_POLICY
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
