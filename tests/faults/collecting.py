"""Gathering the evidence: from the history, MongoDB by plain pymongo, RabbitMQ, and the other side's ledger."""

import hashlib
import tomllib
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, TypeVar

import aio_pika
from pydantic import BaseModel
from pymongo import MongoClient
from pymongo.database import Database

from deploy.local.mongodb import MongoNode
from tests.faults import history
from tests.faults.evidence import (
    Call,
    Day,
    Depth,
    Evidence,
    Fact,
    Letter,
    Mail,
    Price,
    Span,
    Ticket,
    TicketMessage,
    Transcript,
    Turn,
    Usage,
)
from tests.faults.history import AnyLine
from tests.faults.system import DATABASE, ROOT, System

PRICES: Final = ROOT / "services" / "chat_worker" / "prices.toml"
LISTENERS: Final = ("chat_worker", "ticketing", "analytics")

ModelT = TypeVar("ModelT", bound=BaseModel)


async def collect(
    system: System,
    history_file: Path,
    *,
    poison: Sequence[Letter],
    call_disturbances: Sequence[Span],
    unexpected_ends: Sequence[str],
) -> Evidence:
    """Everything there is, as it stands now."""
    stored = stored_evidence(system.database, list(history.read(history_file)))
    return stored.model_copy(
        update={
            "calls": [Call.model_validate(entry.model_dump()) for entry in system.claude.ledger()],
            "queues": [Depth(**asdict(queue)) for queue in system.broker.queues()],
            "dead_letters": await _dead_letters(system.broker.url),
            "poison": poison,
            "mail": [
                Mail(message_id=taken.message_id, at=taken.at, acknowledged=taken.acknowledged)
                for taken in system.mail.taken
            ],
            "senders_killed": [
                life.ended_at for process in system.of_service("ticketing") for life in process.lives if life.code
            ],
            "call_disturbances": call_disturbances,
            "unexpected_ends": unexpected_ends,
        }
    )


def stored_evidence(database: MongoNode, lines: list[AnyLine]) -> Evidence:
    """What visitors saw, and what MongoDB holds."""
    with MongoClient[dict[str, Any]](database.url, tz_aware=True) as client:  # documents as they are
        store = client[DATABASE]
        return Evidence(
            collected_at=datetime.now(UTC),
            history=lines,
            kept_turns=_all(store, "support_turns", Turn),
            transcripts=_all(store, "support_transcripts", Transcript),
            tickets=_all(store, "support_conversations", Ticket),
            ticket_messages=_all(store, "support_messages", TicketMessage),
            usage=_all(store, "support_usage", Usage),
            facts=_all(store, "support_facts", Fact),
            days=_all(store, "support_days", Day),
            dirty_days=store["support_dirty_days"].count_documents({}),
            prices=_prices(),
        )


def digest(body: bytes) -> str:
    """What tells one body from another."""
    return hashlib.sha256(body).hexdigest()[:16]


def _all(store: Database[dict[str, Any]], name: str, model: type[ModelT]) -> list[ModelT]:  # documents as they are
    return [model.model_validate(document) for document in store[name].find()]


def _prices() -> dict[str, Price]:
    """The newest of each model, for prompts as short as those of the run."""
    rows = sorted(tomllib.loads(PRICES.read_text())["prices"], key=lambda row: str(row["valid_from"]))
    short = [row for row in rows if not row.get("above_prompt_tokens")]
    return {row["model"]: Price.model_validate(row) for row in short}


async def _dead_letters(url: str) -> list[Letter]:
    """Looked at and left there."""
    found = []
    connection = await aio_pika.connect(url)
    async with connection, connection.channel() as channel:
        for service in LISTENERS:
            queue = await channel.get_queue(f"support.{service}.dead")
            while message := await queue.get(fail=False):
                found.append(Letter(service=service, digest=digest(message.body)))
    return found
