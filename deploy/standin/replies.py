"""What a model says: blocks of text and tool calls, and why it stopped."""

from dataclasses import dataclass, replace
from typing import Literal

from pydantic import JsonValue

from deploy.standin.knowledge import Citation
from deploy.standin.tokens import CHARACTERS_PER_TOKEN, count_tokens

StopReason = Literal[
    "end_turn", "max_tokens", "stop_sequence", "tool_use", "pause_turn", "refusal", "model_context_window_exceeded"
]


@dataclass(frozen=True)
class Say:
    """A block of text; an answer's cited passages are blocks of their own."""

    text: str
    citation: Citation | None = None


@dataclass(frozen=True)
class Call:
    """A tool call."""

    id: str
    name: str
    input: dict[str, JsonValue]
    json: str


@dataclass(frozen=True)
class Reply:
    """A whole answer."""

    blocks: tuple[Say | Call, ...]
    stop_reason: StopReason = "end_turn"
    stop_sequence: str | None = None

    @property
    def text(self) -> str:
        return "".join(block.text for block in self.blocks if isinstance(block, Say))

    @property
    def output_tokens(self) -> int:
        """At least 1, also for an empty answer."""
        return max(1, sum(block_tokens(block) for block in self.blocks))


def block_tokens(block: Say | Call) -> int:
    """Tokens of a block: its text, or the JSON of its input."""
    return count_tokens(block.text if isinstance(block, Say) else block.json)


def within_limits(reply: Reply, max_tokens: int, stop_sequences: list[str]) -> Reply:
    """The answer as far as the request lets it go."""
    return _within_tokens(_before_stop_sequence(reply, stop_sequences), max_tokens)


def _before_stop_sequence(reply: Reply, stop_sequences: list[str]) -> Reply:
    for place, block in enumerate(reply.blocks):
        found = [
            (block.text.find(stop), stop) for stop in stop_sequences if isinstance(block, Say) and stop in block.text
        ]
        if found and isinstance(block, Say):
            cut, stop = min(found)
            return Reply(_cut(reply.blocks, place, block.text[:cut]), "stop_sequence", stop)
    return reply


def _within_tokens(reply: Reply, max_tokens: int) -> Reply:
    left = max_tokens
    for place, block in enumerate(reply.blocks):
        if block_tokens(block) > left:
            text = block.text[: left * CHARACTERS_PER_TOKEN] if isinstance(block, Say) else ""
            return Reply(_cut(reply.blocks, place, text), "max_tokens")
        left -= block_tokens(block)
    return reply


def _cut(blocks: tuple[Say | Call, ...], place: int, text: str) -> tuple[Say | Call, ...]:
    block = blocks[place]
    kept = (replace(block, text=text),) if text and isinstance(block, Say) else ()
    return (*blocks[:place], *kept)
