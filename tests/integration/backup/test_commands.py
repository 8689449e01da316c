"""What an operator types, and what is said when it does not work: a sentence."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from deploy.backup.database import Database, opened
from deploy.local.lock import only_run_on
from deploy.local.mongodb import MongoNode
from deploy.local.ports import free_port
from deploy.secrets import make_secrets
from tests.integration.backup.contents import everything, fill

ROOT = Path(__file__).parents[3]
Type = Callable[..., subprocess.CompletedProcess[bytes]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The secrets of the desk, and where it is typed."""
    make_secrets(tmp_path / "secrets")
    return tmp_path


@pytest.fixture
def backup(mongo_url: str, folder: Path) -> Type:
    """`python -m deploy.backup`, on a database."""

    def run(database: str, *arguments: str, stdin: bytes = b"", **settings: str) -> subprocess.CompletedProcess[bytes]:
        given = {"MONGODB_URL": mongo_url, "MONGODB_DATABASE": database, "SECRETS_DIR": str(folder / "secrets")}
        return subprocess.run(
            [sys.executable, "-m", "deploy.backup", *arguments],
            env={**os.environ, "PYTHONPATH": str(ROOT), **given, **settings},
            cwd=folder,
            input=stdin,
            capture_output=True,
            check=False,
            timeout=60,
        )

    return run


def refusal(done: subprocess.CompletedProcess[bytes]) -> str:
    """What it says when it does not do it."""
    said = done.stderr.decode()
    assert done.returncode == 1, said
    assert "Traceback" not in said
    return said


def test_there_and_back_with_files(source: Database, target: Database, backup: Type, folder: Path) -> None:
    fill(source)
    before = {file.name: file.read_bytes() for file in (folder / "secrets").iterdir()}

    assert backup(source.name, "create", "desk.zip", "--with-secrets").returncode == 0
    checked = backup(source.name, "check", "desk.zip")
    restored = backup(target.name, "restore", "desk.zip", "--with-secrets", SECRETS_DIR=str(folder / "elsewhere"))

    assert b"desk.zip is whole: 2,003 documents in 5 collections and 4 secrets" in checked.stderr
    assert restored.returncode == 0, restored.stderr
    assert everything(target) == everything(source)
    assert {file.name: file.read_bytes() for file in (folder / "elsewhere").iterdir()} == before


def test_there_and_back_through_pipes(source: Database, target: Database, backup: Type) -> None:
    fill(source)

    archive = backup(source.name, "create", "-").stdout
    restored = backup(target.name, "restore", "-", stdin=archive)

    assert restored.returncode == 0, restored.stderr
    assert everything(target) == everything(source)


def test_data_are_replaced_only_when_it_is_said_and_confirmed(source: Database, target: Database, backup: Type) -> None:
    fill(source)
    archive = backup(source.name, "create", "desk.zip")
    target["support_messages"].insert_one({"_id": "kept"})

    assert "Give --replace to lose them" in refusal(backup(target.name, "restore", "desk.zip"))
    assert "Aborted" in refusal(backup(target.name, "restore", "desk.zip", "--replace", stdin=b"n\n"))
    assert target["support_messages"].find_one() == {"_id": "kept"}

    assert backup(target.name, "restore", "desk.zip", "--replace", stdin=b"y\n").returncode == 0
    assert everything(target) == everything(source)
    assert archive.returncode == 0


