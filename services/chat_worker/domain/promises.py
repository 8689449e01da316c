"""Whether a reply promises what a bot cannot keep, sentence by sentence while it streams."""

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Final, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from services.chat_worker.domain.phrase_syntax import WrongPhrase
from services.chat_worker.domain.phrases import Found, Phrases
from services.chat_worker.domain.sentences import Sentence, Sentences
from services.chat_worker.domain.words import tokens_of, words_of

_MARKS_OF_ITEMS: Final = "-*•–—·"  # noqa: RUF001  the signs themselves


class Category(StrEnum):
    """What is promised."""

    REFUND = "refund"
    CALL_BACK = "call_back"
    COMPENSATION = "compensation"
    BOOKING = "booking"
    LEGAL = "legal"
    HEALTH = "health"


class PromiseRule(BaseModel):
    """A kind of promise in one language."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z0-9-]+$", description="Unique in its language.")
    category: Category
    says: Sequence[str] = Field(min_length=1, description="Phrases that make the promise.")
    unless: Sequence[str] = Field((), description="Phrases that excuse it, anywhere in the sentence.")


class LanguagePromises(BaseModel):
    """What holds for all rules of a language, and the rules."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    lists: Mapping[str, Sequence[str]] = {}
    unless: Sequence[str] = Field((), description="Phrases that excuse every promise, anywhere in the sentence.")
    not_after: Sequence[str] = Field((), description="Phrases that excuse a promise that follows them at once.")
    rules: Sequence[PromiseRule] = Field(min_length=1)


class PromiseRules(BaseModel):
    """The whole rules file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    abbreviations: frozenset[str] = Field(description="Lower case, without the last dot; they end no sentence.")
    languages: Mapping[str, LanguagePromises]


class Hit(NamedTuple):
    """A promise: what kind, in which sentence (an item of a list with what introduces it), by which rule
    (`en/refund-made`)."""

    category: Category
    sentence: str
    rule: str


class Promises:
    """The rules of all languages, looked at together. `{brand}` in a phrase is the business's name."""

    def __init__(self, rules: PromiseRules, brand: str) -> None:
        """Raises WrongPhrase, with the language, the rule and the phrase."""
        self.abbreviations: Final = rules.abbreviations
        self._languages = [_Language(name, language, brand) for name, language in rules.languages.items()]

    def in_sentence(self, sentence: str) -> Hit | None:
        tokens = tokens_of(sentence)
        return next((hit for language in self._languages for hit in language.hits(sentence, tokens)), None)

    def in_text(self, text: str) -> Hit | None:
        """The first promise of a text that is there as a whole."""
        check = PromiseCheck(self)
        return check.feed(text) or check.finish()


class PromiseCheck:
    """One reply as it comes. What it finds does not depend on the pieces in which the text is fed.

    `safe_length` is how much of the text, in code points, consists of sentences that are over and promise nothing: a
    caller that shows no more than that never has to take a promise back. After a hit nothing more is looked at.
    """

    def __init__(self, promises: Promises) -> None:
        self._promises = promises
        self._sentences = Sentences(promises.abbreviations)
        self._introduction = ""
        self._hit: Hit | None = None
        self.safe_length = 0

    def feed(self, piece: str) -> Hit | None:
        """The first promise of the whole text, as soon as its sentence is over; the same again ever after."""
        for char in piece:
            if self._hit:
                break
            self._look_at(self._sentences.feed(char))
        return self._hit

    def finish(self) -> Hit | None:
        """The text is over, and with it the last sentence."""
        if not self._hit:
            self._look_at(self._sentences.finish())
        return self._hit

    def _look_at(self, sentence: Sentence | None) -> None:
        if sentence is None:
            return
        text = sentence.text.strip()
        self._hit = self._promises.in_sentence(self._with_introduction(text))
        if not self._hit:
            self.safe_length = sentence.end

    def _with_introduction(self, text: str) -> str:
        """`I have:` and then `- refunded you` is one statement."""
        if _is_item(text):
            return f"{self._introduction} {text.lstrip(_MARKS_OF_ITEMS + '0123456789.) ')}"
        self._introduction = text.rstrip(": *_") if text.rstrip("*_ ").endswith(":") else ""
        return text


def _is_item(text: str) -> bool:
    first = text.split(maxsplit=1)[0] if text else ""
    return (len(first) == 1 and first in _MARKS_OF_ITEMS) or (first.rstrip(".)").isdigit() and first[-1] in ".)")


class _Language:
    def __init__(self, name: str, language: LanguagePromises, brand: str) -> None:
        self._name = name
        self._rules = {rule.id: rule for rule in language.rules}
        if len(self._rules) < len(language.rules):
            raise WrongPhrase(f"{name}: two rules have the same id")
        self._phrases = Phrases({**language.lists, "brand": [" ".join(words_of(brand)) or "we"]})
        self._add("unless", "unless", language.unless)
        self._add("not_after", "not_after", language.not_after)
        for rule in language.rules:
            self._add(rule.id, f"says {rule.id}", rule.says)
            self._add(rule.id, f"unless {rule.id}", rule.unless)

    def hits(self, sentence: str, tokens: Sequence[str]) -> Iterator[Hit]:
        found = self._phrases.found(tokens)
        labels = {each.label for each in found}
        if "unless" in labels:
            return
        excused_from = {each.end for each in found if each.label == "not_after"}
        for each in found:
            rule = self._rule_said(each)
            if rule and each.start not in excused_from and f"unless {rule.id}" not in labels:
                yield Hit(rule.category, sentence, f"{self._name}/{rule.id}")

    def _rule_said(self, found: Found) -> PromiseRule | None:
        return self._rules[found.label.removeprefix("says ")] if found.label.startswith("says ") else None

    def _add(self, where: str, label: str, phrases: Sequence[str]) -> None:
        for phrase in phrases:
            try:
                self._phrases.add(label, phrase)
            except WrongPhrase as error:
                raise WrongPhrase(f"{self._name}, {where}, {phrase!r}: {error}") from error
