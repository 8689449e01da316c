"""The rules files: how visitors ask for a person, and what a reply may not promise."""

import tomllib
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, RootModel, ValidationError

from services.chat_worker.domain.phrase_syntax import WrongPhrase
from services.chat_worker.domain.promises import PromiseRules, Promises
from services.chat_worker.domain.wishes import LanguageWishes, Wishes
from shared.settings import WrongSetting

Rules = TypeVar("Rules", bound=BaseModel)


class _WishesFile(RootModel[dict[str, LanguageWishes]]):
    """A table for each language."""


def load_wishes(path: Path) -> Wishes:
    """Raises WrongSetting with the file, the language and the phrase."""
    languages = _read(path, _WishesFile).root
    try:
        return Wishes(languages)
    except WrongPhrase as error:
        raise WrongSetting(f"{path.name}: {error}") from error


def load_promises(path: Path, *, brand: str) -> Promises:
    """Raises WrongSetting with the file, the rule and the phrase."""
    rules = _read(path, PromiseRules)
    try:
        return Promises(rules, brand)
    except WrongPhrase as error:
        raise WrongSetting(f"{path.name}: {error}") from error


def _read(path: Path, shape: type[Rules]) -> Rules:
    try:
        return shape.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        first = error.errors()[0]
        raise WrongSetting(f"{path.name}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from error
    except (OSError, ValueError) as error:
        raise WrongSetting(f"{path.name}: not a TOML file in UTF-8: {error}") from error
