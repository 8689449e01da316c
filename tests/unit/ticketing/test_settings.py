"""Settings: what is wrong with them is said in one sentence."""

from pathlib import Path

import pytest

from shared.process import settings_or_exit
from shared.settings import WrongSetting
from tests.unit.ticketing.keys import secrets_in, settings_of


def test_with_secrets_and_addresses_everything_else_has_a_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settings_of(tmp_path, monkeypatch)

    assert settings.admin_email == "admin@example.com"
    assert settings.admin_password is None
    assert settings.support_email == "support@rezvo.app"
    assert settings.logged_price.cost_nanousd(25, 60) == 325_000


def test_an_empty_variable_is_not_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_of(tmp_path, monkeypatch, ADMIN_PASSWORD="", TICKETING_FIRST_ACCOUNT_FILE="", ADMIN_EMAIL="")
    assert (settings.admin_password, settings.first_account_file) == (None, None)


def test_the_address_of_the_admin_is_in_lower_case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings_of(tmp_path, monkeypatch, ADMIN_EMAIL="Ada@Desk.Example").admin_email == "ada@desk.example"


def test_a_short_password_ends_the_process_with_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        settings_or_exit(lambda: settings_of(tmp_path, monkeypatch, ADMIN_PASSWORD="elevenchars"))

    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "ADMIN_PASSWORD" in said
    assert "at least 12 characters" in said
    assert "elevenchars" not in said


def test_so_does_one_that_everybody_tries_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(WrongSetting, match=r"ADMIN_PASSWORD: .* tried first"):
        settings_of(tmp_path, monkeypatch, ADMIN_PASSWORD="Password1234!")


def test_how_long_a_password_has_to_be_is_a_setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(WrongSetting, match="at least 40 characters"):
        settings_of(tmp_path, monkeypatch, ADMIN_PASSWORD="correct horse battery", TICKETING_PASSWORD_MIN_LENGTH="40")


def test_keys_that_do_not_belong_together_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = secrets_in(tmp_path / "other")["ACCESS_TOKEN_PUBLIC_KEY"]
    with pytest.raises(WrongSetting, match="is not the public half"):
        settings_of(tmp_path / "mine", monkeypatch, ACCESS_TOKEN_PUBLIC_KEY=other)


@pytest.mark.parametrize("name", ["TICKETING_SIGNING_KEY", "ACCESS_TOKEN_PUBLIC_KEY"])
def test_what_is_no_key_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    with pytest.raises(WrongSetting, match=f"{name} is not a"):
        settings_of(tmp_path, monkeypatch, **{name: "-----BEGIN NOTHING-----"})
