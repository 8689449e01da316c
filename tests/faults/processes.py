"""The services as processes that die, and are started again by a keeper, as systemd or Compose would."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx2
import psutil

from deploy.local.ports import HOST, free_port
from deploy.local.processes import Child
from shared.failpoints import SETTING, FailPoint
from tests.waiting import eventually

POLL_SECONDS: Final = 0.1
RESTART_SECONDS: Final = 0.3
END_SECONDS: Final = 30.0
READY_SECONDS: Final = 90.0


@dataclass(frozen=True)
class Life:
    """One life of a process, after its end. `crashed_at`: the fail-point that it names in its last line."""

    pid: int
    code: int
    ended_at: float
    crashed_at: FailPoint | None


class ServiceProcess:
    """One process of a service. It keeps its port; each life has a log of its own."""

    def __init__(
        self, name: str, folder: Path, environment: Mapping[str, str], *, command: Sequence[str] | None = None
    ) -> None:
        """`name` is the service's and a number: `chat_worker-2`. `command`: what Python runs, if not that service."""
        self.name = name
        self.service = name.rpartition("-")[0]
        self.port = free_port()
        self.lives: list[Life] = []
        self.only_next: dict[str, str] = {}
        self._command = [sys.executable, *(command or ("-m", f"services.{self.service}"))]
        self._folder = folder
        self._environment = {**environment, "PORT": str(self.port), "METRICS_PORT": "0"}
        self._child: Child | None = None

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    @property
    def pid(self) -> int:
        return self._running.pid

    @property
    def log(self) -> Path:
        """Of the life that is."""
        return self._running.log

    def start(self) -> None:
        """`only_next` is added to the environment of this life only."""
        self._child = Child(
            self.name,
            self._command,
            log=self._folder / "logs" / f"{self.name}.{len(self.lives) + 1}.log",
            run_dir=self._folder / "run",
            env={**self._environment, **self.only_next},
            patience_seconds=END_SECONDS,
        )
        self.only_next = {}

    async def signal(self, number: signal.Signals) -> int:
        """Send it, as soon as there is somebody to send it to; returns the pid."""
        while self._running.exit_code is not None:
            await asyncio.sleep(POLL_SECONDS)
        os.kill(self.pid, number)
        return self.pid

    async def next_pid(self, after: int) -> int:
        """Of the life after that one."""
        while self.pid == after:
            await asyncio.sleep(POLL_SECONDS)
        return self.pid

    def bury_the_dead(self) -> bool:
        """Whether the life that was has ended, and is noted."""
        code = self._running.exit_code
        if code is None:
            return False
        self.lives.append(Life(self.pid, code, time.time(), _crash(self._running.last_lines(1))))
        return True

    async def end_of(self, pid: int, within_seconds: float = END_SECONDS) -> Life | None:
        """How that life ended; None when it has not in time."""
        deadline = time.monotonic() + within_seconds
        while time.monotonic() < deadline:
            for life in self.lives:
                if life.pid == pid:
                    return life
            await asyncio.sleep(POLL_SECONDS)
        return None

    def is_stopped(self) -> bool:
        """By SIGSTOP."""
        return bool(psutil.Process(self.pid).status() == psutil.STATUS_STOPPED)

    async def wait_until_ready(self, client: httpx2.AsyncClient) -> None:
        async def is_ready() -> bool:
            try:
                return (await client.get(f"{self.url}/readyz")).status_code == 200
            except httpx2.TransportError:
                return False

        await eventually(is_ready, f"{self.name} is not ready", within_seconds=READY_SECONDS)

    def stop(self) -> int:
        """For good; returns the exit code."""
        self._running.stop()
        return self._running.exit_code or 0

    @property
    def _running(self) -> Child:
        assert self._child is not None, f"{self.name} was not started"
        return self._child


class Keeper:
    """Starts again what has ended, for as long as the block lasts."""

    def __init__(self, processes: list[ServiceProcess]) -> None:
        self._processes = processes

    async def keep(self) -> None:
        async with asyncio.TaskGroup() as group:
            for process in self._processes:
                group.create_task(self._keep(process))

    async def _keep(self, process: ServiceProcess) -> None:
        while True:
            if process.bury_the_dead():
                await asyncio.sleep(RESTART_SECONDS)
                process.start()
            await asyncio.sleep(POLL_SECONDS)


def _crash(last_line: str) -> FailPoint | None:
    setting, _, place = last_line.partition(": ")
    return FailPoint(place) if setting == SETTING else None
