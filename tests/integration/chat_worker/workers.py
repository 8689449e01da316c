"""Chat workers on real servers, and what one sees of them from outside: the thread, and what they said."""

import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx2
from fastapi import FastAPI
from prometheus_client import CollectorRegistry
from pydantic import SecretStr

from deploy.local.ports import free_port
from deploy.local.processes import Child
from services.chat_worker.app import create_app
from services.chat_worker.domain import transcript as steps
from services.chat_worker.domain.transcript import Transcript
from services.chat_worker.settings import ChatWorkerSettings
from services.chat_worker.stores.transcripts import Transcripts
from services.chat_worker.stores.turns import FinishedTurns
from shared import topology
from shared.broker import BrokerLinks
from shared.events import MessageReceived, ReplyGenerated
from shared.mongo import Database
from shared.publisher import EventPublisher
from shared.visitor_view import Thread
from tests import broker
from tests.waiting import eventually

ROOT: Final = Path(__file__).parents[3]
SERVICE_TOKEN: Final = "5e" * 32


@dataclass(frozen=True)
class Surroundings:
    rabbit_url: str
    mongo_url: str
    database: str
    claude_url: str

    @property
    def settings(self) -> dict[str, str]:
        """As a process finds them in its environment."""
        return {
            "RABBITMQ_URL": self.rabbit_url,
            "MONGODB_URL": self.mongo_url,
            "MONGODB_DATABASE": self.database,
            "ANTHROPIC_BASE_URL": self.claude_url,
            "ANTHROPIC_API_KEY": "none",
            "SERVICE_TOKEN": SERVICE_TOKEN,
        }


@asynccontextmanager
async def a_worker(surroundings: Surroundings, **changes: object) -> AsyncIterator[FastAPI]:
    """A whole chat worker in this process, ready to work; stopped as SIGTERM stops it."""
    app = create_app(ChatWorkerSettings.model_validate({**surroundings.settings, **changes}))
    async with app.router.lifespan_context(app):
        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://worker") as client:

            async def is_ready() -> bool:
                return (await client.get("/readyz")).is_success

            await eventually(is_ready, "the worker did not become ready")
        yield app


def replies_by(app: FastAPI) -> int:
    """How many replies this worker has committed."""
    registry: CollectorRegistry = app.state.registry
    return int(registry.get_sample_value("support_replies_total", {"outcome": "answered"}) or 0)


def start_process(surroundings: Surroundings, folder: Path, **settings: str) -> Child:
    """A chat worker as a process of its own."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PORT": str(free_port()), "METRICS_PORT": "0"}
    return Child(
        "chat_worker",
        [sys.executable, "-m", "services.chat_worker"],
        log=folder / "log",
        run_dir=folder / "run",
        env={**environment, **surroundings.settings, **settings},
    )


class Outside:
    """Writes as the gateway does, reads what is kept, and hears what is said."""

    def __init__(self, links: BrokerLinks, rabbit_url: str, store: Database) -> None:
        self._publisher = EventPublisher(links, "gateway", emits=[MessageReceived])
        self._rabbit_url = rabbit_url
        self._transcripts = Transcripts(store)
        self._turns = FinishedTurns(store)

    async def write(self, event: MessageReceived) -> None:
        await self._publisher.publish(event, within_seconds=20)

    async def transcript(self, conversation_id: str) -> Transcript:
        return await self._transcripts.read(conversation_id)

    async def thread(self, conversation_id: str) -> Thread:
        transcript = await self._transcripts.read(conversation_id)
        return steps.as_thread(transcript, await self._turns.of(conversation_id))

    async def reply(self, conversation_id: str, within_seconds: float = 15.0) -> str:
        """The one reply of the conversation, once it is there."""

        async def replies() -> list[str]:
            thread = await self.thread(conversation_id)
            return [message.content for message in thread.messages if message.role == "assistant"]

        found = await eventually(replies, "there was no reply", within_seconds=within_seconds)
        assert len(found) == 1
        return found[0]

    async def replies_said(self, count: int) -> list[ReplyGenerated]:
        """The first so many replies that ticketing would hear of, by their ids."""
        heard: dict[str, ReplyGenerated] = {}

        async def enough() -> bool:
            while message := await broker.take_one(self._rabbit_url, topology.queue_name("ticketing")):
                if message.type == ReplyGenerated.event_type():
                    event = ReplyGenerated.model_validate_json(message.body)
                    heard[event.id] = event
            return len(heard) >= count

        await eventually(enough, f"{count} replies were not said", within_seconds=30)
        return list(heard.values())


@asynccontextmanager
async def outside(surroundings: Surroundings, store: Database) -> AsyncIterator[Outside]:
    links = BrokerLinks("gateway", SecretStr(surroundings.rabbit_url), CollectorRegistry())
    links.start()
    try:
        await links.ready()
        yield Outside(links, surroundings.rabbit_url, store)
    finally:
        await links.stop()
