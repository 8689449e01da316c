"""The prompt as the one sequence that is counted and cached: tools, then system, then messages."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from deploy.standin.messages import Cacheable, Message, MessagesRequest, Opaque, Text
from deploy.standin.tokens import count_tokens

Ttl = Literal["5m", "1h"]


@dataclass(frozen=True)
class PromptBlock:
    """One block: what it says (`identity`, with its place in the prompt), its tokens, and the breakpoint after it."""

    identity: str
    tokens: int
    ttl: Ttl | None


def prompt_blocks(request: MessagesRequest) -> list[PromptBlock]:
    """Text counts by its characters, everything else by those of its JSON; cache marks count for nothing."""
    blocks = list(_blocks(request))
    if request.cache_control and blocks and not blocks[-1].ttl:
        blocks[-1] = PromptBlock(blocks[-1].identity, blocks[-1].tokens, request.cache_control.ttl)
    return blocks


def _blocks(request: MessagesRequest) -> Iterator[PromptBlock]:
    for tool in request.tools:
        yield _block("tool", tool)
    for text in request.system:
        yield _block("system", text)
    for message in request.messages:
        yield from _message_blocks(message)


def _message_blocks(message: Message) -> Iterator[PromptBlock]:
    for block in message.content:
        yield _block(message.role, block)


def _block(place: str, block: Cacheable | Opaque) -> PromptBlock:
    said = _said(block)
    ttl = block.cache_control.ttl if isinstance(block, Cacheable) and block.cache_control else None
    return PromptBlock(f"{place}\0{type(block).__name__}\0{said}", count_tokens(said), ttl)


def _said(block: Cacheable | Opaque) -> str:
    if isinstance(block, Text):
        return block.text
    return json.dumps(block.model_dump(mode="json", exclude={"cache_control"}, exclude_none=True), ensure_ascii=False)
