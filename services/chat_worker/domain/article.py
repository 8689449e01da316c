"""An article of the business's knowledge, and what Claude is given of it."""

import hashlib
from collections.abc import Iterable

from pydantic import BaseModel, ConfigDict

BYTES_PER_TOKEN = 4
"""A rule of thumb, only for deciding how much fits."""


class Document(BaseModel):
    """An article as a `document` block of the Messages API: Claude may cite its `text`, not its `title` or `context`.

    `text` is plain text, so a citation comes back as a `char_location` with the document's place among those sent.
    """

    model_config = ConfigDict(frozen=True)

    title: str
    text: str
    context: str


class Article(BaseModel):
    """One piece of the business's knowledge.

    `url` is http(s)://… or a path of the site; without `locale` it is for visitors of every language. `asked_as` are
    questions that it answers, as visitors put them: they help to find it and are not sent. `sample` marks an article
    of the invented brand that the desk comes with.
    """

    model_config = ConfigDict(frozen=True)

    title: str
    url: str
    body: str
    locale: str | None = None
    tags: tuple[str, ...] = ()
    asked_as: tuple[str, ...] = ()
    sample: bool = False

    @property
    def language(self) -> str | None:
        """`pt` of `pt-BR`."""
        return language_of(self.locale)

    @property
    def tokens(self) -> int:
        """How much of a prompt it takes, estimated and rounded up."""
        return -(-len(self.as_block().encode()) // BYTES_PER_TOKEN)

    def as_block(self) -> str:
        """The article as a piece of a text, where it cannot be cited."""
        return f'<article title="{_attribute(self.title)}" url="{_attribute(self.url)}">\n{self.body}\n</article>'

    def as_document(self) -> Document:
        """The article as a block that can be cited."""
        about = {"url": self.url, "locale": self.locale, "tags": ", ".join(self.tags)}
        context = "\n".join(f"{name}: {value}" for name, value in about.items() if value)
        return Document(title=self.title, text=self.body, context=context)


def in_stable_order(articles: Iterable[Article]) -> list[Article]:
    """The same articles in the same order, whatever their files are called."""
    return sorted(articles, key=lambda article: (article.url, article.locale or "", article.model_dump_json()))


def version_of(articles: Iterable[Article]) -> str:
    """Twelve hex digits that change with what the articles say, and with nothing else."""
    texts = (article.model_dump_json() for article in in_stable_order(articles))
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:12]


def language_of(locale: str | None) -> str | None:
    """The language of a BCP 47 tag, in lower case; None for none."""
    return locale.replace("_", "-").split("-")[0].lower() if locale else None


def _attribute(value: str) -> str:
    return value.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
