"""`.env.example` says what can be set, with the value that holds otherwise, and the container run passes it on."""

import json
import re
from pathlib import Path
from typing import Any, Final

import pytest
import yaml  # type: ignore[import-untyped]  # its stubs are not among the dependencies
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings

from deploy.local.settings import RunSettings
from deploy.standin.settings import Settings as StandInSettings
from services.analytics.settings import AnalyticsSettings, RebuildSettings
from services.chat_worker.settings import ChatWorkerSettings
from services.gateway.settings import GatewaySettings
from services.ticketing.settings import TicketingSettings

ROOT: Final = Path(__file__).parents[2]
EXAMPLE: Final = (ROOT / ".env.example").read_text()
COMPOSE: Final = (ROOT / "compose.yaml").read_text()
SHOWN: Final = dict(re.findall(r"^#([A-Z][A-Z_]+)=(.*)$", EXAMPLE, re.MULTILINE))
WITHOUT_CONTAINERS: Final = set(
    re.findall(
        r"^#([A-Z][A-Z_]+)=", EXAMPLE.split("Only without containers")[1].split("──\n\n# Larger")[0], re.MULTILINE
    )
)
SERVICES: Final[dict[str, list[type[BaseSettings]]]] = {
    "gateway": [GatewaySettings],
    "chat_worker": [ChatWorkerSettings],
    "ticketing": [TicketingSettings],
    "analytics": [AnalyticsSettings, RebuildSettings],
    "standin": [StandInSettings],
}


def _named(settings: type[BaseSettings]) -> dict[str, FieldInfo]:
    prefix = settings.model_config.get("env_prefix", "")
    return {
        str(field.validation_alias or prefix + name.upper()): field for name, field in settings.model_fields.items()
    }


KNOWN: Final = {
    name: field for classes in SERVICES.values() for each in classes for name, field in _named(each).items()
}


def test_every_setting_is_in_the_example() -> None:
    assert sorted(set(KNOWN) - set(SHOWN)) == []


def test_the_example_shows_nothing_that_nobody_reads() -> None:
    of_the_run = {name.upper() for name in RunSettings.model_fields}
    of_compose = set(re.findall(r"\$\{([A-Z_]+)", COMPOSE + (ROOT / "deploy/compose/tls.yaml").read_text()))

    assert sorted(set(SHOWN) - set(KNOWN) - of_the_run - of_compose) == []


@pytest.mark.parametrize("name", sorted(set(SHOWN) & set(KNOWN)))
def test_the_example_shows_the_value_that_holds_otherwise(name: str) -> None:
    field = KNOWN[name]
    default = None if field.is_required() else field.default

    assert _read(SHOWN[name], default) == default


@pytest.mark.parametrize("service", SERVICES)
def test_the_container_run_passes_every_setting_on(service: str) -> None:
    environment = yaml.safe_load(COMPOSE)["services"][service]["environment"]
    settable = {name for each in SERVICES[service] for name in _named(each)} - WITHOUT_CONTAINERS - {"PORT"}
    with_or_without_a_key = {"ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL"}

    assert sorted(settable - set(environment) - with_or_without_a_key) == []


def _read(shown: str, default: Any) -> object:  # whatever a setting may hold
    if shown == "":
        return None
    if isinstance(default, Path):
        return ROOT / shown if default.is_absolute() else Path(shown)
    return shown if isinstance(default, str) else json.loads(shown)
