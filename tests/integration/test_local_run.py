"""The run without Docker, on real servers; the four services are a stand-in of a few lines."""

import asyncio
import http.client
import json
import os
import signal
import socket
import socketserver
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import aio_pika
import psutil
import pytest
from pymongo import MongoClient
from pymongo.errors import OperationFailure

from deploy.local import ports, rabbitmq
from deploy.local.errors import LocalRunError
from deploy.local.mongodb import MongoNode
from deploy.local.rabbitmq import RabbitNode
from shared import topology
from tests import broker
from tests.waiting import eventually, wait_until

ROOT = Path(__file__).resolve().parents[2]
# RabbitMQ 3.10 saves a new quorum queue's name half a second after its creation; killed before, it loses the queue.
QUEUE_SAVED_SECONDS = 2
NO_SERVERS = {"RABBITMQ_URL": "amqp://broker.invalid", "MONGODB_URL": "mongodb://database.invalid"}
NO_STAND_IN = {"ANTHROPIC_BASE_URL": "http://claude.invalid"}
SERVICES = """
import http.server, json, os, pathlib

account = pathlib.Path(os.environ["TICKETING_FIRST_ACCOUNT_FILE"])
known = pathlib.Path(os.environ["DATA_DIR"]) / "environment.json"
if not known.exists():
    account.write_text(json.dumps({"email": "admin@example.org", "password": "a [random] one"}))
known.write_text(json.dumps(dict(os.environ)))

class Ready(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()

http.server.HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Ready).serve_forever()
"""


