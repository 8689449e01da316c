"""Which articles a question is about, best first.

Three BM25 indexes (bm25s) over the same articles, of words, of pairs of words and of letters; what each says is brought
to one scale and added up. docs/retrieval.md has the figures with and without each part.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

import bm25s
import numpy as np
from numpy.typing import NDArray

from services.chat_worker.domain.article import Article, language_of
from services.chat_worker.terms import Reader, Terms

Scores = NDArray[np.float32]

WEIGHTS: Final = {"words": 1.0, "pairs": 0.3, "letters": 0.6}
TITLE_COUNTS: Final = 2
"""A title counts as if it stood there so often: it is short, and says what the article is about."""
SATURATION: Final = 3.0
"""BM25's k1. High: a word that most wordings of a question share tells more than one that occurs by chance."""
LENGTH_NORM: Final = 0.75
"""BM25's b."""
QUESTION_CHARS: Final = 1_000
"""Of a longer question, its beginning and its end."""
OWN_LANGUAGE: Final = 1.0
OWN_LOCALE: Final = 1.25
"""In standard deviations of the words' score: decides between translations, not between topics."""
LANGUAGE_OF_NONE: Final = "en"
"""How an article without a locale is read."""


class Retrieval:
    """An index of some articles. Building it takes about a millisecond an article; it does not change afterwards."""

    def __init__(self, articles: Sequence[Article]) -> None:
        logging.getLogger("bm25s").setLevel(logging.WARNING)  # it sets itself to DEBUG when it is imported
        self._articles = articles
        languages = sorted({_language(article) for article in articles})
        self._readers = {language: Reader(language) for language in languages}
        terms = [self._terms(article) for article in articles]
        self._indexes = {name: _Index([getattr(each, name) for each in terms]) for name in WEIGHTS}

    def ranked(self, question: str, locale: str | None = None) -> list[Article]:
        """The articles that share anything with the question, best first. Ties keep the order of the articles."""
        asked = self._asked(question)
        found = np.zeros(len(self._articles), dtype=bool)
        total = self._preference(locale)
        for name, weight in WEIGHTS.items():
            scores = self._indexes[name].scores(getattr(asked, name))
            found |= scores > 0
            total += weight * _on_one_scale(scores)
        return [self._articles[place] for place in np.argsort(-total, kind="stable") if found[place]]

    def _terms(self, article: Article) -> Terms:
        read = self._readers[_language(article)].read
        return _joined(read(text) for text in _texts(article))

    def _asked(self, question: str) -> Terms:
        """The question, read in every language that the articles have."""
        if len(question) > QUESTION_CHARS:
            question = f"{question[: QUESTION_CHARS // 2]} {question[-QUESTION_CHARS // 2 :]}"
        return _joined(reader.read(question) for reader in self._readers.values())

    def _preference(self, locale: str | None) -> Scores:
        own = [_preferred(article, locale) for article in self._articles] if locale else [0.0] * len(self._articles)
        return np.array(own, dtype=np.float32)


class _Index:
    """BM25 over one kind of term."""

    def __init__(self, terms: list[list[str]]) -> None:
        self._size = len(terms)
        self._bm25 = bm25s.BM25(method="lucene", k1=SATURATION, b=LENGTH_NORM)
        self._empty = not any(terms)
        if not self._empty:
            self._bm25.index(_numbered(terms), show_progress=False)

    def scores(self, asked: Iterable[str]) -> Scores:
        """Of each article; each term counts once, however often it is asked."""
        known = [] if self._empty else self._bm25.get_tokens_ids(sorted(set(asked)))
        if not known:
            return np.zeros(self._size, dtype=np.float32)
        scores: Scores = self._bm25.get_scores_from_ids(known)
        return scores


def _numbered(terms: list[list[str]]) -> tuple[list[list[int]], dict[str, int]]:
    """What bm25s would do itself, in half the time."""
    numbers: defaultdict[str, int] = defaultdict()
    numbers.default_factory = numbers.__len__
    return [[numbers[term] for term in each] for each in terms], dict(numbers)


def _texts(article: Article) -> list[str]:
    return [*[article.title] * TITLE_COUNTS, *article.asked_as, *article.tags, article.body]


def _joined(texts: Iterable[Terms]) -> Terms:
    joined = Terms([], [], [])
    for terms in texts:
        for whole, part in zip(joined, terms, strict=True):
            whole.extend(part)
    return joined


def _language(article: Article) -> str:
    return article.language or LANGUAGE_OF_NONE


def _preferred(article: Article, locale: str | None) -> float:
    if article.locale is None or article.language != language_of(locale):
        return 0.0
    return OWN_LOCALE if article.locale.casefold() == (locale or "").replace("_", "-").casefold() else OWN_LANGUAGE


def _on_one_scale(scores: Scores) -> Scores:
    """Standard deviations from the mean; all zero where the articles do not differ."""
    spread = scores.std() if scores.any() else 0
    return (scores - scores.mean()) / spread if spread else np.zeros_like(scores)
