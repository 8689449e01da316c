"""Databases to back up and to restore into, on the embedded mongod."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.backup.archive import Manifest
from deploy.backup.database import Database, opened
from deploy.backup.dump import back_up
from deploy.backup.files import written


@pytest.fixture
def source(mongo_url: str, database: str) -> Iterator[Database]:
    """The database that is backed up."""
    with opened(mongo_url, database) as source:
        yield source


@pytest.fixture
def target(mongo_url: str) -> Iterator[Database]:
    """An empty one to restore into."""
    with opened(mongo_url, f"test-{uuid.uuid4().hex}") as target:
        yield target
        target.client.drop_database(target.name)


def backed_up(database: Database, file: Path) -> Manifest:
    with written(file) as stream:
        return back_up(database, {}, stream)
