"""The articles that a prompt brings along, wherever it puts them.

- `<article title="…" url="…">body</article>` in a system text; attributes are HTML-escaped
- `search_result` and `document` blocks in user messages and tool results; cited when citations are enabled on them
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from itertools import accumulate
from typing import Final, Literal

from pydantic import JsonValue

from deploy.standin.messages import ContentSource, Document, MessagesRequest, SearchResult, TextSource, ToolResult

Citation = dict[str, JsonValue]

ARTICLE: Final = re.compile(r"<article(?P<attributes>(?:\s+[\w-]+=\"[^\"]*\")*)\s*>(?P<body>.*?)</article>", re.DOTALL)
ATTRIBUTE: Final = re.compile(r"([\w-]+)=\"([^\"]*)\"")
BLOCK_GAP: Final = "\n\n"
# The same few system prompts come with every request.
REMEMBERED_TEXTS: Final = 16


@dataclass(frozen=True)
class Source:
    """How an article is cited: its kind, its number among those of its kind, and its blocks, one for a plain text."""

    kind: Literal["search_result", "content", "text"]
    index: int
    blocks: tuple[str, ...]


@dataclass(frozen=True)
class Article:
    """One article; `source` is None where answers don't cite it."""

    title: str
    url: str
    text: str
    source: Source | None = None

    def citation(self, start: int, end: int) -> Citation | None:
        """The citation of the characters from `start` up to `end`, in the SDK's shape for this kind of source."""
        if self.source is None:
            return None
        if self.source.kind == "text":
            span: Citation = {"cited_text": self.text[start:end], "start_char_index": start, "end_char_index": end}
            return {"type": "char_location", **self._document(), **span}
        first, last = _block_range(self.source.blocks, start, end)
        cited: Citation = {
            "cited_text": "".join(self.source.blocks[first:last]),
            "start_block_index": first,
            "end_block_index": last,
        }
        if self.source.kind == "content":
            return {"type": "content_block_location", **self._document(), **cited}
        found: Citation = {"search_result_index": self.source.index, "source": self.url, "title": self.title}
        return {"type": "search_result_location", **found, **cited}

    def _document(self) -> Citation:
        index = self.source.index if self.source else 0
        return {"document_index": index, "document_title": self.title or None, "file_id": None}


def articles_of(request: MessagesRequest) -> tuple[Article, ...]:
    """All articles of a prompt, in its order."""
    tagged = [article for block in request.system for article in _tagged(block.text)]
    return (*tagged, *_search_results(request), *_documents(request))


@lru_cache(maxsize=REMEMBERED_TEXTS)
def without_articles(text: str) -> str:
    """What a system text says beside its articles."""
    return ARTICLE.sub("", text)


@lru_cache(maxsize=REMEMBERED_TEXTS)
def _tagged(text: str) -> tuple[Article, ...]:
    return tuple(_article(match) for match in ARTICLE.finditer(text))


def _article(tag: re.Match[str]) -> Article:
    attributes = {name: unescape(value) for name, value in ATTRIBUTE.findall(tag["attributes"])}
    return Article(attributes.get("title", ""), attributes.get("url", ""), tag["body"].strip())


def _search_results(request: MessagesRequest) -> Iterator[Article]:
    found = [block for block in _citable(request) if isinstance(block, SearchResult)]
    for index, result in enumerate(found):
        blocks = tuple(text.text for text in result.content)
        source = Source("search_result", index, blocks) if result.citations.enabled else None
        yield Article(result.title, result.source, BLOCK_GAP.join(blocks), source)


def _documents(request: MessagesRequest) -> Iterator[Article]:
    found = [block for block in _citable(request) if isinstance(block, Document)]
    for index, document in enumerate(found):
        cited = bool(document.citations and document.citations.enabled)
        match document.source:
            case TextSource(data=data):
                yield Article(document.title or "", "", data, Source("text", index, (data,)) if cited else None)
            case ContentSource(content=content):
                blocks = tuple(text.text for text in content)
                source = Source("content", index, blocks) if cited else None
                yield Article(document.title or "", "", BLOCK_GAP.join(blocks), source)


def _citable(request: MessagesRequest) -> Iterator[object]:
    for message in request.messages:
        for block in message.content:
            yield from block.content if isinstance(block, ToolResult) else [block]


def _block_range(blocks: tuple[str, ...], start: int, end: int) -> tuple[int, int]:
    starts = list(accumulate((len(block) + len(BLOCK_GAP) for block in blocks), initial=0))
    first = max(place for place in range(len(blocks)) if starts[place] <= start)
    last = max(place for place in range(len(blocks)) if starts[place] < end)
    return first, last + 1
