"""`python -m deploy.local.backup`: back up and restore the desk of `make run`.

Its private MongoDB is started for that where it does not run. With MONGODB_URL it is the database that this names.
"""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from deploy.backup.commands import Place, create_commands
from deploy.backup.errors import BackupError
from deploy.local.errors import LocalRunError
from deploy.local.lock import InUse, only_run_on
from deploy.local.mongodb import MongoNode
from deploy.local.processes import end_leftovers
from deploy.local.settings import RunSettings, full_environment


@contextmanager
def running() -> Iterator[Place]:
    """The desk as it is: a run that goes on is not disturbed."""
    with _errors_told(), ExitStack() as stack:
        settings = _settings()
        yield _place(settings, _named_url(settings) or _private_url(settings, stack))


@contextmanager
def stopped() -> Iterator[Place]:
    """The desk with its data folder held, so that no run begins meanwhile."""
    with _errors_told(), ExitStack() as stack:
        settings = _settings()
        stack.enter_context(only_run_on(settings.data_dir))
        yield _place(settings, _named_url(settings) or stack.enter_context(_started(settings)))


def _settings() -> RunSettings:
    return RunSettings.read(full_environment(os.environ, Path(".env")))


def _named_url(settings: RunSettings) -> str | None:
    return settings.mongodb_url.get_secret_value() if settings.mongodb_url else None


def _place(settings: RunSettings, mongodb_url: str) -> Place:
    secrets_dir = settings.secrets_dir or settings.data_dir / "secrets"
    return Place(mongodb_url, settings.mongodb_database, secrets_dir, settings.data_dir / "backups")


def _private_url(settings: RunSettings, stack: ExitStack) -> str:
    """Of the server that runs, or of one that runs for as long as the stack lasts."""
    node = _node(settings)
    if not node.has_run:
        raise BackupError(f"Nothing has run in {settings.data_dir} yet. Set DATA_DIR to the folder of the run.")
    try:
        stack.enter_context(only_run_on(settings.data_dir))
    except InUse:
        node.look_up()
        return node.url
    return stack.enter_context(_started(settings))


def _node(settings: RunSettings) -> MongoNode:
    data_dir = settings.data_dir.absolute()
    return MongoNode(data_dir / "mongodb", data_dir / "run")


@contextmanager
def _started(settings: RunSettings) -> Iterator[str]:
    node = _node(settings)
    end_leftovers(node.run_dir)
    with node:
        yield node.url


@contextmanager
def _errors_told() -> Iterator[None]:
    try:
        yield
    except LocalRunError as failed:
        raise BackupError(str(failed)) from failed


if __name__ == "__main__":
    create_commands(running, stopped)()
