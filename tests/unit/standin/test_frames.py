"""The wire: every frame is one that the official SDK knows, and nothing in it is unknown to it."""

import json
from collections.abc import Iterator

import pytest
from anthropic.types import Message, RawMessageStreamEvent
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter

from deploy.standin.frames import MOST_DELTAS, Chunk, Envelope, pieces, stream, whole
from deploy.standin.replies import Call, Reply, Say, within_limits
from deploy.standin.usage import Usage
from tests.unit.standin.prompts import ESCALATE, Json, reply_to, search_result, text

FRAME: TypeAdapter[RawMessageStreamEvent] = TypeAdapter(RawMessageStreamEvent)
REFUND = search_result("Refunds", "A refund takes five days.")
DOCUMENT: Json = {
    "type": "document",
    "source": {"type": "text", "media_type": "text/plain", "data": "A refund takes five days."},
    "citations": {"enabled": True},
}
REPLIES = {
    "text": reply_to("How do payments work?"),
    "cited search result": reply_to([REFUND, text("How long does a refund take?")], system=[]),
    "cited document": reply_to([DOCUMENT, text("How long does a refund take?")], system=[]),
    "text and tool call": reply_to("human please", tools=[ESCALATE]),
    "nothing": Reply(()),
    "refusal": Reply((), "refusal"),
    "stop sequence": within_limits(reply_to("How do payments work?"), 1000, ["card"]),
    "max_tokens": within_limits(reply_to("How do payments work?"), 3, []),
    "pause": Reply((Say("Wait."),), "pause_turn"),
}
EVERY_REPLY = pytest.mark.parametrize("reply", REPLIES.values(), ids=REPLIES.keys())


def envelope(reply: Reply) -> Envelope:
    usage = Usage(input_tokens=7, cache_read_input_tokens=5000, output_tokens=reply.output_tokens)
    return Envelope("msg_01", "claude-haiku-4-5", usage)


def frames(reply: Reply) -> list[Json]:
    return [frame(chunk) for chunk in stream(reply, envelope(reply))]


def frame(chunk: Chunk) -> Json:
    name, data, *rest = chunk.data.decode().split("\n")
    parsed: Json = json.loads(data.removeprefix("data: "))
    assert (name, rest) == (f"event: {parsed['type']}", ["", ""])
    return parsed


def unknown_fields(value: object) -> Iterator[str]:
    """Fields that the SDK's types don't have; they keep them as extras."""
    if isinstance(value, BaseModel):
        yield from value.model_extra or {}
        for name in type(value).model_fields:
            yield from unknown_fields(getattr(value, name))
    elif isinstance(value, list):
        for item in value:
            yield from unknown_fields(item)


@EVERY_REPLY
def test_every_frame_is_one_of_the_sdk(reply: Reply) -> None:
    for data in frames(reply):
        if data["type"] != "ping":
            event = FRAME.validate_python(data, strict=True)
            assert event.type == data["type"]
            assert not list(unknown_fields(event))


@EVERY_REPLY
def test_the_message_in_one_piece_is_one_of_the_sdk(reply: Reply) -> None:
    (chunk,) = whole(reply, envelope(reply))
    message = Message.model_validate_json(chunk.data, strict=True)
    assert not list(unknown_fields(message))
    assert message.stop_reason == reply.stop_reason
    assert message.usage.output_tokens == reply.output_tokens


@EVERY_REPLY
def test_the_events_come_in_the_order_of_the_real_api(reply: Reply) -> None:
    kinds = [data["type"] for data in frames(reply) if data["type"] != "ping"]
    assert kinds[0] == "message_start"
    assert kinds[-2:] == ["message_delta", "message_stop"]
    inner = [kind for place, kind in enumerate(kinds[1:-2]) if kind != kinds[place]]
    assert inner == ["content_block_start", "content_block_delta", "content_block_stop"] * len(reply.blocks)


@EVERY_REPLY
def test_one_ping_comes_early(reply: Reply) -> None:
    kinds = [data["type"] for data in frames(reply)]
    assert kinds.count("ping") == 1
    assert kinds.index("ping") <= 2


@EVERY_REPLY
def test_the_deltas_add_up_to_the_blocks(reply: Reply) -> None:
    told = ["" for _ in reply.blocks]
    for data in frames(reply):
        if data["type"] == "content_block_delta":
            told[data["index"]] += data["delta"].get("text", "") + data["delta"].get("partial_json", "")
    assert told == [block.json if isinstance(block, Call) else block.text for block in reply.blocks]


@EVERY_REPLY
def test_the_tokens_of_the_deltas_add_up_to_the_tokens_billed(reply: Reply) -> None:
    assert max(1, sum(chunk.tokens for chunk in stream(reply, envelope(reply)))) == reply.output_tokens


def test_the_usage_of_the_start_has_every_class_and_the_end_sums_up() -> None:
    told = frames(REPLIES["text"])
    start, end = told[0]["message"]["usage"], told[-2]["usage"]
    assert start["cache_creation"] == {"ephemeral_5m_input_tokens": 0, "ephemeral_1h_input_tokens": 0}
    assert (start["input_tokens"], start["cache_read_input_tokens"], start["output_tokens"]) == (7, 5000, 1)
    assert end["output_tokens"] == REPLIES["text"].output_tokens


@given(st.text())
def test_the_pieces_of_a_text_are_the_text(said: str) -> None:
    assert "".join(pieces(said)) == said


@pytest.mark.parametrize("word", ["lorem ", "x"])
def test_a_huge_text_comes_in_a_bounded_number_of_pieces(word: str) -> None:
    assert len(pieces(word * 500_000)) <= MOST_DELTAS
