"""Settings: what is missing or wrong is named before anything starts."""

import pytest
from pydantic import SecretStr

from services.analytics.settings import AnalyticsSettings
from shared.settings import WrongSetting
from tests.unit.analytics.desk import Desk


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, desk: Desk) -> None:
    monkeypatch.setenv("RABBITMQ_URL", "amqp://desk:secret@127.0.0.1:9/")
    monkeypatch.setenv("MONGODB_URL", "mongodb://127.0.0.1:9/")
    monkeypatch.setenv("ACCESS_TOKEN_PUBLIC_KEY", desk.public_key.get_secret_value())
    for name in ("SECRETS_DIR", "ANALYTICS_ROLLUP_SECONDS"):
        monkeypatch.delenv(name, raising=False)


def test_days_are_recomputed_every_two_seconds_unless_it_is_set_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    assert AnalyticsSettings.load().rollup_seconds == 2
    monkeypatch.setenv("ANALYTICS_ROLLUP_SECONDS", "0.5")
    assert AnalyticsSettings.load().rollup_seconds == 0.5


@pytest.mark.parametrize("key", ["nonsense", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"])
def test_what_is_no_public_key_is_refused_without_being_shown(monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    monkeypatch.setenv("ACCESS_TOKEN_PUBLIC_KEY", key)

    with pytest.raises(WrongSetting, match=r"^ACCESS_TOKEN_PUBLIC_KEY: .*not a public key in PEM$"):
        AnalyticsSettings.load()


def test_the_key_may_lie_in_the_folder_of_secrets(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory, desk: Desk
) -> None:
    folder = tmp_path_factory.mktemp("secrets")
    (folder / "access_token_public_key").write_text(desk.public_key.get_secret_value())
    monkeypatch.delenv("ACCESS_TOKEN_PUBLIC_KEY")
    monkeypatch.setenv("SECRETS_DIR", str(folder))

    assert AnalyticsSettings.load().access_token_public_key == SecretStr(desk.public_key.get_secret_value().strip())
