"""The shape of what a Messages API answers, without its wording, and how two shapes differ."""

import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from typing import Any

Json = Any  # whatever a server sends: its shape is what is to be found out


@dataclass
class Shape:
    """What one call looked like: each aspect is a set of facts, such as `usage.input_tokens: int`."""

    aspects: dict[str, set[str]] = field(default_factory=dict)

    def note(self, aspect: str, *facts: str) -> None:
        self.aspects.setdefault(aspect, set()).update(facts)


@dataclass(frozen=True)
class Difference:
    """Facts of one aspect of one call that only one of the two sides has."""

    call: str
    aspect: str
    only_real: list[str]
    only_stand_in: list[str]


def compare(real: dict[str, Shape], stand_in: dict[str, Shape]) -> list[Difference]:
    """Where the two sides differ; an empty list says that they don't."""
    differences = []
    for call, shape in real.items():
        other = stand_in[call].aspects
        for aspect in sorted(shape.aspects.keys() | other.keys()):
            ours, theirs = shape.aspects.get(aspect, set()), other.get(aspect, set())
            if ours != theirs:
                differences.append(Difference(call, aspect, sorted(ours - theirs), sorted(theirs - ours)))
    return differences


def note_message(shape: Shape, message: Json) -> None:
    """The keys and types of a message, why it stopped, and which classes of tokens it counts."""
    shape.note("keys", *keys(message))
    shape.note("stop reason", str(message["stop_reason"]))
    shape.note("token classes in use", *(name for name, count in message["usage"].items() if counted(count)))


def note_error(shape: Shape, status: int, body: Json) -> None:
    """The envelope of an error, its status and its type."""
    shape.note("keys", *keys(body))
    shape.note("error", f"{status} {body['error']['type']}")


async def note_stream(shape: Shape, events: AsyncIterator[tuple[str | None, str]]) -> None:
    """The sequence of events, the keys of each type, the stop reason; pings come when they like and are left out."""
    sequence: list[str] = []
    async for name, data in events:
        event = json.loads(data)
        if event["type"] == "ping":
            continue
        shape.note("events named by their type", str(name == event["type"]))
        shape.note("keys", *keys(event, event["type"]))
        sequence.append(_kind(event))
        if event["type"] == "message_delta":
            shape.note("stop reason", str(event["delta"]["stop_reason"]))
    shape.note("event sequence", " ".join(sorted_blocks(sequence)))


def sorted_blocks(sequence: list[str]) -> Iterator[str]:
    """Repeated deltas once, and repeated blocks once: how many there are is wording."""
    blocks: list[list[str]] = []
    for kind in sequence:
        if kind.startswith("content_block_start") or not blocks or blocks[-1][-1] == "content_block_stop":
            blocks.append([])
        if not blocks[-1] or blocks[-1][-1] != kind:
            blocks[-1].append(kind)
    seen = dict.fromkeys(" ".join(block) for block in blocks)
    yield from seen


def keys(value: Json, path: str = "") -> Iterator[str]:
    """`path: type` for every leaf; the items of a list share one path."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from keys(item, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        yield f"{path}: list"
        for item in value:
            yield from keys(item, f"{path}[]")
    else:
        yield f"{path}: {type(value).__name__}"


def counted(count: Json) -> bool:
    """Whether a class of tokens is in use; the cache's breakdown is, when one of its parts is."""
    return (
        any(counted(part) for part in count.values())
        if isinstance(count, dict)
        else isinstance(count, int) and count > 0
    )


def _kind(event: Json) -> str:
    detail = event.get("delta") or event.get("content_block") or {}
    return f"{event['type']}/{detail['type']}" if "type" in detail else str(event["type"])
