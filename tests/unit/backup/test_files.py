"""Archives and secrets as files: for their owner only, whole or not there."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy import secrets
from deploy.backup.errors import BackupError
from deploy.backup.files import written
from deploy.backup.secrets import NAMES, read_secrets, write_secrets


def test_an_archive_is_for_its_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "backups" / "desk.zip"
    with written(file) as stream:
        stream.write(b"all of it")

    assert file.read_bytes() == b"all of it"
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_one_that_was_not_finished_is_not_there(tmp_path: Path) -> None:
    def until_ctrl_c() -> Iterator[bytes]:
        yield b"half of it"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), written(tmp_path / "desk.zip") as stream:
        stream.writelines(until_ctrl_c())

    assert list(tmp_path.iterdir()) == []


def test_one_that_is_there_is_not_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "desk.zip"
    file.write_bytes(b"the former one")

    with pytest.raises(BackupError, match="is there already"), written(file):
        pytest.fail("it was opened")
    assert file.read_bytes() == b"the former one"


def test_all_secrets_that_are_made_are_taken_along(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    made = secrets.make_secrets(here)
    (here / "gateway_identity_secret").write_text("the site's own")
    (here / "mongodb_url").write_text("mongodb://of-this-machine")

    write_secrets(there, read_secrets(here))

    assert {file.name for file in there.iterdir()} == {*made, "gateway_identity_secret"} <= NAMES
    assert {file.stat().st_mode & 0o777 for file in there.iterdir()} == {0o600}
    assert (there / "service_token").read_bytes() == (here / "service_token").read_bytes()


def test_secrets_take_the_place_of_those_that_are_there(tmp_path: Path) -> None:
    (tmp_path / "service_token").write_bytes(b"former")

    write_secrets(tmp_path, {"service_token": b"restored"})

    assert (tmp_path / "service_token").read_bytes() == b"restored"


@pytest.mark.parametrize("wrong", [{}, {"service_token": b"x", "mongodb_url": b"x"}])
def test_no_secret_is_written_where_some_are_none_of_the_desk_s(wrong: dict[str, bytes], tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="The archive has"):
        write_secrets(tmp_path / "secrets", wrong)

    assert list(tmp_path.iterdir()) == []


def test_a_folder_without_secrets_is_told(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="There are no secrets"):
        read_secrets(tmp_path)
