"""The articles that answers rest on: kept as they are in their folder, and chosen for a question.

A change of the files is taken over without a restart. One that cannot be used is refused as a whole: answers go on
resting on the articles as they were, and the log and the metrics say so.
"""

import asyncio
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import structlog

from services.chat_worker.article_files import Fingerprint, InvalidArticles, fingerprint, read_articles
from services.chat_worker.domain.article import Article, version_of
from services.chat_worker.metrics import ChatWorkerMetrics
from services.chat_worker.retrieval import Retrieval

log = structlog.get_logger(__name__)


class Choice(NamedTuple):
    """The articles for one question.

    `whole`: they are all that there are, in an order that never changes, so that the prompt before the question is the
    same every time; otherwise the best first, and perhaps none. `version` is that of all articles, chosen or not.
    """

    articles: list[Article]
    whole: bool
    version: str


class _Articles:
    """One state of the folder. Never changes."""

    def __init__(self, folder: Path, most_tokens: int) -> None:
        self.fingerprint: Fingerprint = fingerprint(folder)
        self.articles = read_articles(folder, most_tokens)
        self.version = version_of(self.articles)
        fits = sum(article.tokens for article in self.articles) <= most_tokens
        self.retrieval = None if fits else Retrieval(self.articles)


class Knowledge:
    """Reads the folder when it is made. Raises InvalidArticles.

    Up to `most_tokens` (estimated) all articles are chosen; past that, as many of the `most_articles` best as fit.
    """

    def __init__(self, folder: Path, most_tokens: int, most_articles: int, metrics: ChatWorkerMetrics) -> None:
        self._folder = folder
        self._most_tokens = most_tokens
        self._most_articles = most_articles
        self._metrics = metrics
        self._use(_Articles(folder, most_tokens))
        self._seen = self._read = self._current.fingerprint
        self._refused = ""

    @property
    def articles(self) -> list[Article]:
        """All of them, in their stable order."""
        return list(self._current.articles)

    @property
    def version(self) -> str:
        """Twelve hex digits of what the articles say."""
        return self._current.version

    def announce(self) -> None:
        """Say in the log what answers rest on; `samples` are articles of the invented brand."""
        current = self._current
        samples = sum(article.sample for article in current.articles)
        log.info(
            "articles loaded",
            version=current.version,
            articles=len(current.articles),
            samples=samples,
            whole=current.retrieval is None,
        )

    def choose(self, question: str, locale: str | None = None) -> Choice:
        """The articles for a question; of equally good ones, those in the visitor's locale (a BCP 47 tag)."""
        current = self._current
        if current.retrieval is None:
            return Choice(list(current.articles), whole=True, version=current.version)
        best = current.retrieval.ranked(question, locale)[: self._most_articles]
        return Choice(_fitting(best, self._most_tokens), whole=False, version=current.version)

    async def reload(self) -> bool:
        """Take over what has changed in the files, once two calls in a row have seen them the same.

        So a folder that is being copied into is not read half way. Says whether the articles are others now. A change
        of a file that alters neither its time nor its size is not seen.
        """
        seen = await asyncio.to_thread(fingerprint, self._folder)
        settled, self._seen = seen == self._seen, seen
        unchanged = seen == self._read and not self._refused
        if unchanged or not settled:
            return False
        return await self._take_over()

    async def _take_over(self) -> bool:
        try:
            new = await asyncio.to_thread(_Articles, self._folder, self._most_tokens)
        except InvalidArticles as error:
            self._refuse("; ".join(str(error).splitlines()))
            return False
        self._read = new.fingerprint
        self._refused = ""
        self._metrics.knowledge_refused.set(0)
        if new.version == self.version:
            return False
        self._use(new)
        self.announce()
        self._metrics.knowledge_reloads.labels(outcome="loaded").inc()
        return True

    def _refuse(self, problems: str) -> None:
        """Files that cannot be used are read again at each look, for what is wrong may pass; it is said once."""
        self._metrics.knowledge_refused.set(1)
        if problems != self._refused:
            self._refused = problems
            self._metrics.knowledge_reloads.labels(outcome="refused").inc()
            log.error("changed articles refused, the former ones stay", problems=problems, version=self.version)

    def _use(self, articles: _Articles) -> None:
        self._current = articles
        self._metrics.knowledge_articles.set(len(articles.articles))


def _fitting(articles: Iterable[Article], most_tokens: int) -> list[Article]:
    """In their order, each that still fits."""
    fitting: list[Article] = []
    for article in articles:
        if article.tokens <= most_tokens:
            fitting.append(article)
            most_tokens -= article.tokens
    return fitting
