"""The support desk as real processes, in both shapes, on given servers and a given Claude.

A test talks to one address; with separate services a router in the client does what an edge proxy does elsewhere.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final

import httpx2

from deploy.local.ports import HOST, free_port
from deploy.local.processes import Child
from deploy.secrets import make_secrets
from tests.routing import ByPath
from tests.waiting import wait_until

ROOT: Final = Path(__file__).parents[1]
ADMIN_EMAIL: Final = "ada@desk.example"
ADMIN_PASSWORD: Final = "correct-horse-battery-staple"
SUPPORT_EMAIL: Final = "support@rezvo.app"
IDENTITY_SECRET: Final = "7c" * 32
"""What the tests' own back end signs identities with."""
API_KEY: Final = "sk-ant-test-key-of-the-end-to-end-tests"
STOP_PATIENCE_SECONDS: Final = 25.0
READY_WITHIN_SECONDS: Final = 90.0
TAIL_LINES: Final = 12


class Shape(StrEnum):
    """How the four services run."""

    ONE_PROCESS = "one_process"
    SEPARATE = "separate"


@dataclass(frozen=True)
class Servers:
    """What the services stand on. `accounts`: settings of single services, where each has accounts of its own."""

    rabbit_url: str
    mongo_url: str
    claude_url: str
    database: str
    accounts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


class ServiceProcess:
    """One Python process of the desk. It keeps its ports over a restart; each of its lives has a log of its own."""

    def __init__(self, name: str, module: str, folder: Path, port: int, environment: Mapping[str, str]) -> None:
        self.name = name
        self.port = port
        self.metrics_port = free_port()
        self.logs: list[Path] = []
        self._command = [sys.executable, "-m", module]
        self._folder = folder
        self._environment = {**environment, "PORT": str(port), "METRICS_PORT": str(self.metrics_port)}
        self._child: Child | None = None

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    def start(self) -> None:
        self.logs.append(self._folder / "logs" / f"{self.name}-{len(self.logs) + 1}.log")
        self._child = Child(
            self.name,
            self._command,
            log=self.logs[-1],
            run_dir=self._folder / "run",
            env=self._environment,
            patience_seconds=STOP_PATIENCE_SECONDS,
        )

    def wait_until_ready(self) -> None:
        """Ready and nothing degraded."""
        wait_until(self._is_ready, f"{self.name} did not become ready", within_seconds=READY_WITHIN_SECONDS)

    def stop(self) -> int:
        """SIGTERM; returns the exit code, negative when it did not end by itself."""
        child = self._running()
        child.stop()
        self._child = None
        return child.exit_code if child.exit_code is not None else -signal.SIGKILL

    def kill(self) -> None:
        """SIGKILL."""
        self._running().kill()
        self._child = None

    @property
    def runs(self) -> bool:
        return self._child is not None and self._child.exit_code is None

    def log_text(self) -> str:
        """What it logged in all its lives."""
        return "\n".join(log.read_text(errors="replace") for log in self.logs)

    def tail(self) -> str:
        return "\n".join(self.log_text().splitlines()[-TAIL_LINES:])

    def metrics(self) -> str:
        return httpx2.get(f"http://{HOST}:{self.metrics_port}/metrics").raise_for_status().text

    def _running(self) -> Child:
        assert self._child is not None, f"{self.name} does not run"
        return self._child

    def _is_ready(self) -> bool:
        code = self._running().exit_code
        assert code is None, f"{self.name} ended with {code} while it started:\n{self.tail()}"
        try:
            answer = httpx2.get(f"{self.url}/readyz", timeout=5)
        except httpx2.TransportError:
            return False
        return answer.status_code == 200 and not answer.json()["degraded"]


