"""The rules files: how visitors ask for a person, and what a reply may not promise."""

from pathlib import Path

from pydantic import RootModel

from services.chat_worker.domain.phrase_syntax import WrongPhrase
from services.chat_worker.domain.promises import PromiseRules, Promises
from services.chat_worker.domain.wishes import LanguageWishes, Wishes
from services.chat_worker.toml_files import read_toml
from shared.settings import WrongSetting


class _WishesFile(RootModel[dict[str, LanguageWishes]]):
    """A table for each language."""


def load_wishes(path: Path) -> Wishes:
    """Raises WrongSetting with the file, the language and the phrase."""
    languages = read_toml(path, _WishesFile).root
    try:
        return Wishes(languages)
    except WrongPhrase as error:
        raise WrongSetting(f"{path.name}: {error}") from error


def load_promises(path: Path, *, brand: str) -> Promises:
    """Raises WrongSetting with the file, the rule and the phrase."""
    rules = read_toml(path, PromiseRules)
    try:
        return Promises(rules, brand)
    except WrongPhrase as error:
        raise WrongSetting(f"{path.name}: {error}") from error
