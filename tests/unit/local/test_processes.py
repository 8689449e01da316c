import json
import os
import sys
from pathlib import Path

import psutil
import pytest

from deploy.local.errors import LocalRunError
from deploy.local.processes import Child, end_leftovers
from tests.waiting import wait_until

SLEEPER = "import time; print('up', flush=True); time.sleep(60)"
STUBBORN_PARENT = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(child.pid, flush=True)
time.sleep(60)
"""


def start(tmp_path: Path, program: str = SLEEPER, patience_seconds: float = 10.0) -> Child:
    child = Child(
        "sleeper",
        [sys.executable, "-c", program],
        log=tmp_path / "sleeper.log",
        run_dir=tmp_path / "run",
        env=os.environ,
        patience_seconds=patience_seconds,
    )
    wait_until(lambda: bool(child.last_lines()), "the child wrote nothing")
    return child


def test_what_a_killed_run_left_is_ended_by_the_next(tmp_path: Path) -> None:
    child = start(tmp_path)

    assert end_leftovers(tmp_path / "run") == ["sleeper"]

    assert child.exit_code is not None
    assert end_leftovers(tmp_path / "run") == []


def test_a_process_that_only_has_the_same_number_is_left_alone(tmp_path: Path) -> None:
    child = start(tmp_path)
    record = tmp_path / "run" / "sleeper.pid"
    kept = json.loads(record.read_text())
    record.write_text(json.dumps(kept | {"started": kept["started"] - 3600}))

    assert end_leftovers(tmp_path / "run") == []

    assert child.exit_code is None
    child.kill()


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"pid": "x", "started": 1}'])
def test_a_record_that_a_crash_spoiled_is_dropped(tmp_path: Path, content: str) -> None:
    (tmp_path / "sleeper.pid").write_text(content)

    assert end_leftovers(tmp_path) == []
    assert not list(tmp_path.iterdir())


def test_a_stopped_child_leaves_no_record(tmp_path: Path) -> None:
    child = start(tmp_path)

    child.stop()

    assert child.exit_code is not None
    assert not list((tmp_path / "run").iterdir())


def test_a_child_that_does_not_listen_is_killed_with_its_descendants(tmp_path: Path) -> None:
    child = start(tmp_path, STUBBORN_PARENT, patience_seconds=0.2)
    grandchild = psutil.Process(int(child.last_lines()))

    child.stop()

    assert child.exit_code == -9
    assert not grandchild.is_running() or grandchild.status() == psutil.STATUS_ZOMBIE


def test_the_log_of_the_time_before_is_kept_beside(tmp_path: Path) -> None:
    start(tmp_path).stop()
    start(tmp_path).stop()

    assert (tmp_path / "sleeper.old.log").read_text() == "up\n"
    assert (tmp_path / "sleeper.log").read_text() == "up\n"


def test_a_missing_program_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(LocalRunError, match=r"/nowhere is not there\. Run `make setup`\."):
        Child("x", ["/nowhere"], log=tmp_path / "x.log", run_dir=tmp_path, env={})
