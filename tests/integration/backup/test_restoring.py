"""What is restored is the same, byte for byte; what was half restored is never taken for the desk's data."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.backup.archive import Archive
from deploy.backup.database import Database
from deploy.backup.errors import BackupError
from deploy.backup.restore import is_empty, require_unused, restore
from shared.mongo import UNFINISHED_RESTORE, RestoreUnfinished, refuse_half_restored
from shared.mongo import Database as Store
from tests.integration.backup.conftest import backed_up
from tests.integration.backup.contents import everything, fill
from tests.waiting import wait_until

MANY = 60_000


def restored(file: Path, target: Database) -> None:
    with file.open("rb") as stream:
        archive = Archive.of(stream)
        archive.verify()
        restore(archive, target)


def kill_while_it_restores(file: Path, target: Database, mongo_url: str) -> None:
    restoring = subprocess.Popen(
        [sys.executable, "-m", "deploy.backup", "restore", file],
        env={**os.environ, "MONGODB_URL": mongo_url, "MONGODB_DATABASE": target.name},
    )
    wait_until(lambda: target["z_last"].find_one() is not None, "it did not begin")
    restoring.kill()
    restoring.wait()


def test_every_document_index_and_option_is_the_same(source: Database, target: Database, tmp_path: Path) -> None:
    fill(source)
    backed_up(source, tmp_path / "desk.zip")

    restored(tmp_path / "desk.zip", target)

    assert everything(target) == everything(source)


def test_it_takes_the_place_of_all_that_was_there(source: Database, target: Database, tmp_path: Path) -> None:
    fill(source)
    backed_up(source, tmp_path / "desk.zip")
    target["support_messages"].insert_one({"_id": "former"})
    target["gone"].insert_one({})

    restored(tmp_path / "desk.zip", target)

    assert everything(target) == everything(source)


def test_indexes_alone_are_nothing_to_lose(target: Database) -> None:
    target["support_accounts"].create_index("email", unique=True)
    assert is_empty(target)

    target["support_accounts"].insert_one({})
    assert not is_empty(target)


async def test_a_restore_that_was_killed_is_seen_and_can_be_done_again(
    source: Database, target: Database, store: Store, mongo_url: str, tmp_path: Path
) -> None:
    fill(source)
    source["z_last"].insert_many([{"_id": number, "text": "x" * 1000} for number in range(MANY)])
    backed_up(source, tmp_path / "desk.zip")
    unfinished = store.client.get_database(target.name)
    await refuse_half_restored(unfinished)

    kill_while_it_restores(tmp_path / "desk.zip", target, mongo_url)

    assert target["z_last"].count_documents({}) < MANY, "it was finished before it was killed"
    with pytest.raises(RestoreUnfinished):
        await refuse_half_restored(unfinished)
    assert is_empty(target)
    restored(tmp_path / "desk.zip", target)
    await refuse_half_restored(unfinished)
    assert everything(target) == everything(source)


async def test_nothing_is_restored_under_services_that_run(source: Database, store: Store) -> None:
    require_unused(source)

    await store.command("ping")

    with pytest.raises(BackupError, match="Stop them first"):
        require_unused(source)


def test_the_mark_is_gone_in_the_end(source: Database, target: Database, tmp_path: Path) -> None:
    source["support_messages"].insert_one({})
    backed_up(source, tmp_path / "desk.zip")

    restored(tmp_path / "desk.zip", target)

    assert UNFINISHED_RESTORE not in target.list_collection_names()