class Run:
    """`python -m deploy.local` in a folder of its own."""

    def __init__(self, folder: Path, services: str = SERVICES, **settings: str) -> None:
        self.data_dir = folder / "data"
        (folder / "services").mkdir(exist_ok=True)
        (folder / "services" / "__init__.py").touch()
        (folder / "services" / "__main__.py").write_text(services)
        self.port = ports.free_port()
        own = {"PORT": str(self.port), "METRICS_PORT": "0", "DATA_DIR": str(self.data_dir), "PYTHONPATH": str(ROOT)}
        plain = {name: value for name, value in os.environ.items() if not name.startswith("ANTHROPIC")}
        self.output = folder / "output"
        with self.output.open("w") as output:
            self.process = psutil.Popen(
                [sys.executable, "-m", "deploy.local"],
                cwd=folder,
                env=plain | own | settings,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def until_ready(self) -> list[psutil.Process]:
        """What it has started."""
        wait_until(
            lambda: "Ready after" in self.shown or self.process.poll() is not None, "not ready", within_seconds=90
        )
        assert self.process.poll() is None, self.shown
        children: list[psutil.Process] = self.process.children(recursive=True)
        return children

    def until_ended(self) -> int:
        return int(self.process.wait(timeout=60))

    @property
    def shown(self) -> str:
        return self.output.read_text()

    @property
    def environment(self) -> dict[str, str]:
        """What the services were given."""
        kept: dict[str, str] = json.loads((self.data_dir / "environment.json").read_text())
        return kept


Start = Callable[..., Run]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def start(folder: Path) -> Iterator[Start]:
    """Starts runs in the test's folder; what still runs at its end is stopped."""
    runs: list[Run] = []

    def start_one(**arguments: str) -> Run:
        runs.append(Run(folder, **arguments))
        return runs[-1]

    yield start_one
    for run in runs:
        if run.process.poll() is None:
            run.process.terminate()
            run.until_ended()


def still_running(processes: list[psutil.Process]) -> list[str]:
    return [p.name() for p in processes if p.is_running() and p.status() != psutil.STATUS_ZOMBIE]


def addresses_of(processes: list[psutil.Process]) -> set[str]:
    return {
        connection.laddr.ip
        for process in processes
        if process.status() != psutil.STATUS_ZOMBIE
        for connection in process.net_connections()
        if connection.status == psutil.CONN_LISTEN
    }


def test_the_run_listens_on_loopback_only_survives_a_kill_and_leaves_nothing(folder: Path, start: Start) -> None:
    killed = start()
    left = killed.until_ready()
    assert {"beam.smp", "mongod", "epmd"} <= {process.name() for process in left}
    assert addresses_of(left) <= {"127.0.0.1", "::1"}
    wait_until(lambda: "a [random] one" in killed.shown, "the first account was not shown")
    killed.process.kill()
    killed.process.wait()

    run = start()
    started = run.until_ready()
    assert still_running(left) == []
    assert "rabbitmq was left running by an earlier run that was killed" in run.shown
    assert "a [random] one" not in run.shown
    with MongoClient[dict[str, object]](run.environment["MONGODB_URL"]) as client:
        assert client.admin.command("ping")["ok"] == 1

    run.process.terminate()

    assert run.until_ended() == 0
    assert still_running(started) == []
    assert not list((folder / "data" / "run").iterdir())


def test_ctrl_c_stops_everything_and_is_a_good_end(folder: Path, start: Start) -> None:
    run = start(**NO_SERVERS)
    started = run.until_ready()

    os.killpg(run.process.pid, signal.SIGINT)

    assert run.until_ended() == 0
    assert still_running(started) == []
    assert "Traceback" not in run.shown


def test_given_addresses_are_used_and_no_server_is_started(folder: Path, start: Start) -> None:
    run = start(**NO_SERVERS, **NO_STAND_IN)

    assert [process.cmdline()[1:] for process in run.until_ready()] == [["-m", "services"]]
    assert run.environment.items() >= (NO_SERVERS | NO_STAND_IN).items()
    assert "DEMONSTRATION" not in run.environment


def test_without_a_key_the_stand_in_answers_and_everyone_is_told(folder: Path, start: Start) -> None:
    run = start(**NO_SERVERS)
    run.until_ready()

    assert run.environment["DEMONSTRATION"] == "true"
    address = run.environment["ANTHROPIC_BASE_URL"].removeprefix("http://")
    stand_in = http.client.HTTPConnection(address, timeout=5)
    stand_in.request("POST", "/v1/messages", body="{}")
    assert stand_in.getresponse().status == 401
    stand_in.close()
    assert "This is a demonstration, not Claude." in run.shown


def test_a_taken_port_is_told_by_its_number(folder: Path, start: Start) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        run = start(PORT=str(taken))

        assert run.until_ended() == 1
    assert (
        run.shown == f"Port {taken} is taken by another program. End it, or choose another, as in PORT={taken + 1}.\n"
    )


def test_a_second_run_on_the_same_data_is_refused(folder: Path, start: Start) -> None:
    first = start(**NO_SERVERS, **NO_STAND_IN)
    first.until_ready()
    first_output = first.output.rename(folder / "first-output")

    second = start(**NO_SERVERS, **NO_STAND_IN)

    assert second.until_ended() == 1
    assert second.shown.startswith(f"Another run uses the data folder {folder / 'data'}.")
    assert "Ready after" in first_output.read_text()


def test_services_that_end_end_the_run_with_their_last_words(folder: Path, start: Start) -> None:
    run = start(services="raise SystemExit('PORT: [no] good')", **NO_SERVERS)

    assert run.until_ended() == 1
    assert "PORT: [no] good" in run.shown
    assert "services ended by itself (code 1)." in run.shown
    assert "Traceback" not in run.shown
    assert not list((folder / "data" / "run").iterdir())


def test_a_server_that_dies_at_its_start_is_told_with_its_log(folder: Path, start: Start) -> None:
    mongod_files = folder / "data" / "mongodb" / "db"
    mongod_files.mkdir(parents=True)
    (mongod_files / "storage.bson").write_text("spoiled")

    run = start(RABBITMQ_URL="amqp://broker.invalid")

    assert run.until_ended() == 1
    last_line = run.shown.splitlines()[-1]
    assert last_line.startswith("mongodb ended while it started")
    assert last_line.endswith(f"Its log: {folder / 'data' / 'mongodb' / 'log' / 'mongodb.log'}")
    assert "Traceback" not in run.shown


def test_a_data_folder_that_cannot_be_used_is_told(folder: Path, start: Start) -> None:
    (folder / "data").write_text("a file")

    run = start()

    assert run.until_ended() == 1
    assert run.shown.startswith(f"The data folder {folder / 'data'} cannot be written:")


async def test_rabbitmq_comes_back_with_its_messages_after_a_kill(tmp_path: Path) -> None:
    with RabbitNode(tmp_path) as node:
        url = node.url
        async with await aio_pika.connect(url) as connection:
            channel = await connection.channel()
            queue = await channel.declare_queue("kept", durable=True, arguments={"x-queue-type": "quorum"})
            persistent = aio_pika.Message(b"one", delivery_mode=aio_pika.DeliveryMode.PERSISTENT)
            await channel.default_exchange.publish(persistent, queue.name)
            await asyncio.sleep(QUEUE_SAVED_SECONDS)

        node.kill()
        node.start()

        assert node.url == url
        async with await aio_pika.connect(url) as connection:
            channel = await connection.channel()
            kept = await channel.get_queue("kept")
            async with kept.iterator(timeout=30) as messages:
                assert (await anext(messages)).body == b"one"


async def test_rabbitmq_drops_dead_letters_when_the_policies_say_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    policies = json.loads(rabbitmq.POLICIES.read_text())
    of_dead_letters = policies["policies"][1]["definition"]
    assert of_dead_letters["message-ttl"] == timedelta(days=14) / timedelta(milliseconds=1)
    of_dead_letters["message-ttl"] = 200
    (tmp_path / "policies.json").write_text(json.dumps(policies))
    monkeypatch.setattr(rabbitmq, "POLICIES", tmp_path / "policies.json")
    with RabbitNode(tmp_path / "node") as node:
        queue = topology.dead_letter_queue_of("ticketing")
        async with await aio_pika.connect(node.url) as connection, connection.channel() as channel:
            await channel.declare_queue(queue.name, durable=True, arguments=dict(queue.arguments or {}))
            letter = aio_pika.Message(b"one", delivery_mode=aio_pika.DeliveryMode.PERSISTENT)
            await channel.default_exchange.publish(letter, queue.name)

            async def is_empty() -> bool:
                return await broker.waiting_in(node.url, queue.name) == 0

            await eventually(is_empty, "the letter is still there", within_seconds=30)


def test_mongodb_comes_back_with_its_documents_after_a_kill(tmp_path: Path) -> None:
    with MongoNode(tmp_path) as node:
        url = node.url
        with MongoClient[dict[str, object]](url) as client:
            client.desk.kept.insert_one({"_id": 1})

        node.kill()
        node.start()

        assert node.url == url
        with MongoClient[dict[str, object]](url) as client:
            assert client.desk.kept.count_documents({}) == 1


def test_mongodb_moves_to_another_port_when_its_own_was_taken(tmp_path: Path) -> None:
    node = MongoNode(tmp_path)
    with node:
        before = node.state.ports["mongod"]
    with socketserver.ThreadingTCPServer(("127.0.0.1", before), socketserver.BaseRequestHandler) as other:
        threading.Thread(target=other.serve_forever).start()
        with node, MongoClient[dict[str, object]](node.url) as client:
            assert node.state.ports["mongod"] != before
            assert client.desk.kept.insert_one({}).acknowledged
        other.shutdown()


def test_nobody_else_may_read_the_account_of_a_server(tmp_path: Path) -> None:
    with MongoNode(tmp_path) as node:
        assert (tmp_path / "state.json").stat().st_mode & 0o777 == 0o600
        assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
        guessed = node.url.replace(node.state.password, "guess")
        with MongoClient[dict[str, object]](guessed) as client, pytest.raises(OperationFailure, match="Authentication"):
            client.desk.kept.find_one()


def test_a_missing_rabbitmq_is_told_with_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(LocalRunError, match=r"RabbitMQ is not installed\. Install it .* or set RABBITMQ_URL"):
        RabbitNode(tmp_path).start()


def test_a_full_disk_is_told_before_anything_starts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = type("Usage", (), {"free": 5 * 1024**2})
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage)

    with pytest.raises(LocalRunError, match=r"has only 5 MB left, mongodb needs \d+ MB\."):
        MongoNode(tmp_path).start()
