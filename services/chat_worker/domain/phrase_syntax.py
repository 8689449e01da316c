"""How an editor writes a phrase, and what is read from it.

A phrase is words with these signs between them; case and accents do not matter:

    talk to             these words, one after the other; a comma between them does not matter
    (talk|chat with)    one of these
    [please]            this or nothing; [a|the] works too
    {person}            one of the named list
    ...  ...5           up to three, or up to five, words of any kind, and no comma among them
    operat*             any word that begins so
    ^  $                the beginning and the end of the sentence

Nothing repeats without bound.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Union

from services.chat_worker.domain.words import BEGIN, END, spellings

_SIGN: Final = re.compile(r"\.\.\.\d*|\{[^}\s]*\}|[()\[\]|^$]|[^\s()\[\]{}|^$]+|\S")
_CLOSING: Final = {"(": ")", "[": "]"}
_USUAL_GAP: Final = 3
_LONGEST_GAP: Final = 8


class WrongPhrase(Exception):
    """A phrase cannot be read; the sentence says why."""


@dataclass(frozen=True)
class OneOf:
    """One word. `beginning`: any word that begins with one of these."""

    words: frozenset[str]
    beginning: bool = False


@dataclass(frozen=True)
class Gap:
    """Up to so many words of any kind."""

    longest: int


@dataclass(frozen=True)
class Series:
    """One after the other."""

    parts: tuple["Part", ...]


@dataclass(frozen=True)
class Choice:
    """One of the alternatives."""

    alternatives: tuple["Part", ...]


Part = Union[OneOf, Gap, Series, Choice]  # noqa: UP007  a name in it is not yet known
NOTHING: Final = Series(())


class Lists:
    """The named lists that phrases may use. Each is read once, when it is first used."""

    def __init__(self, phrases: Mapping[str, Sequence[str]]) -> None:
        self._phrases = phrases
        self._read: dict[str, Part] = {}
        self._being_read: set[str] = set()

    def part(self, name: str) -> Part:
        """Raises WrongPhrase."""
        if name not in self._phrases:
            raise WrongPhrase(f"there is no list {name!r}")
        if name in self._being_read:
            raise WrongPhrase("a list contains itself")
        if name not in self._read:
            self._being_read.add(name)
            self._read[name] = _choice([read_phrase(each, self) for each in self._phrases[name]])
            self._being_read.remove(name)
        return self._read[name]


def read_phrase(phrase: str, lists: Lists) -> Part:
    """Raises WrongPhrase."""
    return _Reader(phrase, lists).whole()


class _Reader:
    """Reads from left to right; `_signs` is what is left, the next one last."""

    def __init__(self, phrase: str, lists: Lists) -> None:
        self._signs: list[str] = _SIGN.findall(phrase)[::-1]
        self._lists = lists

    def whole(self) -> Part:
        part = self._alternatives()
        if self._signs:
            raise WrongPhrase(f"{self._signs[-1]!r} closes nothing")
        return part

    def _alternatives(self) -> Part:
        alternatives = [self._series()]
        while self._signs and self._signs[-1] == "|":
            self._signs.pop()
            alternatives.append(self._series())
        if len(alternatives) > 1 and NOTHING in alternatives:
            raise WrongPhrase("an alternative is empty")
        return _choice(alternatives)

    def _series(self) -> Part:
        parts: list[Part] = []
        while self._signs and self._signs[-1] not in {"|", ")", "]"}:
            parts.append(self._part(self._signs.pop()))
        return parts[0] if len(parts) == 1 else Series(tuple(parts))

    def _part(self, sign: str) -> Part:
        if sign in _CLOSING:
            return self._group(sign)
        if sign in {BEGIN, END}:
            return OneOf(frozenset({sign}))
        if sign.startswith("{"):
            return self._lists.part(sign[1:-1])
        if sign.startswith("..."):
            return _gap(sign[3:])
        return _word(sign)

    def _group(self, opening: str) -> Part:
        inside = self._alternatives()
        if not self._signs or self._signs.pop() != _CLOSING[opening]:
            raise WrongPhrase(f"{opening!r} is not closed")
        if inside == NOTHING:
            raise WrongPhrase(f"{opening!r} holds nothing")
        return inside if opening == "(" else Choice((inside, NOTHING))


def _gap(longest: str) -> Gap:
    words = int(longest or _USUAL_GAP)
    if not 1 <= words <= _LONGEST_GAP:
        raise WrongPhrase(f"a gap is of 1 to {_LONGEST_GAP} words")
    return Gap(words)


def _word(sign: str) -> Part:
    beginning = sign.endswith("*")
    written = [spelling.split() for spelling in spellings(sign.rstrip("*"))]
    if not all(written):
        raise WrongPhrase(f"{sign!r} is not a word")
    return _choice([_spelled(parts, beginning=beginning) for parts in written])


def _spelled(words: Sequence[str], *, beginning: bool) -> Part:
    *first, last = words
    parts = [OneOf(frozenset({word})) for word in first]
    return Series((*parts, OneOf(frozenset({last}), beginning))) if parts else OneOf(frozenset({last}), beginning)


def _choice(alternatives: Sequence[Part]) -> Part:
    """Single words are put together, so that a long list is one step and not one for each of its words."""
    single = [part.words for part in alternatives if isinstance(part, OneOf) and not part.beginning]
    others = [part for part in alternatives if not isinstance(part, OneOf) or part.beginning]
    together: list[Part] = [OneOf(frozenset[str]().union(*single))] if single else []
    parts = [*together, *others]
    return parts[0] if len(parts) == 1 else Choice(tuple(parts))
