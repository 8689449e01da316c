"""Key pairs, as `python -m deploy.secrets` makes them, and settings with one."""

from pathlib import Path
from typing import Any

import pytest

from deploy.secrets import make_secrets
from services.ticketing.settings import TicketingSettings


def secrets_in(folder: Path) -> dict[str, str]:
    """The environment that a process with these secrets has."""
    make_secrets(folder)
    return {file.name.upper(): file.read_text() for file in folder.iterdir()}


def settings_of(folder: Path, monkeypatch: pytest.MonkeyPatch, **environment: Any) -> TicketingSettings:
    """As the process would load them. Raises pydantic.ValidationError."""
    for name, value in {
        "MONGODB_URL": "mongodb://nowhere",
        "RABBITMQ_URL": "amqp://desk:secret@nowhere",
        **secrets_in(folder),
        **environment,
    }.items():
        monkeypatch.setenv(name, str(value))
    return TicketingSettings.load()
