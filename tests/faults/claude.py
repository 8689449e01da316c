"""The stand-in for Claude as a process of its own, told to fail in every way that Claude can, each now and then."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import httpx2

from deploy.local.ports import HOST, free_port
from deploy.local.processes import Child
from deploy.local.server import plain_environment
from deploy.standin.behaviours import Behaviour
from deploy.standin.ledger import Books, Entry
from tests.waiting import wait_until

FIRST_TOKEN_SECONDS: Final = 0.15
TOKENS_PER_SECOND: Final = 150
LEDGER_SIZE: Final = 500_000
STALL_SECONDS: Final = 6.0
"""Longer than the services here wait for a token."""

FAILURES: Final[Mapping[str, tuple[float, dict[str, Any]]]] = {  # JSON as the stand-in's script has it
    "429 with Retry-After": (0.008, {"error": {"status": 429, "retry_after_seconds": 1}}),
    "429 without": (0.008, {"error": {"status": 429}}),
    "429 spend limit": (0.002, {"error": {"status": 429, "spend_limit": True}}),
    "400 spend limit": (0.002, {"error": {"status": 400, "spend_limit": True}}),
    "529": (0.008, {"error": {"status": 529}}),
    "500": (0.008, {"error": {"status": 500}}),
    "connection torn": (0.008, {"fault": {"kind": "drop"}}),
    "connection closed": (0.008, {"fault": {"kind": "drop", "how": "close"}}),
    "no first token": (0.004, {"fault": {"kind": "stall", "seconds": STALL_SECONDS}}),
    "stall in the middle": (0.004, {"fault": {"kind": "stall", "seconds": STALL_SECONDS, "after_deltas": 3}}),
    "torn in the middle": (0.008, {"fault": {"kind": "cut", "after_deltas": 3}}),
    "torn within an event": (0.008, {"fault": {"kind": "cut", "after_bytes": 900}}),
    "half a stream": (0.008, {"fault": {"kind": "end", "after_deltas": 3}}),
    "no message_delta": (0.004, {"fault": {"kind": "leave_out", "events": ["message_delta"]}}),
    "no message_stop": (0.004, {"fault": {"kind": "leave_out", "events": ["message_stop"]}}),
    "error in the middle": (0.008, {"fault": {"kind": "error_event", "after_deltas": 2}}),
    "garbage": (0.008, {"fault": {"kind": "garbage", "after_deltas": 2}}),
    "unknown event": (0.008, {"fault": {"kind": "unknown_event", "after_deltas": 1}}),
    "byte by byte": (0.004, {"pace": {"one_byte_chunks": True}}),
    "another model answers": (0.004, {"model": "claude-sonnet-4-5"}),
    "refusal": (0.002, {"reply": {"text": "", "stop_reason": "refusal"}}),
    "empty reply": (0.002, {"reply": {"text": ""}}),
    "a reply of 10 MB": (0.001, {"reply": {"size_characters": 10_000_000}, "pace": {"delta_seconds": 0.001}}),
}
"""What happens to a call, and how often."""


class Claude:
    """Listens on `port` once it was started."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self._folder = folder
        self._child: Child | None = None
        self._http = httpx2.Client(base_url=f"http://{HOST}:{self.port}", timeout=60)

    def start(self) -> None:
        options = {
            "port": self.port,
            "first-token-seconds": FIRST_TOKEN_SECONDS,
            "tokens-per-second": TOKENS_PER_SECOND,
            "ledger-size": LEDGER_SIZE,
        }
        self._child = Child(
            "claude",
            [
                sys.executable,
                "-m",
                "deploy.standin",
                "--control",
                *(f"--{name}={is_}" for name, is_ in options.items()),
            ],
            log=self._folder / "logs" / "claude.log",
            run_dir=self._folder / "run",
            env=plain_environment(),
        )
        wait_until(self._answers, "the stand-in for Claude did not start")

    def stop(self) -> None:
        self._http.close()
        if self._child:
            self._child.stop()

    def fail_now_and_then(self, seed: int) -> None:
        """The table of failures from now on."""
        behaviours = [
            Behaviour.model_validate({**failure, "times": None, "probability": probability, "seed": seed + place})
            for place, (probability, failure) in enumerate(FAILURES.values())
        ]
        script = [behaviour.model_dump(mode="json", exclude_unset=True) for behaviour in behaviours]
        self._http.post("/_standin/script", json=script).raise_for_status()

    def behave(self) -> None:
        """No failures any more."""
        self._http.delete("/_standin/script").raise_for_status()

    def ledger(self) -> list[Entry]:
        """Everything that it was asked, oldest first."""
        books = Books.model_validate_json(self._http.get("/_standin/requests").raise_for_status().content)
        assert books.forgotten == 0, "the ledger is too small for this run"
        return books.requests

    def _answers(self) -> bool:
        try:
            return self._http.get("/healthz").is_success
        except httpx2.TransportError:
            return False