def test_a_damaged_archive_changes_nothing(source: Database, target: Database, backup: Type, folder: Path) -> None:
    fill(source)
    backup(source.name, "create", "desk.zip")
    target["support_messages"].insert_one({"_id": "kept"})
    content = (folder / "desk.zip").read_bytes()
    (folder / "desk.zip").write_bytes(content[: len(content) // 2])

    assert "is damaged" in refusal(backup(target.name, "check", "desk.zip"))
    assert "is damaged" in refusal(backup(target.name, "restore", "desk.zip", "--replace", "--yes"))
    assert target["support_messages"].find_one() == {"_id": "kept"}


def test_what_is_wrong_is_said_in_a_sentence(source: Database, backup: Type, folder: Path, mongo_url: str) -> None:
    source["support_messages"].insert_one({})
    away = f"mongodb://127.0.0.1:{free_port()}/?replicaSet=desk&serverSelectionTimeoutMS=200"
    stranger = mongo_url.replace("://", "://no")
    (folder / "a file").touch()
    (folder / "nothing").mkdir()

    said = {
        "away": refusal(backup(source.name, "create", "a.zip", MONGODB_URL=away)),
        "no address": refusal(backup(source.name, "create", "a.zip", MONGODB_URL="http://x")),
        "no port": refusal(backup(source.name, "create", "a.zip", MONGODB_URL="mongodb://127.0.0.1:x/")),
        "stranger": refusal(backup(source.name, "create", "a.zip", MONGODB_URL=stranger)),
        "no name": refusal(backup(source.name, "create")),
        "no such file": refusal(backup(source.name, "restore", "missing.zip")),
        "no folder": refusal(backup(source.name, "create", "a file/a.zip")),
        "no secrets": refusal(backup(source.name, "create", "a.zip", "--with-secrets", SECRETS_DIR="nothing")),
    }
    assert list(folder.glob("*.zip*")) == []
    assert "does not answer" in said["away"]
    assert "MONGODB_URL is not a MongoDB address" in said["no address"]
    assert "MONGODB_URL is not a MongoDB address" in said["no port"]
    assert "does not know the account" in said["stranger"]
    assert "Name the file to write" in said["no name"]
    assert "missing.zip: No such file" in said["no such file"]
    assert "a file: Not a directory" in said["no folder"] or "File exists" in said["no folder"]
    assert "There are no secrets" in said["no secrets"]


def test_a_disk_that_is_full_is_said_and_leaves_nothing(source: Database, folder: Path, mongo_url: str) -> None:
    source["support_messages"].insert_one({"noise": os.urandom(500_000)})
    command = [sys.executable, "-m", "deploy.backup", "create"]
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "MONGODB_URL": mongo_url,
        "MONGODB_DATABASE": source.name,
    }

    with Path("/dev/full").open("wb") as full:
        piped = subprocess.run([*command, "-"], env=environment, stdout=full, stderr=subprocess.PIPE, check=False)
    limited = subprocess.run(
        ["bash", "-c", 'ulimit -f 100; exec "$@"', "bash", *command, "a.zip"],
        env=environment,
        cwd=folder,
        capture_output=True,
        check=False,
    )

    assert "No space left on device. Free some space" in refusal(piped)
    assert "File too large" in refusal(limited)
    assert list(folder.glob("*.zip*")) == []


def test_the_private_server_of_the_local_run_is_found_or_started(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"

    def type_(*arguments: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, "-m", "deploy.local.backup", *arguments],
            env={**os.environ, "PYTHONPATH": str(ROOT), "DATA_DIR": str(data_dir)},
            cwd=tmp_path,
            input=b"",
            capture_output=True,
            check=False,
            timeout=120,
        )

    assert "Nothing has run in" in refusal(type_("create"))
    assert not data_dir.exists()

    with only_run_on(data_dir), MongoNode(data_dir / "mongodb", data_dir / "run") as node:
        with opened(node.url, "support") as database:
            fill(database)
            kept = everything(database)
        assert type_("create").returncode == 0
        (archive,) = (data_dir / "backups").iterdir()
        assert "Another run uses the data folder" in refusal(type_("restore", str(archive), "--replace", "--yes"))
        assert node.exit_code is None

    assert type_("create", "stopped.zip").returncode == 0
    for file in (archive, tmp_path / "stopped.zip"):
        assert type_("restore", str(file), "--replace", "--yes").returncode == 0
        with MongoNode(data_dir / "mongodb", data_dir / "run") as node, opened(node.url, "support") as database:
            assert everything(database) == kept
