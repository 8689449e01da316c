"""The parts of the whole system, started in order and stopped in the opposite one."""

import http.client
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple, Protocol

from deploy.local.errors import LocalRunError
from deploy.local.mongodb import MongoNode
from deploy.local.ports import HOST, free_port, is_free
from deploy.local.processes import Child
from deploy.local.rabbitmq import RabbitNode
from deploy.local.server import LocalServer
from deploy.local.settings import RunSettings

_DRAIN_SECONDS = 40.0
_PROBE_SECONDS = 2.0
_POLL_SECONDS = 0.05


class Part(Protocol):
    """A server or a child process, as the run watches it."""

    @property
    def name(self) -> str: ...

    @property
    def log(self) -> Path: ...

    @property
    def exit_code(self) -> int | None: ...

    def last_lines(self) -> str: ...

    def stop(self) -> None: ...


class Launched(NamedTuple):
    """A part that is coming up: since when (monotonic seconds), and what waits until it is ready."""

    name: str
    since: float
    wait: Callable[[], None]


class Parts:
    """What runs. `stack` ends it all, the last first, however the run ends."""

    def __init__(self, settings: RunSettings, environment: Mapping[str, str], stack: ExitStack) -> None:
        self._settings = settings
        self._environment = dict(environment)
        self._stack = stack
        self._parts: list[Part] = []
        self._data_dir = settings.data_dir.absolute()
        self.run_dir = self._data_dir / "run"

    def launch_mongodb(self) -> Launched | None:
        """Start a private mongod and point the services at it, unless an address was given."""
        if self._settings.mongodb_url is not None:
            return None
        return self._launch_server("MONGODB_URL", MongoNode(self._data_dir / "mongodb", self.run_dir))

    def launch_rabbitmq(self) -> Launched | None:
        """Start a private RabbitMQ and point the services at it, unless an address was given."""
        if self._settings.rabbitmq_url is not None:
            return None
        return self._launch_server("RABBITMQ_URL", RabbitNode(self._data_dir / "rabbitmq", self.run_dir))

    def launch_stand_in(self) -> Launched | None:
        """Start the stand-in for Claude and point the services at it, unless Claude's key or address was given."""
        if not self._settings.needs_stand_in:
            return None
        port = free_port()
        self._environment |= {
            "ANTHROPIC_BASE_URL": f"http://{HOST}:{port}",
            "ANTHROPIC_API_KEY": "stand-in",
            "DEMONSTRATION": "true",
        }
        arguments = ["-m", "deploy.standin", "--host", HOST, "--port", str(port)]
        return self._launch_child("stand-in", arguments, lambda: not is_free(port), within_seconds=30)

    def launch_services(self, secrets_dir: Path, first_account: Path) -> Launched:
        """Start the four services in one process; ready when they say so themselves."""
        self._environment |= {"SECRETS_DIR": str(secrets_dir), "TICKETING_FIRST_ACCOUNT_FILE": str(first_account)}
        return self._launch_child("services", ["-m", "services"], lambda: _answers(self._settings), within_seconds=90)

    def require_all(self) -> None:
        """Raises LocalRunError naming the part that has ended."""
        for part in self._parts:
            if part.exit_code is not None:
                raise LocalRunError(
                    f"{part.name} ended by itself (code {part.exit_code}).",
                    "Everything else is stopped; when the reason is gone, start again.",
                    part.log,
                    part.last_lines(),
                )

    def _launch_server(self, setting: str, server: LocalServer) -> Launched:
        began = time.monotonic()
        self._stack.callback(server.stop)
        server.launch()
        self._parts.append(server)
        self._environment[setting] = server.url
        return Launched(server.name, began, server.wait_until_ready)

    def _launch_child(
        self, name: str, arguments: list[str], is_ready: Callable[[], bool], within_seconds: float
    ) -> Launched:
        began = time.monotonic()
        child = Child(
            name,
            [sys.executable, *arguments],
            log=self._data_dir / "log" / f"{name}.log",
            run_dir=self.run_dir,
            env=self._environment,
            patience_seconds=_DRAIN_SECONDS,
        )
        self._stack.callback(child.stop)
        self._parts.append(child)
        return Launched(name, began, lambda: self._wait(child, is_ready, within_seconds))

    def _wait(self, child: Child, is_ready: Callable[[], bool], within_seconds: float) -> None:
        deadline = time.monotonic() + within_seconds
        while not is_ready():
            self.require_all()
            if time.monotonic() > deadline:
                late = f"{child.name} did not become ready within {within_seconds:.0f} s."
                raise LocalRunError(late, "See in its log what it waits for.", child.log, child.last_lines())
            time.sleep(_POLL_SECONDS)


def _answers(settings: RunSettings) -> bool:
    probe = http.client.HTTPConnection(settings.reachable_at, settings.port, timeout=_PROBE_SECONDS)
    try:
        probe.request("GET", "/readyz")
        return probe.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        probe.close()
