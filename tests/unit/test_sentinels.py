"""The look through the logs finds what must not be there, in whichever log and case of letters."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sentinels import is_private, leaks_in
from tests.system import ADMIN_PASSWORD

KEY = "4f" * 32
SERVER_PASSWORD = "5e" * 24


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Path]:
    """What a run leaves: secrets, a server's account, and a log with nothing in it. Gone before this run is over."""
    (tmp_path / "system" / "secrets").mkdir(parents=True)
    (tmp_path / "system" / "secrets" / "service_token").write_text(f"{KEY}\n")
    (tmp_path / "rabbit" / "log").mkdir(parents=True)
    (tmp_path / "rabbit" / "state.json").write_text(json.dumps({"user": "desk-1", "password": SERVER_PASSWORD}))
    (tmp_path / "rabbit" / "log" / "rabbitmq.log").write_text("started\nuser desk-1 connected\n")
    yield tmp_path
    shutil.rmtree(tmp_path)


def test_a_clean_run_is_clean(run: Path) -> None:
    assert leaks_in(run) == []


@pytest.mark.parametrize(
    "said",
    [
        "a SENTINEL-TEXT of hers",
        "Sentinel.visitor@mail.example",
        KEY,
        f"amqp://desk-1:{SERVER_PASSWORD}@host",
        ADMIN_PASSWORD,
    ],
)
def test_a_leak_is_named_by_file_and_line(run: Path, said: str) -> None:
    (run / "system" / "gateway-1.log").write_text(f"started\n{{'detail': '{said}'}}\n")

    (leak,) = leaks_in(run)

    assert leak.startswith("system/gateway-1.log:2: ")
    assert KEY not in leak


def test_what_a_test_writes_is_looked_at_too() -> None:
    assert is_private("oh, a Sentinel!")
    assert not is_private("nothing")
