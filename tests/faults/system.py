"""The system under test: real servers behind links that can fail, and the services as processes that can die."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any, Final

import httpx2
from pymongo import MongoClient

from deploy.local.errors import LocalRunError
from deploy.local.ports import HOST
from deploy.local.processes import end_leftovers
from deploy.local.server import LocalServer
from deploy.secrets import make_secrets
from tests.faults.claude import Claude
from tests.faults.links import Link
from tests.faults.processes import Keeper, ServiceProcess
from tests.faults.servers import Broker, Database
from tests.mail_server import MailServer

ROOT: Final = Path(__file__).parents[2]
REPLICAS: Final = {"chat_worker": 3, "gateway": 2, "ticketing": 2, "analytics": 1}
DATABASE: Final = "support"

SETTINGS: Final = {
    "MAX_REQUESTS_PER_ADDRESS": "100000",
    "GATEWAY_HEARTBEAT_SECONDS": "4",
    "GATEWAY_CONVERSATION_MESSAGES_PER_MINUTE": "100000",
    "GATEWAY_CONVERSATION_MESSAGES_PER_DAY": "100000",
    "GATEWAY_VISITOR_MESSAGES_PER_MINUTE": "100000",
    "GATEWAY_VISITOR_READS_PER_MINUTE": "100000",
    "GATEWAY_CONVERSATIONS_PER_MINUTE": "100000",
    "GATEWAY_CONVERSATIONS_PER_HOUR": "100000",
    "GATEWAY_STREAMS_PER_ADDRESS": "100000",
    "CHAT_WORKER_DAILY_CAP_USD": "100000",
    "CHAT_WORKER_MONTHLY_CAP_USD": "100000",
    "CHAT_WORKER_VISITOR_DAILY_CAP_USD": "100000",
    "CHAT_WORKER_CONVERSATION_CAP_USD": "100000",
    "CHAT_WORKER_FIRST_TOKEN_TIMEOUT_SECONDS": "4",
    "CHAT_WORKER_IDLE_TIMEOUT_SECONDS": "4",
    "ADMIN_PASSWORD": "correct-horse-battery-staple",
    "TICKETING_MAIL_FROM": "desk@desk.example",
    "TICKETING_TEAM_EMAIL": "team@desk.example",
    "TICKETING_PUBLIC_URL": "https://desk.example",
    "TICKETING_SMTP_TIMEOUT_SECONDS": "5",
}
"""Other than the defaults: faults that are waited out are waited out sooner, and money is no object."""


class System:
    """Made in a folder of its own; `running()` brings it up and down."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.broker = Broker(folder / "rabbitmq")
        self.database = Database(folder / "mongodb")
        self.claude = Claude(folder)
        self.mail = MailServer()
        self.links: dict[str, Link] = {}
        self.processes: list[ServiceProcess] = []

    @property
    def gateways(self) -> list[str]:
        return [process.url for process in self.processes if process.service == "gateway"]

    def of_service(self, service: str) -> list[ServiceProcess]:
        return [process for process in self.processes if process.service == service]

    def store(self) -> MongoClient[dict[str, Any]]:  # documents as they are
        """MongoDB past the link, for whoever looks from outside."""
        return MongoClient(self.database.url, tz_aware=True, serverSelectionTimeoutMS=5_000)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Up and ready; at the end nothing of it is left but its files."""
        _clear(self.folder)
        async with AsyncExitStack() as stack:
            await self._start_servers(stack)
            await self._start_links(stack)
            await self._make_processes(stack)
            stack.push_async_callback(self._stop_processes)
            for process in self.processes:
                process.start()
            await self.wait_until_ready()
            keeping = asyncio.create_task(Keeper(self.processes).keep())
            stack.push_async_callback(_cancel, keeping)
            yield

    async def wait_until_ready(self) -> None:
        async with httpx2.AsyncClient(timeout=5) as client:
            await asyncio.gather(*(process.wait_until_ready(client) for process in self.processes))

    async def _start_servers(self, stack: AsyncExitStack) -> None:
        servers: list[LocalServer | Claude] = [self.broker, self.database, self.claude]
        for server in servers:
            stack.push_async_callback(asyncio.to_thread, server.stop)
        await asyncio.gather(*(asyncio.to_thread(_start, server) for server in servers))
        await self.mail.start()
        stack.push_async_callback(self.mail.stop)

    async def _start_links(self, stack: AsyncExitStack) -> None:
        upstreams = {
            "broker": self.broker.state.ports["amqp"],
            "database": self.database.state.ports["mongod"],
            "claude": self.claude.port,
        }
        for name, port in upstreams.items():
            await self._start_link(stack, Link(name, [(HOST, port)]))

    async def _start_link(self, stack: AsyncExitStack, link: Link) -> None:
        await link.start()
        stack.push_async_callback(link.stop)
        self.links[link.name] = link

    async def _make_processes(self, stack: AsyncExitStack) -> None:
        """The gateways read threads from any of the chat workers, through a link that is their load balancer."""
        make_secrets(self.folder / "secrets")
        environment = self._environment()
        threads = [self._make_process("chat_worker", number, environment) for number in range(REPLICAS["chat_worker"])]
        link = Link("threads", [(HOST, process.port) for process in threads])
        await self._start_link(stack, link)
        environment["GATEWAY_CHAT_WORKER_URL"] = f"http://{link.address}"
        for service in ("gateway", "ticketing", "analytics"):
            for number in range(REPLICAS[service]):
                self._make_process(service, number, environment)

    def _make_process(self, service: str, number: int, environment: dict[str, str]) -> ServiceProcess:
        process = ServiceProcess(f"{service}-{number + 1}", self.folder, environment)
        self.processes.append(process)
        return process

    def _environment(self) -> dict[str, str]:
        """Nothing of the caller's settings."""
        account = self.broker.state
        return {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "SECRETS_DIR": str(self.folder / "secrets"),
            "RABBITMQ_URL": f"amqp://{account.user}:{account.password}@{self.links['broker'].address}/",
            "MONGODB_URL": self.database.url_through(self.links["database"].address),
            "MONGODB_DATABASE": DATABASE,
            "ANTHROPIC_BASE_URL": f"http://{self.links['claude'].address}",
            "ANTHROPIC_API_KEY": "stand-in",
            "TICKETING_SMTP_URL": self.mail.url,
            **SETTINGS,
        }

    async def _stop_processes(self) -> None:
        with ThreadPoolExecutor(len(self.processes)) as stopping:
            loop = asyncio.get_running_loop()
            await asyncio.gather(*(loop.run_in_executor(stopping, process.stop) for process in self.processes))


def _start(server: LocalServer | Claude) -> None:
    """Once more with other ports when somebody else was quicker to take one."""
    try:
        server.start()
    except LocalRunError:
        server.start()


def _clear(folder: Path) -> None:
    """What an earlier run left: its processes, then its files."""
    for run_dir in folder.glob("**/run"):
        end_leftovers(run_dir)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)


async def _cancel(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
