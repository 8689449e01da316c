"""Settings of the e-mail notices: all that is needed, or nothing, and no password in a complaint."""

from pathlib import Path
from typing import Final

import pytest

from services.ticketing.notices.smtp import Server
from shared.settings import WrongSetting
from tests.unit.ticketing.keys import settings_of

COMPLETE: Final = {
    "TICKETING_SMTP_URL": "smtp://desk:s%40cret@mail.example",
    "TICKETING_MAIL_FROM": "Rezvo <desk@rezvo.example>",
    "TICKETING_TEAM_EMAIL": "team@rezvo.example, night@müller.example",
    "TICKETING_PUBLIC_URL": "https://desk.example",
}


def test_without_a_server_nobody_is_written_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings_of(tmp_path, monkeypatch).smtp_url is None


def test_with_all_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_of(tmp_path, monkeypatch, **COMPLETE)

    assert settings.mail_from is not None
    assert (settings.mail_from.name, settings.mail_from.email) == ("Rezvo", "desk@rezvo.example")
    assert settings.team_email == ("team@rezvo.example", "night@xn--mller-kva.example")


@pytest.mark.parametrize("missing", sorted(COMPLETE.keys() - {"TICKETING_SMTP_URL"}))
def test_half_of_it_is_refused_with_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    with pytest.raises(WrongSetting, match=f"so {missing} must be, too"):
        settings_of(tmp_path, monkeypatch, **{**COMPLETE, missing: ""})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TICKETING_TEAM_EMAIL", "team@rezvo.example; night@rezvo.example"),
        ("TICKETING_TEAM_EMAIL", ","),
        ("TICKETING_MAIL_FROM", "desk"),
        ("TICKETING_MAIL_FROM", "dësk@rezvo.example"),
        ("TICKETING_PUBLIC_URL", "desk.example"),
        ("TICKETING_PUBLIC_URL", 'https://desk.example/"><script>'),
        ("TICKETING_NOTICE_LEASE_SECONDS", "20"),
        ("TICKETING_TICKET_AGE_LIMIT_MINUTES", "0"),
        ("TICKETING_VISITOR_EMAILS_PER_HOUR", "0"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    with pytest.raises(WrongSetting, match=name):
        settings_of(tmp_path, monkeypatch, **{**COMPLETE, name: value})


@pytest.mark.parametrize(
    "url",
    [
        "mail.example:587",
        "http://mail.example",
        "smtp://",
        "smtp://desk:secret@mail.example:port",
        "smtp://desk:secret/more@mail.example",
        "smtp://desk:secret#more@mail.example",
        "smtp://desk:secret@mail.example:99999",
        "smtp://desk:secret@mail.example?tls=no",
    ],
)
def test_a_server_that_is_none_is_refused_without_its_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    with pytest.raises(WrongSetting, match="TICKETING_SMTP_URL") as refused:
        settings_of(tmp_path, monkeypatch, **{**COMPLETE, "TICKETING_SMTP_URL": url})
    assert "secret" not in str(refused.value)
    assert "more" not in str(refused.value)


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example", Server("mail.example", 587, is_tls=False)),
        ("smtp://127.0.0.1:25", Server("127.0.0.1", 25, is_tls=False)),
        ("smtps://mail.example", Server("mail.example", 465, is_tls=True)),
        (
            "smtps://a%40b:c%3Ad@mail.example:2465",
            Server("mail.example", 2465, is_tls=True, user="a@b", password="c:d"),
        ),
    ],
)
def test_a_server_has_the_ports_that_everybody_uses(url: str, server: Server) -> None:
    assert Server.of(url) == server


def test_a_password_is_not_shown() -> None:
    assert "s@cret" not in repr(Server.of(COMPLETE["TICKETING_SMTP_URL"]))
