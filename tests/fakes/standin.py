"""The stand-in for Claude as a real process on a free loopback port, for tests that need the other side over HTTP.

with StandIn() as claude:
    claude.script({"reply": {"text": "Hello."}, "usage": {"input_tokens": 25, "output_tokens": 60}})
    ...                                  # point the SDK at claude.url
    assert claude.requests()[0].usage.output_tokens == 60
"""

import json
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import httpx2

from deploy.standin.behaviours import Behaviour
from deploy.standin.ledger import Entry

ROOT: Final = Path(__file__).parents[2]
STOP_SECONDS: Final = 10.0
API_KEY: Final = "any-key-will-do"


class StandIn:
    """Starts when made, with everything sent at once unless told otherwise; `stop()` or leaving `with` ends it.

    Options are those of `python -m deploy.standin`: `StandIn(tokens_per_second=80)`.
    """

    def __init__(self, **options: float) -> None:
        chosen = {"port": 0, "tokens_per_second": 0, "first_token_seconds": 0, **options}
        flags = [f"--{name.replace('_', '-')}={value}" for name, value in chosen.items()]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "deploy.standin", "--control", *flags],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.url = self._first_line()["url"]
        self._http = httpx2.Client(base_url=self.url, timeout=STOP_SECONDS)
        self._http.get("/healthz").raise_for_status()

    def script(self, *behaviours: Behaviour | dict[str, Any]) -> None:  # Any: JSON as a test writes it
        """Add behaviours for the next requests, in order; see `deploy.standin.behaviours`."""
        checked = [Behaviour.model_validate(behaviour) for behaviour in behaviours]
        body = [behaviour.model_dump(mode="json", exclude_unset=True) for behaviour in checked]
        self._http.post("/_standin/script", json=body).raise_for_status()

    def requests(self) -> list[Entry]:
        """What it was asked so far, oldest first."""
        books = self._http.get("/_standin/requests").raise_for_status().json()
        return [Entry.model_validate(entry) for entry in books["requests"]]

    def reset(self) -> None:
        """Forget script, ledger and cached prompts."""
        for kept in ("script", "requests", "cache"):
            self._http.delete(f"/_standin/{kept}").raise_for_status()

    def stop(self) -> None:
        """End the process, and wait until it has ended. A second call does nothing."""
        self._http.close()
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _first_line(self) -> dict[str, str]:
        """The first log line comes when it listens; none comes when it could not start, and it has said why."""
        line = self._process.stdout.readline() if self._process.stdout else ""
        if not line:
            self._process.wait()
            raise RuntimeError("The stand-in did not start; see what it wrote to stderr.")
        started: dict[str, str] = json.loads(line)
        return started
