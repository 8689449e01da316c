"""The services as they run, each by itself and all in one process, and everybody who may come to their doors."""

import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

import httpx2
import pytest
from fastapi import FastAPI
from starlette.types import ASGIApp

from deploy.secrets import make_secrets
from services.analytics.app import create_app as create_analytics
from services.analytics.settings import AnalyticsSettings
from services.chat_worker.app import create_app as create_chat_worker
from services.chat_worker.settings import ChatWorkerSettings
from services.gateway.app import create_app as create_gateway
from services.gateway.settings import GatewaySettings
from services.gateway.tokens import Holder, VisitorTokens
from services.one_process import OneProcess
from services.ticketing.app import create_app as create_ticketing
from services.ticketing.settings import TicketingSettings
from shared.auth import Scope
from shared.ids import new_conversation_id
from tests.access.asking import started
from tests.builders import CONVERSATION_ID
from tests.integration.ticketing.client import Client
from tests.integration.ticketing.people import GOOD_PASSWORD, KEYS, SESSION, create, sign_in
from tests.waiting import eventually

ADMIN: Final = "ada@desk.example"
PAGES: Final = ("demo", "widget", "admin")


@dataclass(frozen=True)
class Scene:
    """`apps`: by the service that each of them is. `tokens`: the bearer token of each caller; None for none. `keys`:
    that of a machine with this scope only, and that of one with every other."""

    apps: Mapping[str, ASGIApp]
    tokens: Mapping[str, str | None]
    keys: Mapping[Scope, tuple[str, str]]


@pytest.fixture
def configured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment with which every service's settings can be loaded; its servers are nowhere."""
    make_secrets(tmp_path / "secrets")
    for page in PAGES:
        (tmp_path / "web" / page).mkdir(parents=True)
        (tmp_path / "web" / page / "index.html").write_text("<!doctype html>")
    (tmp_path / "web" / "widget.js").write_text("/* loader */")
    for name, value in {
        "SECRETS_DIR": str(tmp_path / "secrets"),
        "WEB_DIR": str(tmp_path / "web"),
        "RABBITMQ_URL": "amqp://desk:secret@broker.example/",
        "MONGODB_URL": "mongodb://database.example/",
        "ANTHROPIC_API_KEY": "none",
        "ANTHROPIC_BASE_URL": "http://127.0.0.1:9",
        "ADMIN_EMAIL": ADMIN,
        "ADMIN_PASSWORD": GOOD_PASSWORD,
    }.items():
        monkeypatch.setenv(name, value)


def create_apps() -> dict[str, FastAPI]:
    """By the settings of the environment."""
    chat_worker = create_chat_worker(ChatWorkerSettings.load())
    return {
        "gateway": create_gateway(GatewaySettings.load(), httpx2.ASGITransport(chat_worker)),
        "chat_worker": chat_worker,
        "ticketing": create_ticketing(TicketingSettings.load()),
        "analytics": create_analytics(AnalyticsSettings.load()),
    }


@pytest.fixture
def on_servers(
    configured: None, monkeypatch: pytest.MonkeyPatch, rabbit_url: str, mongo_url: str, database: str
) -> None:
    """The environment, with servers."""
    monkeypatch.setenv("RABBITMQ_URL", rabbit_url)
    monkeypatch.setenv("MONGODB_URL", mongo_url)
    monkeypatch.setenv("MONGODB_DATABASE", database)


@pytest.fixture
async def separate(on_servers: None) -> AsyncIterator[Scene]:
    """Each service by itself."""
    apps = create_apps()
    async with AsyncExitStack() as stack:
        for app in apps.values():
            await stack.enter_async_context(started(app))
        for app in apps.values():
            await _ready(app)
        yield await _scene(apps)


@pytest.fixture
async def together(on_servers: None) -> AsyncIterator[Scene]:
    """All in one process: every service is the same app."""
    app = OneProcess()
    async with started(app):
        await _ready(app)
        yield await _scene(dict.fromkeys(("gateway", "chat_worker", "ticketing", "analytics"), app))


async def _ready(app: ASGIApp) -> None:
    async with _http(app) as http:

        async def is_ready() -> bool:
            answer = await http.get("/readyz")
            return answer.status_code == 200 and not answer.json().get("degraded")

        await eventually(is_ready, "a service did not become ready", within_seconds=60)


async def _scene(apps: Mapping[str, ASGIApp]) -> Scene:
    settings = GatewaySettings.load()
    visitors = VisitorTokens([settings.token_key], timedelta(hours=1), timedelta(days=1))
    async with _http(apps["ticketing"]) as http:
        admin = await sign_in(http, ADMIN)
        people = {"admin": admin.token}
        for role in ("viewer", "agent"):
            await create(admin, f"{role}@desk.example", role)
            people[role] = (await sign_in(http, f"{role}@desk.example")).token
        secret = await _secret(admin, set(Scope))
        machine = await _signed_in(http, secret)
        keys = {}
        for scope in Scope:
            only, others = await _secret(admin, {scope}), await _secret(admin, set(Scope) - {scope})
            keys[scope] = (await _signed_in(http, only), await _signed_in(http, others))
    tokens = {
        "anonymous": None,
        "visitor": visitors.issue(Holder(conversation_id=CONVERSATION_ID)).token,
        "other_visitor": visitors.issue(Holder(conversation_id=new_conversation_id())).token,
        **people,
        "key": machine,
        "secret": secret,
        "service": settings.service_token.get_secret_value(),
    }
    return Scene(apps, tokens, keys)


async def _secret(admin: Client, scopes: set[Scope]) -> str:
    body = {"name": f"key {secrets.token_hex(4)}", "scopes": sorted(scopes)}
    return str((await admin.ask("POST", KEYS, json=body, expect=201)).json()["secret"])


async def _signed_in(http: httpx2.AsyncClient, secret: str) -> str:
    """The access token of the machine that has this key."""
    return str((await http.post(SESSION, json={"api_key": secret})).json()["token"])


def _http(app: ASGIApp) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://desk")
