"""Which passwords are refused: length counts, and what everybody tries first is none. Any characters will do."""

from collections.abc import Set
from typing import Final

LONGEST: Final = 1_024
_FEWEST_DIFFERENT: Final = 5
_FEWEST_WITHOUT_ADDRESS: Final = 4
_RUNS: Final = (
    "01234567890123456789",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm",
)


def objection(password: str, *, email: str, least: int, common: Set[str]) -> str | None:
    """What is wrong with it, in a sentence; None when nothing is. `common` holds words in lower case."""
    if len(password) < least:
        return f"it must have at least {least} characters: choose a longer one"
    plain = password.casefold()
    if _is_common(plain, common):
        return "it is among those that are tried first: choose another, such as four unrelated words"
    if _is_address(plain, email):
        return "it is little more than the e-mail address: choose another"
    return None


def _is_common(plain: str, common: Set[str]) -> bool:
    """A word that everybody knows, with digits and signs around it or without; a row of keys; one thing repeated."""
    word = _letters(plain)
    runs = (run for forward in _RUNS for run in (forward, forward[::-1]))
    return (
        plain in common
        or word in common
        or len(set(plain)) < _FEWEST_DIFFERENT
        or plain in (plain + plain)[1:-1]
        or any(plain in run or (len(word) >= len(plain) // 2 and word in run) for run in runs)
    )


def _is_address(plain: str, email: str) -> bool:
    """What is left without the address, or without the name in it, is only a few characters."""
    name = email.partition("@")[0]
    return any(part and len(plain.replace(part, "")) < _FEWEST_WITHOUT_ADDRESS for part in (email, name))


def _letters(plain: str) -> str:
    """Without what stands around the first and the last letter."""
    letters = [place for place, sign in enumerate(plain) if sign.isalpha()]
    return plain[letters[0] : letters[-1] + 1] if letters else ""
