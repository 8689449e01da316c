"""Backups move between the embedded database and the one of the container run, and back."""

import io
import uuid
from collections.abc import Iterator

import pytest

from deploy.backup.archive import Archive, KeptCollection
from deploy.backup.database import Database, opened
from deploy.backup.dump import back_up
from deploy.backup.restore import restore
from deploy.local.mongodb import MongoNode
from deploy.secrets import MADE
from tests.containers.project import ComposeProject
from tests.integration.backup.contents import everything, fill

SERVICES = ("gateway", "chat_worker", "ticketing", "analytics")


@pytest.fixture
def embedded(mongo_node: MongoNode) -> Iterator[Database]:
    """A database of the run without containers."""
    with opened(mongo_node.url, f"test-{uuid.uuid4().hex}") as database:
        yield database
        database.client.drop_database(database.name)


@pytest.fixture
def stopped(project: ComposeProject) -> Iterator[ComposeProject]:
    """The container run with its services stopped, and as it was before after the test."""
    before = archived(project)
    project.compose("stop", *SERVICES)
    yield project
    restored(project, before)
    project.compose("up", "--detach", "--wait", *SERVICES, "edge")


def archived(project: ComposeProject, *options: str) -> bytes:
    return project.pipe("run", "--rm", "--no-TTY", "backup", "create", "-", *options)


def restored(project: ComposeProject, archive: bytes) -> None:
    project.pipe("run", "--rm", "--no-TTY", "backup", "restore", "-", "--replace", "--yes", stdin=archive)


def collections_of(archive: bytes) -> list[KeptCollection]:
    """How they were made, and the digest of what is in them."""
    opened_archive = Archive.of(io.BytesIO(archive))
    opened_archive.verify()
    return opened_archive.manifest.collections


def test_the_running_desk_is_backed_up_with_its_secrets(project: ComposeProject) -> None:
    archive = archived(project, "--with-secrets")

    assert "support_accounts" in {kept.name for kept in collections_of(archive)}
    assert set(Archive.of(io.BytesIO(archive)).manifest.secrets) == set(MADE)


def test_a_desk_moves_into_containers_and_back(embedded: Database, stopped: ComposeProject) -> None:
    fill(embedded)
    there = io.BytesIO()
    back_up(embedded, {}, there)
    before = everything(embedded)

    restored(stopped, there.getvalue())
    back = archived(stopped)

    assert collections_of(back) == collections_of(there.getvalue())
    embedded.client.drop_database(embedded.name)
    restore(Archive.of(io.BytesIO(back)), embedded)
    assert everything(embedded) == before
