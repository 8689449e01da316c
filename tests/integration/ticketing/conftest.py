"""Ticketing on a real mongod and a real RabbitMQ, in a database of the test's own."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx2
import pytest
from fastapi import FastAPI
from prometheus_client import CollectorRegistry
from pydantic import SecretStr

from services.ticketing.app import create_app
from services.ticketing.settings import TicketingSettings
from services.ticketing.stores.collections import ensure_indexes
from services.ticketing.stores.stores import Stores
from shared import topology
from shared.broker import BrokerLinks
from shared.events import EVENTS, Event
from shared.mongo import Database, database_of, open_client
from shared.publisher import EventPublisher
from tests import broker
from tests.integration.ticketing.client import Client
from tests.integration.ticketing.post import PostOffice, mail_environment
from tests.mail_server import MailServer
from tests.unit.ticketing.keys import secrets_in, settings_of
from tests.waiting import eventually

ADMIN: Final = "ada@desk.example"
PASSWORD: Final = "correct horse battery"
EVENT_OF: Final = {event.event_type(): event for event in EVENTS}

Configure = Callable[..., TicketingSettings]
Say = Callable[[Event], Awaitable[None]]
Speaking = Callable[[], AbstractAsyncContextManager[Say]]


@dataclass(frozen=True)
class Running:
    """The service, with a client that has not signed in and one that has."""

    app: FastAPI
    settings: TicketingSettings
    http: httpx2.AsyncClient
    client: Client


@pytest.fixture
def configure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mongo_url: str, rabbit_url: str, database: str
) -> Configure:
    """Settings on this test's servers; others by the names of their variables."""

    def configured(**environment: Any) -> TicketingSettings:  # whatever a variable may hold
        given = {
            "MONGODB_URL": mongo_url,
            "MONGODB_DATABASE": database,
            "RABBITMQ_URL": rabbit_url,
            "ADMIN_EMAIL": ADMIN,
            "ADMIN_PASSWORD": PASSWORD,
            "TICKETING_SWEEP_SECONDS": "0.2",
            "TICKETING_OUTCOME_IDLE_HOURS": "87600",  # what is told here happened days ago
            **environment,
        }
        return settings_of(tmp_path / "secrets", monkeypatch, **given)

    return configured


@pytest.fixture
def environment(tmp_path: Path, mongo_url: str, rabbit_url: str, database: str) -> dict[str, str]:
    """The same for a process of its own."""
    return {
        **secrets_in(tmp_path / "secrets"),
        "MONGODB_URL": mongo_url,
        "MONGODB_DATABASE": database,
        "RABBITMQ_URL": rabbit_url,
        "ADMIN_EMAIL": ADMIN,
        "ADMIN_PASSWORD": PASSWORD,
        "TICKETING_OUTCOME_IDLE_HOURS": "87600",  # what is told here happened days ago
    }


@asynccontextmanager
async def running(settings: TicketingSettings) -> AsyncIterator[Running]:
    """The service, ready."""
    app = create_app(settings)
    transport = httpx2.ASGITransport(app, raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=transport, base_url="http://desk") as http,
    ):
        await eventually(lambda: _is_ready(http), "ticketing did not become ready")
        credentials = {"email": ADMIN, "password": PASSWORD}
        answer = await http.post("/api/support/session", json=credentials)
        http.cookies.clear()
        yield Running(app, settings, http, Client(http, answer.json()["token"]))


async def _is_ready(http: httpx2.AsyncClient) -> bool:
    return (await http.get("/readyz")).status_code == 200


@pytest.fixture
async def ticketing(configure: Configure, rabbit_url: str) -> AsyncIterator[Running]:
    """The service on an empty broker."""
    await broker.clear(rabbit_url)
    async with running(configure()) as service:
        yield service


@pytest.fixture
def client(ticketing: Running) -> Client:
    return ticketing.client


@pytest.fixture
async def store(configure: Configure) -> AsyncIterator[Database]:
    """The service's database, seen from outside."""
    settings = configure()
    client = open_client(settings)
    database = database_of(client, settings)
    await ensure_indexes(database)
    yield database
    client.close()


@pytest.fixture
def stores(store: Database, configure: Configure) -> Stores:
    return Stores.on(store, configure())


@pytest.fixture
async def mail_server() -> AsyncIterator[MailServer]:
    """Not started yet."""
    server = MailServer()
    yield server
    await server.stop()


@pytest.fixture
def with_mail(configure: Configure, mail_server: MailServer) -> Configure:
    """Settings as `configure` has them, with e-mail."""

    def configured(**environment: Any) -> TicketingSettings:  # whatever a variable may hold
        return configure(**{**mail_environment(mail_server), **environment})

    return configured


@pytest.fixture
async def environment_with_mail(environment: dict[str, str], mail_server: MailServer) -> dict[str, str]:
    """For a process of its own that sends e-mail, with the server up."""
    await mail_server.start()
    return {**environment, **mail_environment(mail_server)}


@pytest.fixture
async def office(stores: Stores, with_mail: Configure, mail_server: MailServer) -> PostOffice:
    """Ticketing's e-mail, with the server up."""
    await mail_server.start()
    return PostOffice(stores, with_mail())


@pytest.fixture
def speaking(rabbit_url: str) -> Speaking:
    """`async with speaking() as say: await say(event)`: another service."""

    @asynccontextmanager
    async def speak() -> AsyncIterator[Say]:
        links = BrokerLinks("test", SecretStr(rabbit_url), CollectorRegistry())
        links.start()
        await links.ready()
        yield EventPublisher(links, "chat_worker", EVENTS).publish
        await links.stop()

    return speak


class Listener:
    """What analytics, which hears everything that ticketing says, finds in its queue."""

    def __init__(self, url: str) -> None:
        self._url = url
        self.heard: dict[str, Event] = {}

    async def hear(self, count: int) -> list[Event]:
        """So many events, in order; waits for them. What was said twice under one id is one."""
        await eventually(lambda: self._has(count), f"{count} events were not said")
        return list(self.heard.values())

    async def listen(self) -> list[Event]:
        """All that there is now."""
        while message := await broker.take_one(self._url, topology.queue_name("analytics")):
            event = EVENT_OF[message.type or ""].model_validate_json(message.body)
            self.heard.setdefault(event.id, event)
        return list(self.heard.values())

    async def _has(self, count: int) -> bool:
        return len(await self.listen()) >= count


@pytest.fixture
def listener(rabbit_url: str) -> Listener:
    return Listener(rabbit_url)
