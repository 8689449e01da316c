"""The few sentences of an article that answer a question."""

import re
from dataclasses import dataclass
from typing import Final

from deploy.standin.knowledge import Article, Citation
from deploy.standin.matching import Asked, Index, words

# Lines of a paragraph are one text; a blank line, a heading or a list item begins another.
BREAK: Final = r"\n(?=[ \t]*(?:\n|#|[-*+>|][ \t]|\d+[.)][ \t]|$))"
# A full stop after a digit numbers a list item, or is part of a figure: it ends no sentence.
SENTENCE: Final = re.compile(rf"#[^\n]*|\S(?:(?!{BREAK}).)*?(?:(?<!\d)[.!?](?=\s|$)|(?={BREAK})|$)", re.DOTALL)
SOFT_WRAP: Final = re.compile(rf"(?!{BREAK})(?<!\n)[ \t]*\n[ \t]*")
LONGEST_ANSWER: Final = 4
ENOUGH_CHARACTERS: Final = 320


@dataclass(frozen=True)
class Excerpt:
    """A stretch of an article, word for word in lines of any length, with its citation when the article is cited."""

    text: str
    citation: Citation | None


@dataclass(frozen=True)
class _Section:
    """The sentences under one heading: where each starts and ends, and how much of the question it takes up."""

    spans: list[tuple[int, int]]
    weights: list[float]


def excerpt(article: Article, question: str, index: Index) -> Excerpt:
    """The sentence that takes up most of the question and those around it, up to the next heading.

    What the title says already doesn't count: a question about no more than that gets the beginning.
    """
    title = set(words(article.title))
    asked = [word for word in index.ask(question) if not word.among(title)]
    section = max(_sections(article, asked), key=lambda section: max(section.weights), default=None)
    if section is None:
        return Excerpt(article.title, None)
    begin = _begin(article.text, section)
    start, end = section.spans[begin]
    for _, further in section.spans[begin + 1 : begin + LONGEST_ANSWER]:
        if end - start >= ENOUGH_CHARACTERS:
            break
        end = further
    return Excerpt(SOFT_WRAP.sub(" ", article.text[start:end]), article.citation(start, end))


def _sections(article: Article, asked: list[Asked]) -> list[_Section]:
    sections = [_Section([], [])]
    for match in SENTENCE.finditer(article.text):
        if match[0].startswith("#"):
            sections.append(_Section([], []))
            continue
        present = set(words(match[0]))
        sections[-1].spans.append(match.span())
        sections[-1].weights.append(sum(word.weight for word in asked if word.among(present)))
    return [section for section in sections if section.spans]


def _begin(text: str, section: _Section) -> int:
    """The sentence before the best one, if both stand in one paragraph."""
    best = section.weights.index(max(section.weights))
    together = best > 0 and "\n\n" not in text[section.spans[best - 1][1] : section.spans[best][0]]
    return best - 1 if together else best
