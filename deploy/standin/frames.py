"""A reply on the wire: one JSON message, or the server-sent events of a stream.

Events: message_start, then for each block content_block_start, content_block_delta…, content_block_stop (a ping after
the first start), then message_delta with stop reason and usage, message_stop.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pydantic import JsonValue

from deploy.standin.replies import Call, Reply, Say, block_tokens
from deploy.standin.tokens import count_tokens
from deploy.standin.usage import Usage

Json = dict[str, JsonValue]
PIECE_CHARACTERS: Final = 12
MOST_DELTAS: Final = 2_000


@dataclass(frozen=True)
class Chunk:
    """Bytes of the response body, with the event they are and the output tokens they bring."""

    event: str
    data: bytes
    tokens: int = 0


@dataclass(frozen=True)
class Envelope:
    """What a message says about itself: id, model, tokens."""

    id: str
    model: str
    usage: Usage


def sse(data: Json) -> bytes:
    """One server-sent event, named by its `type`."""
    return f"event: {data['type']}\ndata: {json.dumps(data, ensure_ascii=False, separators=(',', ':'))}\n\n".encode()


def whole(reply: Reply, envelope: Envelope) -> list[Chunk]:
    """The message as one JSON body."""
    body = _message(envelope, envelope.usage.output_tokens) | {
        "content": [_block(block) for block in reply.blocks],
        **_stop(reply),
    }
    return [Chunk("message", json.dumps(body, ensure_ascii=False).encode(), envelope.usage.output_tokens)]


def stream(reply: Reply, envelope: Envelope) -> list[Chunk]:
    """The message as a stream."""
    return list(_stream(reply, envelope))


def _stream(reply: Reply, envelope: Envelope) -> Iterator[Chunk]:
    yield _chunk({"type": "message_start", "message": _message(envelope, 1)})
    if not reply.blocks:
        yield _chunk({"type": "ping"})
    for index, block in enumerate(reply.blocks):
        yield _chunk({"type": "content_block_start", "index": index, "content_block": _opening(block)})
        if index == 0:
            yield _chunk({"type": "ping"})
        for delta, tokens in _deltas(block):
            yield _chunk({"type": "content_block_delta", "index": index, "delta": delta}, tokens)
        yield _chunk({"type": "content_block_stop", "index": index})
    yield _chunk({"type": "message_delta", "delta": _stop(reply), "usage": envelope.usage.closing()})
    yield _chunk({"type": "message_stop"})


def _chunk(data: Json, tokens: int = 0) -> Chunk:
    return Chunk(str(data["type"]), sse(data), tokens)


def _message(envelope: Envelope, output_tokens: int) -> Json:
    return {
        "model": envelope.model,
        "id": envelope.id,
        "type": "message",
        "role": "assistant",
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
        "stop_details": None,
        "usage": envelope.usage.full(output_tokens),
    }


def _stop(reply: Reply) -> Json:
    refused: Json = {"type": "refusal", "category": None, "explanation": None}
    return {
        "stop_reason": reply.stop_reason,
        "stop_sequence": reply.stop_sequence,
        "stop_details": refused if reply.stop_reason == "refusal" else None,
    }


def _block(block: Say | Call) -> Json:
    if isinstance(block, Call):
        return _tool_use(block) | {"input": block.input}
    cited: Json = {"citations": [block.citation]} if block.citation else {}
    return {"type": "text", "text": block.text} | cited


def _opening(block: Say | Call) -> Json:
    if isinstance(block, Call):
        return _tool_use(block)
    cited: Json = {"citations": []} if block.citation else {}
    return {"type": "text", "text": ""} | cited


def _tool_use(call: Call) -> Json:
    return {"type": "tool_use", "id": call.id, "name": call.name, "input": {}, "caller": {"type": "direct"}}


def _deltas(block: Say | Call) -> Iterator[tuple[Json, int]]:
    if isinstance(block, Call):
        yield {"type": "input_json_delta", "partial_json": ""}, 0
        for piece, tokens in _counted(block.json, block_tokens(block)):
            yield {"type": "input_json_delta", "partial_json": piece}, tokens
        return
    for piece, tokens in _counted(block.text, block_tokens(block)):
        yield {"type": "text_delta", "text": piece}, tokens
    if block.citation:
        yield {"type": "citations_delta", "citation": block.citation}, 0


def _counted(text: str, total: int) -> Iterator[tuple[str, int]]:
    """The pieces of a text, with tokens that add up to those of the whole text."""
    sent, so_far = "", 0
    for piece in pieces(text):
        sent += piece
        tokens = min(total, count_tokens(sent)) - so_far
        so_far += tokens
        yield piece, tokens


def pieces(text: str) -> list[str]:
    """A text in small pieces that end between words where they can; a huge text in at most 2,000 larger ones."""
    longest = max(PIECE_CHARACTERS, -(-len(text) // MOST_DELTAS) * 2)
    return re.findall(rf"(?s).{{1,{longest}}}(?<=\s)(?=\S)|.{{1,{longest}}}", text)
