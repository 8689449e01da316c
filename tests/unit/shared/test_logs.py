"""What goes wrong is logged with its type and place, and without its words, which may be somebody's."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import pytest

ROOT: Final = Path(__file__).parents[3]
WORDS: Final = "SENTINEL of a visitor"
PROGRAM: Final = """
import logging, sys, structlog
from shared.observability import configure_logging

def fail_for_a_reason():
    try:
        int(sys.argv[1])
    except ValueError as error:
        raise ExceptionGroup(sys.argv[1], [RuntimeError(sys.argv[1])]) from error

configure_logging("INFO", process="test")
try:
    fail_for_a_reason()
except Exception as error:
    error.add_note(sys.argv[1])
    {log}
"""
WAYS: Final = {
    "ours": 'structlog.get_logger("ours").error("request failed", exc_info=error)',
    "a library's": 'logging.getLogger("uvicorn.error").error("Exception in ASGI application", exc_info=error)',
}


@pytest.mark.parametrize("way", WAYS)
def test_an_error_is_logged_without_its_words(way: str) -> None:
    entry = _logged(PROGRAM.format(log=WAYS[way]))

    assert WORDS not in json.dumps(entry)
    assert [error["exc_type"] for error in entry["exception"]] == ["ExceptionGroup", "ValueError"]
    assert entry["exception"][0]["exceptions"][0][0]["exc_type"] == "RuntimeError"
    assert entry["exception"][0]["frames"][-1]["name"] == "fail_for_a_reason"


def _logged(program: str) -> dict[str, Any]:  # a line of a log
    command = [sys.executable, "-c", program, WORDS]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)
    entry: dict[str, Any] = json.loads(done.stdout)
    return entry
