"""Which article a question is about: BM25 over its words, with a bonus for those in the title.

Words match when they are the same, or nearly so (Jaro-Winkler), which takes in plurals, endings and slips of the pen.
"""

import re
from collections import Counter
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from math import log
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

from deploy.standin.knowledge import Article

WORD: Final = re.compile(r"[^\W_]{2,}")
COMMON: Final = """
    about after again all also always am an and another any anyone anything are aren as ask at be because been
    before being both but by can cannot come could couldn did didn do does doesn doing don done each else ever
    every explain find for from further get getting give go goes going got had has have haven having he hello
    help her here hey hi him his how if in into is isn it its just kind know let like ll long looking made make many
    may me mean might mine more most much must my myself need no not now of off ok okay on once one only or
    other our ours out over own please possible question quite rather re really regarding same say see seem she
    should show so some someone something sort still such sure take tell than thank thanks that the their them
    then there these they thing things this those through to today too try trying under understand until up us
    use ve very want wanted wants was way we well were what when where whether which while who whom whose why
    will wish with within without won wonder wondering work works would wouldn yes yet you your yours
"""
STOP_WORDS: Final = frozenset(COMMON.split())
SIMILAR: Final = 0.9
SHORTEST_SIMILAR: Final = 4
TITLE_WEIGHT: Final = 1.5
REPETITION: Final = 1.2
LENGTH_WEIGHT: Final = 0.75
GOOD_COVERAGE: Final = 0.51
GOOD_COVERAGE_WITH_TITLE: Final = 0.4


@dataclass(frozen=True)
class Match:
    """The best article for a question, the share of the question's weight that it covers, and whether its title does
    some of that."""

    article: Article
    coverage: float
    in_title: bool

    @property
    def good(self) -> bool:
        """Good enough to answer from: with less, a visitor would read an answer to another question."""
        return self.coverage >= (GOOD_COVERAGE_WITH_TITLE if self.in_title else GOOD_COVERAGE)


@dataclass(frozen=True)
class Asked:
    """A word of a question: its weight, and the words of the articles that are alike, by how much."""

    weight: float
    alike: dict[str, float]

    def among(self, present: AbstractSet[str]) -> bool:
        return not present.isdisjoint(self.alike)


def words(text: str) -> list[str]:
    """The words of a text that carry its meaning, in lower case, in its order."""
    return [word for word in WORD.findall(text.casefold()) if word not in STOP_WORDS]


@lru_cache(maxsize=8)
def index_of(articles: tuple[Article, ...]) -> "Index":
    """The index of some articles; a prompt brings the same ones again and again."""
    return Index(articles)


class Index:
    """The words of some articles."""

    def __init__(self, articles: tuple[Article, ...]) -> None:
        self._articles = articles
        self._titles = [Counter(words(article.title)) for article in articles]
        self._bodies = [Counter(words(article.text)) for article in articles]
        mean_length = sum(body.total() for body in self._bodies) / max(1, len(articles)) or 1
        self._lengths = [body.total() / mean_length for body in self._bodies]
        self._vocabulary = sorted({word for counts in (*self._titles, *self._bodies) for word in counts})

    def ask(self, question: str) -> list[Asked]:
        """The words of a question, each once."""
        return [self._asked(word) for word in dict.fromkeys(words(question))]

    def best(self, question: str) -> Match | None:
        """The article that fits a question best; None when none has anything to do with it."""
        asked = self.ask(question)
        totals = [self._score(place, asked) for place in range(len(self._articles))]
        best = max(range(len(totals)), key=totals.__getitem__, default=None)
        if best is None or not totals[best]:
            return None
        title, present = self._titles[best].keys(), self._titles[best].keys() | self._bodies[best].keys()
        covered = sum(word.weight for word in asked if word.among(present))
        in_title = any(word.among(title) for word in asked)
        return Match(self._articles[best], covered / sum(word.weight for word in asked), in_title)

    def _asked(self, word: str) -> Asked:
        cutoff = SIMILAR if len(word) >= SHORTEST_SIMILAR else 1.0
        near = process.extract(
            word, self._vocabulary, scorer=JaroWinkler.normalized_similarity, score_cutoff=cutoff, limit=None
        )
        alike = {other: score for other, score, _ in near}
        return Asked(self._rarity(alike), alike)

    def _rarity(self, alike: dict[str, float]) -> float:
        """A word that no article has weighs as much as one that a single article has."""
        holding = sum(
            any(other in title or other in body for other in alike)
            for title, body in zip(self._titles, self._bodies, strict=True)
        )
        return log(1 + (len(self._articles) + 1) / (max(1, holding) + 0.5))

    def _score(self, place: int, asked: list[Asked]) -> float:
        title, body = self._titles[place], self._bodies[place]
        damping = REPETITION * (1 - LENGTH_WEIGHT + LENGTH_WEIGHT * self._lengths[place])
        total = 0.0
        for word in asked:
            in_title = max((score for other, score in word.alike.items() if other in title), default=0.0)
            often = sum(body[other] * score for other, score in word.alike.items() if other in body)
            total += word.weight * (TITLE_WEIGHT * in_title + often * (REPETITION + 1) / (often + damping))
        return total
