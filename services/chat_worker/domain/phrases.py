"""Many phrases, found in a sentence in one pass.

Each phrase becomes a chain of states that wait for a word. Nothing in a phrase repeats without bound, so a state is
passed once at most from one start, and a word of the text costs no more steps than there are states: the time is
linear in the text, whatever stands in it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from services.chat_worker.domain.phrase_syntax import Choice, Gap, Lists, OneOf, Part, WrongPhrase, read_phrase
from services.chat_worker.domain.words import BEGIN, COMMA, END, readings


class Found(NamedTuple):
    """A phrase of this label stands at the tokens from `start` up to, not including, `end`."""

    label: str
    start: int
    end: int


class _State(NamedTuple):
    """Waits for one word, then leads on. `word` is None for any word; `label` is given where a phrase ends."""

    word: OneOf | None
    then: frozenset[int]
    label: str | None

    def takes(self, read: Iterable[str]) -> bool:
        if self.word is None:
            return BEGIN not in read and END not in read
        words = self.word.words
        if self.word.beginning:
            return any(word.startswith(beginning) for word in read for beginning in words)
        return not words.isdisjoint(read)


class _Waiting(NamedTuple):
    """A state that was reached; `in_gap` when the last word belonged to a gap, which a comma ends."""

    state: int
    in_gap: bool


class Phrases:
    """A set of labelled phrases. `lists` are the named lists that they may use."""

    def __init__(self, lists: Mapping[str, Sequence[str]]) -> None:
        self._lists = Lists(lists)
        self._states: list[_State] = []
        self._by_word: dict[str, list[int]] = {}
        self._by_beginning: list[int] = []

    def add(self, label: str, phrase: str) -> None:
        """Raises WrongPhrase."""
        end = self._state(_State(None, frozenset(), label))
        first = self._chain(read_phrase(phrase, self._lists), frozenset({end}))
        if end in first:
            raise WrongPhrase("it stands in every sentence")
        for number in first:
            self._begin_with(number)

    def found(self, tokens: Sequence[str]) -> list[Found]:
        """Every place where a phrase stands, in the order of their ends. The tokens are those of `tokens_of`."""
        found: list[Found] = []
        waiting: dict[_Waiting, int] = {}
        for at, token in enumerate(tokens):
            if token == COMMA:
                waiting = {each: start for each, start in waiting.items() if not each.in_gap}
                continue
            waiting = self._after(token, at, waiting)
            found += self._ended(waiting, at)
        return found

    def _after(self, token: str, at: int, waiting: dict[_Waiting, int]) -> dict[_Waiting, int]:
        read = readings(token)
        then: dict[_Waiting, int] = {}
        for number, start in [*((each.state, start) for each, start in waiting.items()), *self._starts(read, at)]:
            state = self._states[number]
            if state.takes(read):
                for following in state.then:
                    then.setdefault(_Waiting(following, state.word is None), start)
        return then

    def _starts(self, read: Iterable[str], at: int) -> Iterator[tuple[int, int]]:
        for word in read:
            for number in self._by_word.get(word, ()):
                yield number, at
        for number in self._by_beginning:
            yield number, at

    def _ended(self, waiting: dict[_Waiting, int], at: int) -> Iterator[Found]:
        for each, start in waiting.items():
            label = self._states[each.state].label
            if label is not None:
                yield Found(label, start, at + 1)

    def _begin_with(self, number: int) -> None:
        word = self._states[number].word
        if word is None:
            raise WrongPhrase("it begins with a gap")
        if word.beginning:
            self._by_beginning.append(number)
        else:
            for each in word.words:
                self._by_word.setdefault(each, []).append(number)

    def _state(self, state: _State) -> int:
        self._states.append(state)
        return len(self._states) - 1

    def _chain(self, part: Part, then: frozenset[int]) -> frozenset[int]:
        """The states with which the part begins; behind it come those of `then`."""
        if isinstance(part, OneOf):
            return frozenset({self._state(_State(part, then, None))})
        if isinstance(part, Gap):
            return self._gap(part, then)
        if isinstance(part, Choice):
            return frozenset[int]().union(*(self._chain(each, then) for each in part.alternatives))
        for each in reversed(part.parts):
            then = self._chain(each, then)
        return then

    def _gap(self, gap: Gap, then: frozenset[int]) -> frozenset[int]:
        first = then
        for _ in range(gap.longest):
            first = then | {self._state(_State(None, first, None))}
        return first
