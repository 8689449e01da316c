"""Which passwords are refused, and that the rest are not."""

import pytest

from services.ticketing.identity.passwords import objection, random_password

ADA = "ada.lovelace@desk.example"


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery",
        "xkT9-qq2Lm7z",
        "471108150042",
        "läuft über den Zaun",
        "猫" * 3 + "犬鳥魚虫花木水火土",
        "a b c d e f g h",
    ],
)
def test_any_characters_do_when_there_are_enough(password: str) -> None:
    assert objection(password, email=ADA, least=12) is None


@pytest.mark.parametrize(
    "password",
    [
        *("Password1234!", "P@ssw0rd2026", "passwordpassword", "administrator", "changeme2026!", "1q2w3e4r5t6y"),
        *("123456789012", "210987654321", "qwertyuiop12", "abcdefghijkl"),
        *("aaaaaaaaaaaa", "abcabcabcabc", "121212121212", "correcthorsebatterystaple"),
    ],
)
def test_what_everybody_tries_first_is_refused(password: str) -> None:
    assert "tried first" in (objection(password, email=ADA, least=12) or "")


@pytest.mark.parametrize("password", ["ada.lovelace", "Ada.Lovelace1!", ADA, f"{ADA}12"])
def test_so_is_what_is_little_more_than_the_address(password: str) -> None:
    assert "e-mail address" in (objection(password, email=ADA, least=12) or "")


def test_a_short_one_is_refused_by_code_points() -> None:
    assert "at least 12 characters" in (objection("ü" * 11, email=ADA, least=12) or "")
    assert objection("kurz, gut", email=ADA, least=8) is None


def test_one_made_at_random_is_never_refused() -> None:
    assert all(objection(random_password(), email=ADA, least=24) is None for _ in range(1_000))
