"""The business's articles: Markdown files with a front matter of `title` and `url`."""

from pathlib import Path

import frontmatter
from yaml import YAMLError  # type: ignore[import-untyped]  # it comes with no types

from services.chat_worker.domain.prompt import Article
from shared.settings import WrongSetting


class InvalidArticle(WrongSetting):
    """An article cannot be used; the sentence names the file and what is missing."""


def load_articles(folder: Path) -> list[Article]:
    """All `*.md` of the folder, in the order of their names. Raises InvalidArticle."""
    if not folder.is_dir():
        raise InvalidArticle(f"CHAT_WORKER_KNOWLEDGE_DIR: there is no folder {folder}")
    return [_load(path) for path in sorted(folder.glob("*.md"))]


def _load(path: Path) -> Article:
    try:
        metadata, body = frontmatter.parse(path.read_text(encoding="utf-8"))
    except (ValueError, YAMLError) as error:
        raise InvalidArticle(f"{path.name}: the front matter is not YAML, or the file is not UTF-8") from error
    missing = [name for name in ("title", "url") if not isinstance(metadata.get(name), str)]
    if missing:
        raise InvalidArticle(f"{path.name}: the front matter lacks {' and '.join(missing)}")
    return Article(title=str(metadata["title"]), url=str(metadata["url"]), body=body.strip())