class RunningSystem:
    """All four services, started by `start()` and ended by `stop()`. `settings` come on top of the usual ones."""

    def __init__(self, shape: Shape, folder: Path, servers: Servers, settings: Mapping[str, str] | None = None) -> None:
        self.shape = shape
        self.folder = folder
        self.servers = servers
        make_secrets(folder / "secrets")
        _make_pages(folder / "web")
        environment = {**_environment(folder, servers), **(settings or {})}
        self.services = (
            _one_process(folder, environment)
            if shape is Shape.ONE_PROCESS
            else _separate(folder, environment, servers.accounts)
        )

    @property
    def base_url(self) -> str:
        """Where a client begins; with separate services the gateway, which `client` knows how to leave."""
        return self.services["gateway"].url

    @property
    def processes(self) -> list[ServiceProcess]:
        """Each process once, whichever services it is."""
        return list({process.name: process for process in self.services.values()}.values())

    def client(self, **options: object) -> httpx2.AsyncClient:
        """An HTTP client that sees one address."""
        return httpx2.AsyncClient(
            base_url=self.base_url,
            transport=ByPath({name: process.port for name, process in self.services.items()}),
            timeout=20,
            **options,  # type: ignore[arg-type]
        )

    def start(self) -> None:
        for process in self.processes:
            process.start()
        for process in self.processes:
            process.wait_until_ready()

    async def end(self, *services: str) -> list[int]:
        """SIGTERM, while the test's own loop goes on; returns the exit codes."""
        return [await asyncio.to_thread(self.services[service].stop) for service in services]

    async def restart(self, service: str) -> int:
        """Stop it, start it, and wait until it is ready; returns the exit code."""
        (code,) = await self.end(service)
        await self.begin(service)
        return code

    async def crash(self, service: str) -> None:
        """SIGKILL, and start it again."""
        await asyncio.to_thread(self.services[service].kill)
        await self.begin(service)

    async def begin(self, *services: str) -> None:
        """Start what was stopped."""
        for service in services:
            self.services[service].start()
        for service in services:
            await asyncio.to_thread(self.services[service].wait_until_ready)

    def stop(self) -> dict[str, int]:
        """SIGTERM to all that run; returns their exit codes."""
        running = [process for process in self.processes if process.runs]
        with ThreadPoolExecutor() as stopping:
            return dict(zip((p.name for p in running), stopping.map(ServiceProcess.stop, running), strict=True))

    def logs(self) -> str:
        return "\n".join(process.log_text() for process in self.processes)

    def secrets(self) -> list[str]:
        """Everything that no log may show."""
        files = (self.folder / "secrets").iterdir()
        return [API_KEY, ADMIN_PASSWORD, ADMIN_EMAIL, *(line for f in files for line in _telling_lines(f.read_text()))]


def _one_process(folder: Path, environment: Mapping[str, str]) -> dict[str, ServiceProcess]:
    process = ServiceProcess("services", "services", folder, free_port(), environment)
    return dict.fromkeys(("gateway", "chat_worker", "ticketing", "analytics"), process)


def _separate(
    folder: Path, environment: Mapping[str, str], accounts: Mapping[str, Mapping[str, str]]
) -> dict[str, ServiceProcess]:
    ports = {name: free_port() for name in ("gateway", "chat_worker", "ticketing", "analytics")}
    addresses = {
        "GATEWAY_CHAT_WORKER_URL": f"http://{HOST}:{ports['chat_worker']}",
        "ANALYTICS_TICKETING_URL": f"http://{HOST}:{ports['ticketing']}",
    }
    return {
        name: ServiceProcess(
            name, f"services.{name}", folder, port, {**environment, **addresses, **accounts.get(name, {})}
        )
        for name, port in ports.items()
    }


def _environment(folder: Path, servers: Servers) -> dict[str, str]:
    """Nothing of the caller's settings; some waits of the services are shortened."""
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "SECRETS_DIR": str(folder / "secrets"),
        "WEB_DIR": str(folder / "web"),
        "RABBITMQ_URL": servers.rabbit_url,
        "MONGODB_URL": servers.mongo_url,
        "MONGODB_DATABASE": servers.database,
        "ANTHROPIC_BASE_URL": servers.claude_url,
        "ANTHROPIC_API_KEY": API_KEY,
        "SUPPORT_EMAIL": SUPPORT_EMAIL,
        "ADMIN_EMAIL": ADMIN_EMAIL,
        "ADMIN_PASSWORD": ADMIN_PASSWORD,
        "GATEWAY_IDENTITY_SECRET": IDENTITY_SECRET,
        "ANALYTICS_ROLLUP_SECONDS": "0.3",
        "CHAT_WORKER_ATTEMPTS": "3",
        # All visitors come from one address.
        "GATEWAY_VISITOR_MESSAGES_PER_MINUTE": "100000",
        "GATEWAY_VISITOR_READS_PER_MINUTE": "100000",
        "GATEWAY_CONVERSATIONS_PER_MINUTE": "100000",
        "GATEWAY_CONVERSATIONS_PER_HOUR": "100000",
        "CHAT_WORKER_VISITOR_DAILY_CAP_USD": "5",
        "CHAT_WORKER_LEASE_SECONDS": "3",
        "CHAT_WORKER_SWEEP_SECONDS": "0.5",
    }


def _make_pages(folder: Path) -> None:
    """The built web pages, as far as the services care."""
    for page in ("demo", "widget", "admin"):
        (folder / page).mkdir(parents=True, exist_ok=True)
        (folder / page / "index.html").write_text(f"<!doctype html><title>{page}</title>")
    (folder / "widget.js").write_text("/* loader */")


def _telling_lines(secret: str) -> list[str]:
    return [line for line in secret.splitlines() if len(line) >= 32 and not line.startswith("-----")]
