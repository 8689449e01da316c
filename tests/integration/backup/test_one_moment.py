"""A backup shows one moment of a database that goes on being written."""

import itertools
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pymongo.read_concern import ReadConcern

from deploy.backup.archive import Archive
from deploy.backup.database import Database
from deploy.backup.errors import BackupError
from shared.mongo import UNFINISHED_RESTORE
from tests.integration.backup.conftest import backed_up
from tests.waiting import wait_until

BETWEEN = 40_000
"""Documents of a kilobyte that are read between the two collections of a pair, so that writes fall in between."""


@pytest.fixture
def pairs(source: Database) -> Database:
    """Every transaction writes a document to the first collection and one to the last."""
    source.create_collection("a_first")
    source.create_collection("z_last")
    for start in range(0, BETWEEN, 5_000):
        source["m_between"].insert_many([{"_id": start + n, "text": "x" * 1000} for n in range(5_000)])
    return source


@contextmanager
def written_to(source: Database) -> Iterator[None]:
    """Pairs are written for as long as the block lasts."""
    stop = threading.Event()

    def write() -> None:
        with source.client.start_session() as session:
            for number in itertools.takewhile(lambda _: not stop.is_set(), itertools.count()):
                with session.start_transaction():
                    source["a_first"].insert_one({"_id": number}, session=session)
                    source["z_last"].insert_one({"_id": number}, session=session)

    writing = threading.Thread(target=write)
    writing.start()
    try:
        wait_until(lambda: source["z_last"].find_one() is not None, "nothing was written")
        yield
    finally:
        stop.set()
        writing.join()


def test_what_was_written_together_is_there_together(pairs: Database, tmp_path: Path) -> None:
    with written_to(pairs):
        kept_for_good = pairs["a_first"].with_options(read_concern=ReadConcern("majority"))
        before = kept_for_good.count_documents({})
        backed_up(pairs, tmp_path / "desk.zip")
        after = pairs["a_first"].count_documents({})

    with (tmp_path / "desk.zip").open("rb") as stream:
        archive = Archive.of(stream)
        archive.verify()
        ids = {k.name: [document["_id"] for document in archive.documents(k)] for k in archive.manifest.collections}
    assert ids["a_first"] == ids["z_last"]
    assert len(ids["m_between"]) == BETWEEN
    assert before <= len(ids["a_first"]) < after, "nothing was written while it was backed up"


def test_all_that_was_written_until_the_moment_is_in_it(source: Database, tmp_path: Path) -> None:
    source["support_messages"].insert_one({"_id": 1})
    manifest = backed_up(source, tmp_path / "desk.zip")
    source["support_messages"].insert_one({"_id": 2})
    later = backed_up(source, tmp_path / "later.zip")

    assert [(each.collections[0].count) for each in (manifest, later)] == [1, 2]
    assert manifest.as_of <= later.as_of


def test_a_database_that_is_not_there_is_told(source: Database, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="There is no database"):
        backed_up(source, tmp_path / "desk.zip")
    assert list(tmp_path.iterdir()) == []


def test_what_is_half_restored_is_not_backed_up(source: Database, tmp_path: Path) -> None:
    source["support_messages"].insert_one({})
    source[UNFINISHED_RESTORE].insert_one({})

    with pytest.raises(BackupError, match="was not finished"):
        backed_up(source, tmp_path / "desk.zip")
