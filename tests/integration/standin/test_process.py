"""Starting and stopping the stand-in."""

import json
import signal
import subprocess
import sys

import httpx2

from deploy.standin.app import NOTICE
from tests.fakes.standin import ROOT, StandIn


def run(*flags: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "deploy.standin", *flags]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)


def test_a_taken_port_is_said_in_one_sentence(stand_in: StandIn) -> None:
    ended = run("--port", stand_in.url.rpartition(":")[2])
    assert ended.returncode == 1
    assert "Name another port with --port" in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


def test_a_wrong_setting_is_said_in_one_sentence() -> None:
    ended = run("--port", "many")
    assert ended.returncode == 2
    assert len(ended.stderr.splitlines()) == 1


def test_the_first_line_of_its_log_says_what_it_is() -> None:
    command = [sys.executable, "-m", "deploy.standin", "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        line = json.loads(process.stdout.readline())
        refused = httpx2.get(f"{line['url']}/_standin/requests")
        process.send_signal(signal.SIGINT)
        said, complaints = process.communicate()
    assert (line["message"], line["stand_in"], line["control"]) == (NOTICE, True, False)
    assert refused.status_code == 403
    assert (process.returncode, said, complaints) == (0, "", "")
