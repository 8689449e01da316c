"""The same load and a few faults on a service with FastStream's defaults: the checker reports it broken."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Final

import httpx2
import pytest

from tests.faults import history
from tests.faults.checker import judge
from tests.faults.checks.leftovers import LISTENING
from tests.faults.claude import Claude
from tests.faults.collecting import stored_evidence
from tests.faults.evidence import Depth
from tests.faults.findings import Finding, Kind
from tests.faults.history import History
from tests.faults.load import Load
from tests.faults.processes import Keeper, ServiceProcess
from tests.faults.servers import Broker, Database
from tests.faults.system import ROOT
from tests.faults.visitors import Desk
from tests.waiting import eventually

pytestmark = pytest.mark.timeout(1_200)
"""More than ten times what either takes on an idle machine of two cores."""

MESSAGES: Final = 100
VISITORS: Final = 10
ENDLESS_SECONDS: Final = 240.0
"""Where nothing fails, nobody gives up: what is slow is not broken."""
SHORT_SECONDS: Final = 6.0
"""Where something does, an answer may never come."""
PROMISES: Final = {Kind.LOST, Kind.DUPLICATED, Kind.STUCK}


OTHERS_QUEUES: Final = [Depth(name=name, ready=0, unacked=0, consumers=1) for name in LISTENING]
"""The checker asks for the queues of services that are not here."""


class Naive:
    """The naive chat: a gateway, a worker, and what they stand on."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.broker = Broker(folder / "rabbitmq")
        self.database = Database(folder / "mongodb")
        self.claude = Claude(folder)
        self.processes: dict[str, ServiceProcess] = {}

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            for server in (self.broker, self.database, self.claude):
                stack.push_async_callback(asyncio.to_thread, server.stop)
            await asyncio.gather(
                *(asyncio.to_thread(server.start) for server in (self.broker, self.database, self.claude))
            )
            for name in ("gateway", "worker"):
                self.processes[name] = self._process(name)
                self.processes[name].start()
                stack.push_async_callback(asyncio.to_thread, self.processes[name].stop)
            async with httpx2.AsyncClient() as client:
                await self.processes["gateway"].wait_until_ready(client)
            keeping = asyncio.create_task(Keeper(list(self.processes.values())).keep())
            stack.callback(keeping.cancel)
            yield

    def _process(self, name: str) -> ServiceProcess:
        environment = {
            "PYTHONPATH": str(ROOT),
            "RABBITMQ_URL": self.broker.url,
            "MONGODB_URL": self.database.url,
            "ANTHROPIC_BASE_URL": f"http://127.0.0.1:{self.claude.port}",
        }
        return ServiceProcess(f"{name}-1", self.folder, environment, command=["-m", "tests.faults.naive", name])


Faults = Callable[[Naive], Coroutine[None, None, None]]


async def test_without_faults_the_naive_service_does_what_it_promises(tmp_path: Path) -> None:
    assert await _broken_promises(tmp_path, _nothing, ENDLESS_SECONDS) == []


async def test_under_faults_the_checker_finds_the_naive_service_broken(tmp_path: Path) -> None:
    assert await _broken_promises(tmp_path, _a_few_faults, SHORT_SECONDS)


async def _broken_promises(folder: Path, faults: Faults, patience_seconds: float) -> list[Finding]:
    naive = Naive(folder)
    async with naive.running():
        history_file = folder / "history.jsonl"
        await _under_load(naive, history_file, faults, patience_seconds)
        evidence = stored_evidence(naive.database, list(history.read(history_file)))
    findings = judge(evidence.model_copy(update={"queues": OTHERS_QUEUES}))
    return [finding for finding in findings if finding.kind in PROMISES]


async def _under_load(naive: Naive, history_file: Path, faults: Faults, patience_seconds: float) -> None:
    with History(history_file) as lines:
        async with httpx2.AsyncClient(limits=httpx2.Limits(max_connections=None)) as client:
            desk = Desk(
                client,
                [naive.processes["gateway"].url],
                lines,
                accept_seconds=patience_seconds,
                answer_seconds=patience_seconds,
            )
            async with asyncio.TaskGroup() as group:
                injecting = group.create_task(faults(naive))
                group.create_task(
                    Load(desk, 1, VISITORS, lambda: desk.accepted < MESSAGES or not injecting.done()).run()
                )


async def _nothing(_: Naive) -> None:
    """All goes well."""


async def _a_few_faults(naive: Naive) -> None:
    """Claude fails now and then; the worker dies in the middle of its work; the broker is restarted meanwhile."""
    await asyncio.to_thread(naive.claude.fail_now_and_then, 1)
    for _ in range(3):
        await eventually(lambda: _in_hand(naive), "the worker has nothing in hand", within_seconds=60)
        await naive.processes["worker"].signal(signal.SIGKILL)
    await asyncio.sleep(0.5)
    await asyncio.to_thread(naive.broker.stop)
    await asyncio.to_thread(naive.broker.start)


async def _in_hand(naive: Naive) -> int:
    """How many messages the worker is at."""
    queues = await asyncio.to_thread(naive.broker.queues)
    return sum(queue.unacked for queue in queues)
