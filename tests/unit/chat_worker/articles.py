"""Folders of articles."""

from pathlib import Path

from prometheus_client import CollectorRegistry

from services.chat_worker.domain.article import Article, version_of
from services.chat_worker.knowledge import Choice, Knowledge
from services.chat_worker.metrics import ChatWorkerMetrics


def an_article(title: str, body: str = "Text.", locale: str | None = None, asked_as: tuple[str, ...] = ()) -> Article:
    url = f"/{locale or 'any'}/{title.replace(' ', '-').lower()}"
    return Article(title=title, url=url, body=body, locale=locale, asked_as=asked_as)


class FixedKnowledge(Knowledge):
    """Always the same articles; `asked` is what they were looked for with, and in which locale."""

    def __init__(self, *articles: Article, whole: bool = True) -> None:
        self._choice = Choice(list(articles), whole, version_of(articles))
        self.asked: list[tuple[str, str | None]] = []

    @property
    def version(self) -> str:
        return self._choice.version

    def choose(self, question: str, locale: str | None = None) -> Choice:
        self.asked.append((question, locale))
        return self._choice


def write(folder: Path, name: str, *lines: str, body: str = "Text.") -> Path:
    """A file with these lines as its front matter."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(["---", *lines, "---", body, ""]), encoding="utf-8")
    return path


def write_article(folder: Path, name: str, title: str, body: str = "Text.") -> Path:
    return write(folder, f"{name}.md", f"title: {title}", f"url: /{name}", body=body)


class Desk:
    """Knowledge over a folder, and the metrics that tell of it."""

    def __init__(self, folder: Path, most_tokens: int = 16_000, most_articles: int = 8) -> None:
        self.registry = CollectorRegistry()
        self.knowledge = Knowledge(folder, most_tokens, most_articles, ChatWorkerMetrics(self.registry))

    def metric(self, name: str, **labels: str) -> float:
        return self.registry.get_sample_value(name, labels) or 0.0
