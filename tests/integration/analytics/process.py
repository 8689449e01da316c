"""Analytics as a process of its own, to be asked, killed and started again."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Final, Self

import httpx2

from deploy.local.ports import free_port
from tests.unit.analytics.desk import Desk
from tests.waiting import eventually

ROOT: Final = Path(__file__).parents[3]


class AnalyticsProcess:
    """Starts when made; leaving `async with` ends it and checks that it ended well."""

    def __init__(self, desk: Desk, **environment: str) -> None:
        self.url = f"http://127.0.0.1:{free_port()}"
        self.metrics_url = f"http://127.0.0.1:{free_port()}/metrics"
        self._desk = desk
        self._process = subprocess.Popen(
            [sys.executable, "-m", "services.analytics"],
            cwd=ROOT,
            env={
                **os.environ,
                "PORT": self.url.rpartition(":")[2],
                "METRICS_PORT": str(httpx2.URL(self.metrics_url).port),
                "ACCESS_TOKEN_PUBLIC_KEY": desk.public_key.get_secret_value(),
                "ANALYTICS_ROLLUP_SECONDS": "0.1",
                **environment,
            },
            stdout=subprocess.DEVNULL,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self._process.terminate()
            assert self._process.wait(timeout=30) == 0

    def kill(self) -> None:
        """Without a chance to finish anything."""
        self._process.kill()
        self._process.wait()

    async def alive(self) -> None:
        await eventually(lambda: self._says_yes("/healthz"), "analytics did not start", within_seconds=60)

    async def ready(self) -> None:
        await eventually(lambda: self._says_yes("/readyz"), "analytics did not become ready", within_seconds=60)

    async def get(self, path: str, **params: int) -> httpx2.Response:
        """As a viewer who is signed in."""
        async with httpx2.AsyncClient() as client:
            return await client.get(
                self.url + path, params=params, headers={"Authorization": f"Bearer {self._desk.token()}"}
            )

    async def metrics(self) -> str:
        async with httpx2.AsyncClient() as client:
            return (await client.get(self.metrics_url)).text

    async def _says_yes(self, path: str) -> bool:
        try:
            return (await self.get(path)).status_code == 200
        except httpx2.TransportError:
            return False
