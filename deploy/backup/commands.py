"""What an operator types, wherever the database is."""

import errno
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final

import typer

from deploy.backup import files
from deploy.backup.archive import Archive
from deploy.backup.database import Database, opened
from deploy.backup.dump import back_up
from deploy.backup.errors import BackupError
from deploy.backup.restore import is_empty, require_unused, restore
from deploy.backup.secrets import read_secrets, write_secrets

SECRETS_HELP: Final = "Also the secrets that the services sign with, so that tokens stay valid."

File = Annotated[Path, typer.Argument(help="The archive; - for standard input.")]


@dataclass(frozen=True)
class Place:
    """A desk: its database, its secrets, and where its backups go that are given no name."""

    mongodb_url: str
    database: str
    secrets_dir: Path | None
    backups_dir: Path | None = None

    @property
    def secrets(self) -> Path:
        """Raises BackupError where they are in no folder."""
        if self.secrets_dir is None:
            raise BackupError("Set SECRETS_DIR to the folder of the secrets, or leave --with-secrets away.")
        return self.secrets_dir

    def new_file(self) -> Path:
        """Named for the moment. Raises BackupError where no folder is known."""
        if self.backups_dir is None:
            raise BackupError("Name the file to write, or - for standard output.")
        return self.backups_dir / f"support-desk-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.zip"


Places = Callable[[], AbstractContextManager[Place]]
"""Raises BackupError."""


def create_commands(running: Places, stopped: Places) -> typer.Typer:
    """`running`: a desk to back up, whether it runs or not. `stopped`: one that may be written to."""
    commands = typer.Typer(add_completion=False, help=__doc__, no_args_is_help=True, pretty_exceptions_enable=False)

    @commands.command()
    def create(
        file: Annotated[
            Path | None, typer.Argument(help="Where to; - for standard output. By default a new file.")
        ] = None,
        with_secrets: Annotated[bool, typer.Option("--with-secrets", help=SECRETS_HELP)] = False,
    ) -> None:
        """Back up all of the database as it is now. The desk may run."""
        with _told(), running() as place, opened(place.mongodb_url, place.database) as database:
            target = file or place.new_file()
            secrets = read_secrets(place.secrets) if with_secrets else {}
            with files.written(target) as stream:
                manifest = back_up(database, secrets, stream)
        _say(f"{target}: {manifest}.")

    @commands.command()
    def check(file: File) -> None:
        """See whether an archive is whole, and what it holds."""
        with _told(), files.read(file) as stream:
            archive = Archive.of(stream)
            archive.verify()
        _say(f"{file} is whole: {archive.manifest}.")

    @commands.command("restore")
    def restore_archive(
        file: File,
        with_secrets: Annotated[bool, typer.Option("--with-secrets", help=SECRETS_HELP)] = False,
        replace: Annotated[bool, typer.Option("--replace", help="Also where there are data: they are gone.")] = False,
        yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    ) -> None:
        """Make the database what the archive holds. The desk must not run; nothing is written before all is checked."""
        with _told(), files.read(file) as stream:
            archive = Archive.of(stream)
            archive.verify()
            with stopped() as place, opened(place.mongodb_url, place.database) as database:
                require_unused(database)
                _require_consent(database, replace=replace, yes=yes)
                if with_secrets:
                    write_secrets(place.secrets, archive.secrets())
                restore(archive, database)
        _say(f"Restored: {archive.manifest}.")

    return commands


def _require_consent(database: Database, *, replace: bool, yes: bool) -> None:
    if is_empty(database):
        return
    if not replace:
        raise BackupError(f"There are data in the database {database.name}. Give --replace to lose them.")
    if not yes:
        typer.confirm(f"Replace all that is in the database {database.name}?", abort=True, err=True)


def _say(sentence: str) -> None:
    """Beside the archive, which may go to standard output."""
    typer.echo(sentence, err=True)


@contextmanager
def _told() -> Iterator[None]:
    """What is foreseen ends the process with a sentence."""
    try:
        yield
    except BackupError as failed:
        _say(str(failed))
    except OSError as refused:
        remedy = "Free some space, or name another disk." if refused.errno == errno.ENOSPC else "Correct that."
        _say(f"{refused.filename or 'The archive'}: {refused.strerror or refused}. {remedy}")
    else:
        return
    sys.exit(1)
