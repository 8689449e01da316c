"""The fixed texts: a TOML file a language in a folder, named for its locale. A new file is a new language."""

from pathlib import Path

from services.chat_worker.domain.texts import LocaleTexts, Texts, WrongText
from services.chat_worker.toml_files import read_toml
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
    written = read_toml(path, LocaleTexts)
    try:
        return written.filled(brand=brand, support_email=support_email)
    except WrongText as error:
        raise WrongSetting(f"{path.name}: {error}") from error
