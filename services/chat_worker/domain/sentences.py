"""Sentences cut out of a text while it comes, one character at a time.

Where the cuts fall depends on the text alone, never on the pieces in which it arrived: whether a sentence is over shows
with the first visible character behind it.
"""

from collections.abc import Container, Iterator
from itertools import takewhile
from typing import Final, NamedTuple

_ENDS_WITHOUT_SPACE: Final = frozenset("。！？｡．")  # noqa: RUF001  the signs themselves
_ENDS: Final = frozenset(".!?…") | _ENDS_WITHOUT_SPACE
_CLOSES: Final = frozenset("\"'”’»›)]}*_`~")  # noqa: RUF001  the signs themselves
_MONTHS_BEGIN: Final = frozenset("JFMASOND")
"""`am 3. Mai` goes on."""
_LONG: Final = 1_000
_LONGEST: Final = 2_000
"""Code points. What is long is cut at the next space, and at last anywhere, so that nothing is held for ever."""
_LONGEST_ABBREVIATION: Final = 24


class Sentence(NamedTuple):
    """`end` is where it ends in the whole text, in code points; the spaces behind it belong to it."""

    text: str
    end: int


class Sentences:
    """Feed it characters. `abbreviations` (lower case, without the last dot: `approx`, `z.b`) end no sentence."""

    def __init__(self, abbreviations: Container[str]) -> None:
        self._abbreviations = abbreviations
        self._held: list[str] = []
        self._length = 0
        self._body = 0
        """How much of what is held stands before the signs and spaces at its end."""

    def feed(self, char: str) -> Sentence | None:
        """The sentence that this character shows to be over: it belongs to the next one."""
        sentence = self.finish() if self._is_over_before(char) else None
        self._held.append(char)
        self._length += 1
        if not (char.isspace() or char in _ENDS or (char in _CLOSES and self._tail_ends())):
            self._body = len(self._held)
        return sentence

    def finish(self) -> Sentence | None:
        """What is left."""
        if not self._held:
            return None
        sentence = Sentence("".join(self._held), self._length)
        self._held, self._body = [], 0
        return sentence

    def _tail(self) -> list[str]:
        return self._held[self._body :]

    def _tail_ends(self) -> bool:
        """Whether the signs at the end are those of an end, with no space behind them yet."""
        tail = self._tail()
        return bool(tail) and tail[0] in _ENDS and not tail[-1].isspace()

    def _is_over_before(self, char: str) -> bool:
        if len(self._held) >= _LONGEST or (len(self._held) >= _LONG and char.isspace()):
            return True
        if char.isspace() or char in _ENDS or (char in _CLOSES and self._tail_ends()):
            return False
        tail = self._tail()
        if not self._body or not tail:
            return False
        if "\n" in tail and (tail.count("\n") > 1 or not char.islower()):
            return True
        return self._ends_sentence(tail, char)

    def _ends_sentence(self, tail: list[str], char: str) -> bool:
        signs = [sign for sign in tail if sign in _ENDS]
        if not signs:
            return False
        if not _ENDS_WITHOUT_SPACE.isdisjoint(signs):
            return True
        spaced = tail[-1].isspace()
        if signs == ["."]:
            return self._dot_ends(char) if spaced else self._joined_dot_ends(char)
        if {"!", "?"}.isdisjoint(signs):
            return not char.islower()
        return spaced or char.isupper()

    def _dot_ends(self, char: str) -> bool:
        """`done. We` does; `e.g. this`, `J. Smith`, `1. First` and `am 3. Mai` do not."""
        word = self._last_word()
        if len(word) <= 1 and not word.isdigit():
            return False
        if word.casefold() in self._abbreviations:
            return False
        if word.isdigit():
            return not (char.islower() or char in _MONTHS_BEGIN or self._body == len(word))
        return "." not in word or not char.islower()

    def _joined_dot_ends(self, char: str) -> bool:
        """`done.We` does; `3.5`, `rezvo.app` and `z.B.` do not."""
        word = self._last_word()
        return char.isupper() and len(word) > 1 and word.isalpha() and word[-1].islower()

    def _last_word(self) -> str:
        nearest = reversed(self._held[max(0, self._body - _LONGEST_ABBREVIATION) : self._body])
        letters: Iterator[str] = takewhile(lambda char: not char.isspace() and char not in "([{\"'“„«*_", nearest)
        return "".join(letters)[::-1]
