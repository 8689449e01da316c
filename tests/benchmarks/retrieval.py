"""`python -m tests.benchmarks.retrieval ARTICLES.jsonl QUESTIONS.jsonl`: is the right article among the first?

Articles are lines of `{id, title}`, with `asked_as` (a list of questions) and `body` or `text` where they have them;
questions are lines of `{question, article}`. The index is the product's own. The last line printed is one of JSON:
hit_at_1 and hit_at_3, as parts of one, and the time of a question in milliseconds, p50_ms and p99_ms.
`--ingredients` prints the same figures, for two halves of the questions, without each part of the retrieval.
"""

import hashlib
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Annotated, Final, TypeVar
from unittest.mock import patch

import typer
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from rich.console import Console
from rich.table import Table

from services.chat_worker import retrieval, terms
from services.chat_worker.domain.article import Article
from services.chat_worker.retrieval import Retrieval


class UnusableFile(Exception):
    """A file is not of the form; the sentence names its line."""


class KnownArticle(BaseModel):
    model_config = ConfigDict(coerce_numbers_to_str=True)

    id: str
    title: str = ""
    asked_as: list[str] | None = None
    body: str | None = None
    text: str | None = None

    def as_article(self) -> Article:
        body = "\n\n".join(part for part in (self.body, self.text) if part)
        return Article(title=self.title, url=self.id, asked_as=tuple(self.asked_as or ()), body=body)


class KnownQuestion(BaseModel):
    model_config = ConfigDict(coerce_numbers_to_str=True)

    question: str
    article: str


class Figures(BaseModel):
    hit_at_1: float = Field(ge=0, le=1)
    hit_at_3: float = Field(ge=0, le=1)
    p50_ms: float
    p99_ms: float


LineT = TypeVar("LineT", KnownArticle, KnownQuestion)
Variant = Callable[[], AbstractContextManager[object]]
INGREDIENTS: Final[dict[str, Variant]] = {
    "everything": nullcontext,
    "without synonyms": lambda: patch.object(terms, "_SYNONYMS", Path("nowhere")),
    "without stems": lambda: patch.object(terms, "_stemmer", lambda _: None),
    "without pairs": lambda: patch.dict(retrieval.WEIGHTS, pairs=0.0),
    "without letters": lambda: patch.dict(retrieval.WEIGHTS, letters=0.0),
    "without words": lambda: patch.dict(retrieval.WEIGHTS, words=0.0),
    "the title counting once": lambda: patch.object(retrieval, "TITLE_COUNTS", 1),
    "k1 = 1.5": lambda: patch.object(retrieval, "SATURATION", 1.5),
}


def read_lines(path: Path, kind: type[LineT]) -> list[LineT]:
    """Raises UnusableFile."""
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UnusableFile(f"{path}: cannot be read as UTF-8 ({type(error).__name__})") from error
    read = list(_parsed(path, lines, kind))
    if not read:
        raise UnusableFile(f"{path}: has no lines")
    return read


def _parsed(path: Path, lines: list[str], kind: type[LineT]) -> Iterator[LineT]:
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                yield kind.model_validate_json(line)
            except ValidationError as error:
                first = error.errors()[0]
                where = ".".join(str(part) for part in first["loc"])
                raise UnusableFile(f"{path}:{number}: {where + ': ' if where else ''}{first['msg']}") from error


def check(articles: list[KnownArticle], questions: list[KnownQuestion]) -> None:
    """Raises UnusableFile where an article is there twice, or a question is about none."""
    ids = [article.id for article in articles]
    [(most_frequent, times)] = Counter(ids).most_common(1)
    if times > 1:
        raise UnusableFile(f"the article {most_frequent!r} is there {times} times")
    if unknown := sorted({question.article for question in questions} - set(ids)):
        raise UnusableFile(f"a question is about {unknown[0]!r}, which is no article")


def measure(articles: list[KnownArticle], questions: list[KnownQuestion]) -> Figures:
    """The index is built anew; its building is not counted."""
    index = Retrieval([article.as_article() for article in articles])
    places, milliseconds = [], []
    for question in questions:
        began = time.perf_counter()
        ranked = index.ranked(question.question)
        milliseconds.append((time.perf_counter() - began) * 1_000)
        urls = [article.url for article in ranked]
        places.append(urls.index(question.article) if question.article in urls else len(articles))
    return Figures(
        hit_at_1=round(sum(place < 1 for place in places) / len(places), 4),
        hit_at_3=round(sum(place < 3 for place in places) / len(places), 4),
        p50_ms=round(statistics.median(milliseconds), 3),
        p99_ms=round(sorted(milliseconds)[-(-len(milliseconds) * 99 // 100) - 1], 3),
    )


def halves(questions: list[KnownQuestion]) -> tuple[list[KnownQuestion], list[KnownQuestion]]:
    """By a hash of the question: the half that settings are chosen on, and the half that they are judged by."""
    chosen = [hashlib.sha256(question.question.encode()).digest()[0] % 2 == 0 for question in questions]
    pairs = list(zip(questions, chosen, strict=True))
    return [question for question, first in pairs if first], [question for question, first in pairs if not first]


def compare(articles: list[KnownArticle], questions: list[KnownQuestion]) -> Table:
    """The same figures without each part, for both halves and for all questions."""
    table = Table("", "chosen on: @1", "@3", "held out: @1", "@3", "all: @1", "@3")
    for name, variant in INGREDIENTS.items():
        with variant():
            figures = [measure(articles, part) for part in (*halves(questions), questions) if part]
        table.add_row(name, *(f"{hits:.3f}" for each in figures for hits in (each.hit_at_1, each.hit_at_3)))
    return table


def main(
    articles: Annotated[Path, typer.Argument(help="Lines of {id, title, asked_as, body}.")],
    questions: Annotated[Path, typer.Argument(help="Lines of {question, article}.")],
    ingredients: Annotated[bool, typer.Option("--ingredients", help="Also without each part.")] = False,
) -> None:
    """How often the right article is among the first."""
    try:
        known, asked = read_lines(articles, KnownArticle), read_lines(questions, KnownQuestion)
        check(known, asked)
    except UnusableFile as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    if ingredients:
        Console().print(compare(known, asked))
    typer.echo(measure(known, asked).model_dump_json())


if __name__ == "__main__":
    typer.run(main)
