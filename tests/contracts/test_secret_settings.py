"""No setting that lets somebody in is ever plain text, each may come from a file, and nobody's default is used."""

import os
import re
from pathlib import Path
from typing import Any, Final, get_args

import pytest
from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo

from deploy.local.settings import RunSettings
from deploy.secrets import make_secrets
from deploy.standin.settings import Settings as StandInSettings
from services.analytics.settings import AnalyticsSettings, RebuildSettings
from services.chat_worker.settings import ChatWorkerSettings
from services.gateway.settings import GatewaySettings
from services.ticketing.settings import TicketingSettings
from shared.dead_letters import BrokerSettings
from shared.settings import ProcessSettings, Settings, WrongSetting

SERVICES: Final[list[type[Settings]]] = [
    GatewaySettings,
    ChatWorkerSettings,
    TicketingSettings,
    AnalyticsSettings,
    RebuildSettings,
    BrokerSettings,
]
ALL: Final[list[type[BaseModel]]] = [*SERVICES, RunSettings, StandInSettings]
LETS_IN: Final = re.compile(r"(^|_)(tokens?|keys?|secrets?|passwords?|credentials?|dsn)(_|$)|_url$")
ADDRESSES_ONLY: Final = {"anthropic_base_url", "chat_worker_url", "public_url", "ticketing_url"}
"""HTTP addresses: what lets a service in there goes in a header, and is a setting of its own."""
BESIDE_THEM: Final = {
    "TICKETING_MAIL_FROM": "desk@shop.example",
    "TICKETING_TEAM_EMAIL": "team@shop.example",
    "TICKETING_PUBLIC_URL": "https://desk.shop.example",
}
"""What has to be there where there is an e-mail server."""
FIELDS: Final = [(each, name) for each in ALL for name in each.model_fields if LETS_IN.search(name)]


@pytest.mark.parametrize(("settings", "name"), FIELDS, ids=[f"{each.__name__}.{name}" for each, name in FIELDS])
def test_what_lets_somebody_in_is_not_shown(settings: type[BaseModel], name: str) -> None:
    assert name in ADDRESSES_ONLY or str not in _parts(settings.model_fields[name].annotation)


def test_there_are_such_settings() -> None:
    secret = {name for each, name in FIELDS if SecretStr in _parts(each.model_fields[name].annotation)}

    assert {"token_key", "token_keys_before", "service_token", "signing_key", "admin_password"} <= secret
    assert {"anthropic_api_key", "identity_secret", "mongodb_url", "rabbitmq_url"} <= secret


@pytest.mark.parametrize("settings", SERVICES, ids=lambda each: each.__name__)
def test_each_may_come_from_a_file(settings: type[Settings], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in list(os.environ):
        monkeypatch.delenv(variable)
    monkeypatch.setenv("SECRETS_DIR", str(tmp_path))
    written = _write_secrets(settings, tmp_path)
    for name, value in BESIDE_THEM.items():
        monkeypatch.setenv(name, value)

    loaded = settings.load()

    given = {name: getattr(loaded, name) for name in written}
    assert {name: value.get_secret_value() for name, value in given.items() if value} == written
    assert not [value for value in written.values() if value in repr(loaded)]


@pytest.mark.parametrize(
    "url",
    [
        "amqp://guest:guest@broker.example/",
        "amqps://guest:guest@broker.example:5671/desk?cafile=x",
        "amqp://broker.example/",
        "amqp://guest@broker.example/",
    ],
)
def test_nobody_is_guest_at_the_broker_but_in_the_demonstration(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RABBITMQ_URL", url)
    with pytest.raises(WrongSetting, match=r"RABBITMQ_URL: .*guest"):
        ProcessSettings.load()

    monkeypatch.setenv("DEMONSTRATION", "true")
    assert ProcessSettings.load().rabbitmq_url.get_secret_value() == url


@pytest.mark.parametrize("settings", [GatewaySettings, ChatWorkerSettings, TicketingSettings])
def test_a_service_token_that_can_be_guessed_is_refused(
    settings: type[Settings], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRETS_DIR", str(tmp_path))
    _write_secrets(settings, tmp_path)
    (tmp_path / "service_token").write_text("short")

    with pytest.raises(WrongSetting, match="SERVICE_TOKEN"):
        settings.load()


def _write_secrets(settings: type[Settings], folder: Path) -> dict[str, str]:
    """A file for each of its secrets, as `deploy.secrets` names them; what is in them, by field."""
    make_secrets(folder)
    written = {}
    for name, field in settings.model_fields.items():
        if _parts(field.annotation) & {SecretStr} and not _parts(field.annotation) & {list}:
            file = folder / _file_name(settings, name, field)
            if not file.exists():
                scheme = "smtp" if name == "smtp_url" else "amqp"
                file.write_text(f"{scheme}://desk:{name}-{'5e' * 20}@nowhere/")
            written[name] = file.read_text().strip()
    return written


def _file_name(settings: type[Settings], name: str, field: FieldInfo) -> str:
    return str(field.validation_alias or f"{settings.model_config.get('env_prefix', '')}{name}").lower()


def _parts(annotation: Any) -> set[Any]:  # a type, or one made of several
    found = {annotation, getattr(annotation, "__origin__", annotation)}
    return found.union(*(_parts(part) for part in get_args(annotation)))
