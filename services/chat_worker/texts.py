"""The fixed texts: a TOML file a language in a folder, named for its locale. A new file is a new language."""

import tomllib
from pathlib import Path

from pydantic import ValidationError

from services.chat_worker.domain.texts import LocaleTexts, Texts, WrongText
from shared.settings import WrongSetting


def load_texts(folder: Path, *, default: str, brand: str, support_email: str) -> Texts:
    """All `*.toml` of the folder. Raises WrongSetting with the file and the key."""
    if not folder.is_dir():
        raise WrongSetting(f"CHAT_WORKER_TEXTS_DIR: there is no folder {folder}")
    languages = {path.stem: _load(path, brand, support_email) for path in sorted(folder.glob("*.toml"))}
    if default not in languages:
        raise WrongSetting(f"CHAT_WORKER_DEFAULT_LOCALE: there is no file {default}.toml in {folder}")
    return Texts(languages, default)


def _load(path: Path, brand: str, support_email: str) -> LocaleTexts:
    try:
        written = LocaleTexts.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
        return written.filled(brand=brand, support_email=support_email)
    except ValidationError as error:
        first = error.errors()[0]
        raise WrongSetting(f"{path.name}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from error
    except WrongText as error:
        raise WrongSetting(f"{path.name}: {error}") from error
    except (OSError, ValueError) as error:
        raise WrongSetting(f"{path.name}: not a TOML file in UTF-8: {error}") from error
