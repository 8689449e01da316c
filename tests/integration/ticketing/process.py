"""Ticketing as a process of its own, to be killed and started again."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Self

import httpx2

from deploy.local.ports import free_port
from tests.waiting import eventually

ROOT: Final = Path(__file__).parents[3]


class TicketingProcess:
    """Starts when made; leaving `async with` ends it and checks that it ended well, unless it was killed."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        port = free_port()
        self.http = httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "services.ticketing"],
            cwd=ROOT,
            env={**os.environ, **environment, "PORT": str(port), "METRICS_PORT": "0"},
            stdout=subprocess.DEVNULL,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.http.aclose()
        if self._process.poll() is None:
            self._process.terminate()
            assert self._process.wait(timeout=30) == 0

    def stop(self) -> None:
        """As a deployment does."""
        self._process.terminate()

    def kill(self) -> None:
        """Without a chance to finish anything."""
        self._process.kill()
        self._process.wait()

    def signal(self, number: signal.Signals) -> None:
        self._process.send_signal(number)

    async def died(self) -> int:
        """Its exit status, once it has ended by itself."""
        return await asyncio.to_thread(self._process.wait, 60)

    async def alive(self) -> None:
        await eventually(lambda: self._says_yes("/healthz"), "ticketing did not start", within_seconds=60)

    async def ready(self) -> None:
        await eventually(lambda: self._says_yes("/readyz"), "ticketing did not become ready", within_seconds=60)

    async def waits_for(self) -> list[str]:
        """What `/readyz` names."""
        return list((await self.http.get("/readyz", timeout=20)).json()["waiting_for"])

    async def token(self, email: str, password: str) -> str:
        answer = await self.http.post("/api/support/session", json={"email": email, "password": password}, timeout=20)
        return str(answer.json()["token"])

    async def _says_yes(self, path: str) -> bool:
        try:
            return (await self.http.get(path, timeout=20)).status_code == 200
        except httpx2.TransportError:
            return False
