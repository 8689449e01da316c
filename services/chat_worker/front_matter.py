"""One article's file: YAML between two lines of `---`, then Markdown. What is wrong is said with its line."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

import yaml  # type: ignore[import-untyped]  # it comes with no types

from services.chat_worker.domain.article import Article

FENCE: Final = "---"
_LOCALE: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_UNSAFE_IN_URL: Final = re.compile(r"[\s\x00-\x1f\x7f\\<>\"]")
Value = Any  # whatever YAML can say


class Complaint(NamedTuple):
    """Something that is wrong with a file, for whoever wrote it."""

    line: int
    sentence: str


class Parsed(NamedTuple):
    """An article, if nothing is wrong. `lines` says where each name of the front matter stands."""

    article: Article | None
    lines: dict[str, int]
    complaints: list[Complaint]


class _Refused(Exception):
    def __init__(self, line: int, sentence: str) -> None:
        super().__init__(sentence)
        self.complaint = Complaint(line, sentence)


def parse(content: bytes) -> Parsed:
    """Read a file. Every complaint about it is in the result; nothing is raised."""
    try:
        head, body, body_line = _split(_text(content))
        values, lines, complaints = _read(head)
    except _Refused as refused:
        return Parsed(None, {}, [refused.complaint])
    complaints += _judged(values, lines)
    if not body:
        complaints.append(Complaint(body_line, "there is no text below the front matter"))
    if complaints:
        return Parsed(None, lines, sorted(complaints))
    return Parsed(Article(body=body, **values), lines, [])


def _text(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise _Refused(line, "the file is not UTF-8; save it as UTF-8") from error
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\x00" in text:
        raise _Refused(text[: text.index("\x00")].count("\n") + 1, "there is a NUL character, so this is no text")
    return text


def _split(text: str) -> tuple[str, str, int]:
    """Front matter, body, and the line after the front matter."""
    lines = text.split("\n")
    if lines[0].rstrip() != FENCE:
        raise _Refused(1, f"the file must begin with {FENCE}, then `title` and `url`, then {FENCE}")
    ends = (number for number, line in enumerate(lines[1:], start=1) if line.rstrip() == FENCE)
    end = next(ends, None)
    if end is None:
        raise _Refused(1, f"the front matter that begins here has no end: a line of {FENCE}")
    return "\n".join(["", *lines[1:end]]), "\n".join(lines[end + 1 :]).strip(), end + 2


def _read(head: str) -> tuple[dict[str, Value], dict[str, int], list[Complaint]]:
    """Names with their values and lines. `head` begins with an empty line, in the fence's place."""
    try:
        loader = yaml.SafeLoader(head)
        root = loader.get_single_node()
    except (yaml.MarkedYAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or "too deeply nested"
        raise _Refused(mark.line + 1 if mark else 1, f"the front matter is not YAML: {reason}") from error
    except yaml.YAMLError as error:
        raise _Refused(1, "the front matter is not YAML: it has a character that no text has") from error
    if root is None:
        return {}, {}, []
    if not isinstance(root, yaml.MappingNode):
        raise _Refused(root.start_mark.line + 1, "the front matter must be lines of `name: value`")
    return _values(loader, root)


def _values(loader: Value, root: Value) -> tuple[dict[str, Value], dict[str, int], list[Complaint]]:
    values: dict[str, Value] = {}
    lines: dict[str, int] = {}
    complaints: list[Complaint] = []
    for key, node in root.value:
        name, line = str(key.value), key.start_mark.line + 1
        if name in lines:
            complaints.append(Complaint(line, f"`{name}` is there already, in line {lines[name]}"))
            continue
        lines[name] = line
        try:
            values[name] = loader.construct_object(node, deep=True)
        except (ValueError, TypeError, yaml.YAMLError, RecursionError):
            complaints.append(Complaint(line, f"the value of `{name}` cannot be read; put it in quotes"))
    return values, lines, complaints


def _judged(values: dict[str, Value], lines: dict[str, int]) -> Iterator[Complaint]:
    for name in ("title", "url"):
        if name not in lines:
            yield Complaint(1, f"the front matter lacks `{name}`")
    for name, value in values.items():
        if name not in _RULES:
            yield Complaint(lines[name], f"`{name[:40]}` is not known; known are {', '.join(_RULES)}")
        elif not _RULES[name].holds(value):
            yield Complaint(lines[name], f"`{name}` must be {_RULES[name].sentence}{_quotes(value)}")


def _quotes(value: Value) -> str:
    """YAML reads `no`, `404` and `2026-11-20` as something else than text."""
    return "; put it in quotes" if isinstance(value, bool | int | float | date) else ""


def _is_line(value: Value) -> bool:
    return isinstance(value, str) and bool(value.strip()) and "\n" not in value.strip()


def _are_lines(value: Value) -> bool:
    return isinstance(value, list) and all(_is_line(each) for each in value)


def _is_url(value: Value) -> bool:
    if not isinstance(value, str) or _UNSAFE_IN_URL.search(value):
        return False
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    is_path = value.startswith("/") and not value.startswith("//")
    return is_path or (parts.scheme in {"http", "https"} and bool(parts.hostname) and not parts.username)


def _is_locale(value: Value) -> bool:
    return isinstance(value, str) and bool(_LOCALE.fullmatch(value))


class _Rule(NamedTuple):
    holds: Callable[[Value], bool]
    sentence: str


_RULES: Final = {
    "title": _Rule(_is_line, "a line of text"),
    "url": _Rule(_is_url, "https://…, http://… or a path of the site, /…"),
    "locale": _Rule(_is_locale, "a language tag such as en or pt-BR"),
    "tags": _Rule(_are_lines, "a list of words, [one, two]"),
    "asked_as": _Rule(_are_lines, "a list of questions"),
    "sample": _Rule(lambda value: isinstance(value, bool), "true or false"),
}
