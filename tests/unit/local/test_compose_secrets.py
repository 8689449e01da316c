"""Each container is given its own account and its own secrets, made once, and nobody is given the operator's."""

import json
from pathlib import Path
from typing import Final

import pytest

from deploy.compose.secrets import ACCOUNT, READERS, make_volume

SERVICES: Final = ("gateway", "chat_worker", "ticketing", "analytics")


@pytest.fixture
def volume(tmp_path: Path) -> Path:
    make_volume(tmp_path)
    return tmp_path


def test_a_reader_is_given_what_is_its_own_and_no_more(volume: Path) -> None:
    for reader, names in READERS.items():
        assert sorted(file.name for file in (volume / reader).iterdir()) == sorted(names)
        assert {file.stat().st_mode & 0o777 for file in (volume / reader).iterdir()} <= {0o600}


def test_every_account_is_its_readers_own(volume: Path) -> None:
    for server, readers in (("rabbitmq_url", (*SERVICES, "dead_letters")), ("mongodb_url", SERVICES[1:])):
        urls = [(volume / reader / server).read_text() for reader in readers]
        assert [url.partition("://")[2].partition(":")[0] for url in urls] == list(readers)
        assert len({url.partition("@")[0].rpartition(":")[2] for url in urls}) == len(readers)


def test_nobody_is_given_the_operators_account(volume: Path) -> None:
    passwords = [(volume / "all" / f"{server}_password").read_text() for server in ("rabbitmq", "mongodb")]
    for service in (*SERVICES, "dead_letters"):
        given = "".join(file.read_text() for file in (volume / service).iterdir())
        assert not [password for password in passwords if password in given]


def test_rabbitmq_knows_every_account_and_what_it_may(volume: Path) -> None:
    definitions = json.loads((volume / "rabbitmq" / "definitions.json").read_text())
    users = {user["name"]: user for user in definitions["users"]}

    assert set(users) == {ACCOUNT, *SERVICES, "dead_letters"}
    assert {name for name, user in users.items() if user["tags"]} == {ACCOUNT}
    assert {permission["user"] for permission in definitions["permissions"]} == set(users)
    assert {permission["user"] for permission in definitions["topic_permissions"]} == set(SERVICES)
    assert [name for name in users if users[name]["password"] not in _urls(volume)] == [ACCOUNT]


def test_made_again_everything_stays(volume: Path) -> None:
    before = {file: file.read_text() for file in volume.rglob("*") if file.is_file()}

    make_volume(volume)

    assert {file: file.read_text() for file in volume.rglob("*") if file.is_file()} == before


def _urls(volume: Path) -> str:
    return "".join((volume / reader / "rabbitmq_url").read_text() for reader in (*SERVICES, "dead_letters"))
