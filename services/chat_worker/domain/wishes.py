"""Whether a visitor asks for a person, in plain words of any language that has rules."""

from collections.abc import Mapping, Sequence

from pydantic import BaseModel, ConfigDict

from services.chat_worker.domain.phrase_syntax import WrongPhrase
from services.chat_worker.domain.phrases import Found, Phrases
from services.chat_worker.domain.sentences import Sentences
from services.chat_worker.domain.words import tokens_of


class LanguageWishes(BaseModel):
    """How it is said in one language."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    lists: Mapping[str, Sequence[str]] = {}
    asks: Sequence[str]
    """Phrases that ask for a person."""
    unless: Sequence[str] = ()
    """Phrases that look like it and are not: what stands in one of them asks for nobody."""


class Wishes:
    """The rules of all languages, looked at together: a visitor may write another language than the page's."""

    def __init__(self, languages: Mapping[str, LanguageWishes]) -> None:
        """Raises WrongPhrase, with the language and the phrase."""
        self._languages = [_Language(name, rules) for name, rules in languages.items()]

    def wants_person(self, text: str) -> bool:
        return any(
            language.asks_in(tokens_of(sentence)) for sentence in _sentences(text) for language in self._languages
        )


class _Language:
    def __init__(self, name: str, rules: LanguageWishes) -> None:
        self._phrases = Phrases(rules.lists)
        for label, phrases in (("asks", rules.asks), ("unless", rules.unless)):
            for phrase in phrases:
                try:
                    self._phrases.add(label, phrase)
                except WrongPhrase as error:
                    raise WrongPhrase(f"{name}, {label}, {phrase!r}: {error}") from error

    def asks_in(self, tokens: Sequence[str]) -> bool:
        found = self._phrases.found(tokens)
        excused = [each for each in found if each.label == "unless"]
        return any(each.label == "asks" and not any(_overlap(each, other) for other in excused) for each in found)


def _overlap(one: Found, other: Found) -> bool:
    return one.start < other.end and other.start < one.end


def _sentences(text: str) -> list[str]:
    """In a chat every line is a sentence of its own."""
    return [sentence for line in text.splitlines() for sentence in _sentences_of_line(line)]


def _sentences_of_line(line: str) -> list[str]:
    cutter = Sentences(abbreviations=())
    cut = [sentence for char in line if (sentence := cutter.feed(char))]
    last = cutter.finish()
    return [sentence.text for sentence in [*cut, *([last] if last else [])]]
