"""What visitors are told in fixed words, in their language, and which language that is."""

import re
from collections import Counter
from collections.abc import Mapping
from string import Template
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

from services.chat_worker.domain.words import words_of

_TAG: Final = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8}){0,4}")
_CLEAR_LEAD: Final = 1
"""So many more of its words a language needs than the next one."""


class WrongText(Exception):
    """A fixed text lacks a placeholder, or has one that does not exist; the sentence says which."""


class LocaleTexts(BaseModel):
    """The fixed texts of one language. None says how long anything takes: nobody here can know."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_min_length=1)

    language: str = Field(description="Its English name, as Claude is told it.")
    common_words: frozenset[str] = Field(min_length=20, description="By them a text of this language is recognised.")

    assistant_unavailable: str = Field(description="Claude does not answer; a person gets the message.")
    budget_exhausted: str = Field(description="No more answers by the assistant for now; how to reach a person.")
    handed_over: str = Field(description="A person will look at it, and what happens next.")
    handed_over_urgent: str = Field(description="The same, for what is urgent.")
    ask_for_contact: str = Field(description="Asks for an e-mail address; stands behind another text.")
    promise_withdrawn: str = Field(description="What was shown is taken back, for only a person may promise it.")
    refused: str = Field(description="The assistant will not answer this; a person gets the message.")
    too_long: str = Field(description="The conversation or the answer is too long to go on.")

    def filled(self, *, brand: str, support_email: str) -> "LocaleTexts":
        """With the business's own names in place of the placeholders. Raises WrongText."""
        names = {"brand": brand, "support_email": support_email}
        texts = {key: _filled(key, getattr(self, key), names) for key in _PLACEHOLDERS}
        return self.model_copy(update=texts)


_PLACEHOLDERS: Final[Mapping[str, frozenset[str]]] = {
    "assistant_unavailable": frozenset({"support_email"}),
    "budget_exhausted": frozenset({"brand", "support_email"}),
    "handed_over": frozenset({"brand"}),
    "handed_over_urgent": frozenset({"brand", "support_email"}),
    "ask_for_contact": frozenset(),
    "promise_withdrawn": frozenset({"brand"}),
    "refused": frozenset({"support_email"}),
    "too_long": frozenset({"support_email"}),
}
"""What each text has to name."""


class Texts:
    """The fixed texts of all languages. `default` is the one for visitors whose language has none."""

    def __init__(self, languages: Mapping[str, LocaleTexts], default: str) -> None:
        self._languages = {_canonical(locale): texts for locale, texts in languages.items()}
        self._default = self._languages[_canonical(default)]

    def in_language(self, locale: str | None) -> LocaleTexts:
        """The best match for a BCP 47 tag, cut from its end (RFC 4647 lookup): `de_AT` is answered in `de`."""
        return self._match(locale) or self._default

    def language_name(self, locale: str | None) -> str | None:
        """What Claude is told of the visitor's language: a name, the tag itself when we have no texts in it, or
        nothing when it is no tag at all."""
        texts = self._match(locale)
        if texts:
            return texts.language
        return locale if locale and _TAG.fullmatch(locale) else None

    def locale_of(self, text: str) -> str | None:
        """The language that a visitor writes, when its commonest words make that clear."""
        words = set(words_of(text))
        counted = Counter({locale: len(words & texts.common_words) for locale, texts in self._languages.items()})
        (best, most), *others = counted.most_common(2)
        next_most = others[0][1] if others else 0
        return best if most - next_most >= _CLEAR_LEAD else None

    def _match(self, locale: str | None) -> LocaleTexts | None:
        if not locale or not _TAG.fullmatch(locale):
            return None
        parts = _canonical(locale).split("-")
        tags = ("-".join(parts[:length]) for length in range(len(parts), 0, -1))
        return next((self._languages[tag] for tag in tags if tag in self._languages), None)


def _canonical(locale: str) -> str:
    return locale.replace("_", "-").lower()


def _filled(key: str, text: str, names: Mapping[str, str]) -> str:
    template = Template(text)
    if not template.is_valid():
        raise WrongText(f"{key}: a $ stands without a name (write $$ for the sign itself)")
    named = set(template.get_identifiers())
    if unknown := named - set(names):
        raise WrongText(f"{key}: there is no placeholder ${min(unknown)}; there are $brand and $support_email")
    if missing := _PLACEHOLDERS[key] - named:
        raise WrongText(f"{key}: it has to name ${min(missing)}")
    return template.substitute(names)
