"""The folder of articles: which files there are, what is in them, and everything that is wrong with them."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from services.chat_worker.domain.article import Article, in_stable_order
from services.chat_worker.front_matter import Complaint, Parsed, parse
from shared.settings import WrongSetting

MAX_FILE_BYTES: Final = 1_000_000

Fingerprint = frozenset[tuple[str, int, int]]
"""Of each file its name, time of change in nanoseconds and size in bytes."""


class InvalidArticles(WrongSetting):
    """The articles cannot be used. A line for each thing that is wrong: `file:line: sentence`."""


class _File(NamedTuple):
    name: str
    parsed: Parsed


def fingerprint(folder: Path) -> Fingerprint:
    """What is cheap to know of the files; a file that goes away meanwhile is left out."""
    return frozenset(_stats(folder))


def read_articles(folder: Path, most_tokens: int) -> list[Article]:
    """All `*.md` of the folder and its subfolders, except hidden ones, in an order that does not depend on their names.

    An article may take `most_tokens` of the prompt at the most. Raises InvalidArticles with all complaints.
    """
    if not folder.is_dir():
        raise InvalidArticles(f"CHAT_WORKER_KNOWLEDGE_DIR: there is no folder {folder}")
    unreadable: list[OSError] = []
    paths = _paths(folder, unreadable.append)
    files = [_File(path.relative_to(folder).as_posix(), _parsed(path, most_tokens)) for path in paths]
    wrong = [(file.name, *complaint) for file in files for complaint in file.parsed.complaints]
    wrong += [*_repeated(files)]
    wrong += [(str(error.filename), 1, f"the folder cannot be read: {error.strerror}") for error in unreadable]
    if wrong:
        lines = [f"{name}:{line}: {sentence}" for name, line, sentence in sorted(wrong)]
        raise InvalidArticles("\n".join(lines))
    return in_stable_order(file.parsed.article for file in files if file.parsed.article)


def _paths(folder: Path, on_error: Callable[[OSError], None]) -> list[Path]:
    """Links to folders are not followed: a mounted ConfigMap has each file twice, once in a hidden folder."""
    found: list[Path] = []
    for root, folders, names in os.walk(folder, onerror=on_error):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [Path(root, name) for name in names if name.lower().endswith(".md") and not name.startswith(".")]
    return sorted(found)


def _stats(folder: Path) -> Iterator[tuple[str, int, int]]:
    for path in _paths(folder, on_error=lambda _: None):
        try:
            seen = path.stat()
        except OSError:
            continue
        yield str(path), seen.st_mtime_ns, seen.st_size


def _parsed(path: Path, most_tokens: int) -> Parsed:
    try:
        with path.open("rb") as file:
            content = file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        return Parsed(None, {}, [Complaint(1, f"the file cannot be read: {error.strerror or error}")])
    if len(content) > MAX_FILE_BYTES:
        return Parsed(None, {}, [Complaint(1, f"the file is larger than {MAX_FILE_BYTES} bytes; split it")])
    parsed = parse(content)
    if parsed.article and parsed.article.tokens > most_tokens:
        sentence = f"the article takes some {parsed.article.tokens} tokens of {most_tokens}; split it"
        complaint = Complaint(1, f"{sentence}, or raise CHAT_WORKER_KNOWLEDGE_TOKENS")
        return Parsed(None, parsed.lines, [complaint])
    return parsed


def _repeated(files: list[_File]) -> Iterator[tuple[str, int, str]]:
    """A second article with the url or the title of another one in the same locale."""
    first: dict[tuple[str, str, str], str] = {}
    for name, parsed in files:
        if parsed.article is None:
            continue
        locale = (parsed.article.locale or "").casefold()
        for kind, value in (("url", parsed.article.url), ("title", parsed.article.title.strip().casefold())):
            other = first.setdefault((kind, value, locale), name)
            if other != name:
                yield name, parsed.lines[kind], f"`{kind}` is the same as in {other}"
