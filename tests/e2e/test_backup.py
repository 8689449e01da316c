"""A running desk is backed up, and lives on somewhere else: what visitors and people held before still opens it."""

import asyncio
import os
import subprocess
import sys
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from pymongo import MongoClient

from deploy.local.mongodb import MongoNode
from deploy.local.rabbitmq import RabbitNode
from shared.mongo import UNFINISHED_RESTORE
from tests.desk import Desk
from tests.fakes.standin import StandIn
from tests.system import ROOT, RunningSystem, Servers, ServiceProcess, Shape
from tests.visitor import Visitor
from tests.waiting import eventually, wait_until

QUESTION = "How do payments work?"
EVE = {"email": "eve@desk.example", "role": "agent", "password": "four unrelated words here"}


@pytest.fixture
def own(own_node: RabbitNode, mongo_node: MongoNode, claude: StandIn) -> Servers:
    return Servers(own_node.url, mongo_node.url, claude.url, f"test-{uuid.uuid4().hex}")


@asynccontextmanager
async def running(system: RunningSystem) -> AsyncIterator[RunningSystem]:
    try:
        await asyncio.to_thread(system.start)
        yield system
    finally:
        await asyncio.to_thread(system.stop)


def backup(folder: Path, database: str, mongo_url: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "deploy.backup", *arguments],
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "MONGODB_URL": mongo_url,
            "MONGODB_DATABASE": database,
            "SECRETS_DIR": str(folder / "secrets"),
        },
        capture_output=True,
        text=True,
        check=False,
    )


async def test_a_desk_lives_on_from_the_backup_of_its_running_days(own: Servers, tmp_path: Path) -> None:
    here, there, archive = tmp_path / "here", tmp_path / "there", tmp_path / "desk.zip"
    elsewhere = Servers(own.rabbit_url, own.mongo_url, own.claude_url, f"test-{uuid.uuid4().hex}")

    async with running(RunningSystem(Shape.ONE_PROCESS, here, own)) as system, system.client() as client:
        desk = Desk(client, await Desk.sign_in(client))
        await desk.post("/accounts", EVE)
        visitor = await Visitor.arrives(client)
        async with visitor.tab() as tab:
            await visitor.send(QUESTION)
            await tab.reply()
        await desk.conversation(visitor.conversation_id, messages=2)
        await eventually(desk.figures_agree, "analytics does not count what ticketing has")
        thread, kept, figures = await visitor.thread(), await desk.find(visitor.conversation_id), await desk.figures()
        made = await asyncio.to_thread(backup, here, own.database, own.mongo_url, "create", archive, "--with-secrets")
        refused = await asyncio.to_thread(backup, here, own.database, own.mongo_url, "restore", archive)
    assert made.returncode == 0, made.stderr
    assert "Stop them first" in refused.stderr

    restored = backup(there, elsewhere.database, own.mongo_url, "restore", archive, "--with-secrets")
    assert restored.returncode == 0, restored.stderr

    async with running(RunningSystem(Shape.ONE_PROCESS, there, elsewhere)) as system, system.client() as client:
        returned = Visitor(client, visitor.conversation_id, visitor.token)
        assert await returned.thread() == thread
        eve = await client.post("/api/support/session", json={key: EVE[key] for key in ("email", "password")})
        assert (eve.status_code, eve.json().get("role")) == (200, "agent")
        desk = Desk(client, await Desk.sign_in(client))
        assert await desk.find(visitor.conversation_id) == kept
        assert await desk.figures() == figures
        async with returned.tab() as tab:
            message = await returned.send("And how do I cancel?")
            await tab.reply_to(message)
        await desk.conversation(visitor.conversation_id, messages=4)
        await eventually(desk.figures_agree, "analytics does not count what ticketing has")


def test_no_service_starts_on_a_half_restored_database(own: Servers, tmp_path: Path) -> None:
    with MongoClient[dict[str, object]](own.mongo_url) as client:
        client[own.database][UNFINISHED_RESTORE].insert_one({})

    for shape in Shape:
        system = RunningSystem(shape, tmp_path / shape, own)
        for process in system.processes:
            if process.name != "gateway":
                assert_does_not_start(process)


def assert_does_not_start(process: ServiceProcess) -> None:
    process.start()
    wait_until(lambda: not process.runs, f"{process.name} runs")
    assert "A restore of the database was not finished" in process.log_text()
    assert process.stop() > 0
