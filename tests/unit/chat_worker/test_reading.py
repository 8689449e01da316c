"""What a stream comes to, read from the SDK's own events."""

from collections.abc import Iterable
from typing import Any, Final

import pytest
from anthropic.types import RawMessageStreamEvent
from inline_snapshot import snapshot
from pydantic import TypeAdapter

from services.chat_worker.claude.reading import Reading
from shared.events import CitedSource, TokenCounts, ToolCall
from tests.builders import MODEL

Json = dict[str, Any]  # whatever a server sends
EVENTS: Final[TypeAdapter[RawMessageStreamEvent]] = TypeAdapter(RawMessageStreamEvent)

USAGE: Final = {
    "input_tokens": 25,
    "cache_creation_input_tokens": 300,
    "cache_read_input_tokens": 4_000,
    "cache_creation": {"ephemeral_5m_input_tokens": 200, "ephemeral_1h_input_tokens": 100},
    "output_tokens": 1,
}


def started(**usage: object) -> Json:
    message = {"id": "msg_1", "type": "message", "role": "assistant", "content": [], "model": f"{MODEL}-20251001"}
    return {"type": "message_start", "message": {**message, "usage": {**USAGE, **usage}}}


def opened(kind: str = "text", name: str = "") -> Json:
    block: Json = {"type": "text", "text": ""}
    if kind == "tool_use":
        block = {"type": "tool_use", "id": "toolu_1", "name": name, "input": {}}
    return {"type": "content_block_start", "index": 0, "content_block": block}


def delta(**fields: object) -> Json:
    return {"type": "content_block_delta", "index": 0, "delta": fields}


def text(said: str) -> Json:
    return delta(type="text_delta", text=said)


def part(partial_json: str) -> Json:
    return delta(type="input_json_delta", partial_json=partial_json)


def cited(title: str | None, source: str, start: int = 0) -> Json:
    location = {
        "type": "search_result_location",
        "cited_text": "By card.",
        "search_result_index": 0,
        "source": source,
        "title": title,
        "start_block_index": start,
        "end_block_index": start + 1,
    }
    return delta(type="citations_delta", citation=location)


CLOSED: Final[Json] = {"type": "content_block_stop", "index": 0}
STOPPED: Final[Json] = {"type": "message_stop"}


def ended(stop_reason: str = "end_turn", **usage: object) -> Json:
    return {
        "type": "message_delta",
        "delta": {"stop_reason": stop_reason, "stop_sequence": None},
        "usage": {"output_tokens": 60, **usage},
    }


def a_tool_call(name: str, *parts: str) -> list[Json]:
    return [opened("tool_use", name), *map(part, parts), CLOSED]


def read(*events: Json) -> tuple[str, Reading]:
    reading = Reading(MODEL)
    return "".join(take_all(reading, events)), reading


def take_all(reading: Reading, events: Iterable[Json]) -> list[str]:
    return [reading.take(EVENTS.validate_python(event)) for event in events]


def test_a_whole_stream() -> None:
    said, reading = read(
        started(),
        opened(),
        text("You pay "),
        cited("Payments", "/pay"),
        text("by card. 😀"),
        CLOSED,
        opened(),
        cited("Payments", "/pay", start=1),
        cited(None, "/refunds"),
        text(" Anything else is for my colleagues."),
        CLOSED,
        *a_tool_call(
            "escalate_to_human", '{"category": "pay', 'ment", "summary": "\\u00dcber', 'all", "urgency": "low"}'
        ),
        *a_tool_call("ask_for_contact"),
        ended("tool_use"),
        STOPPED,
    )

    assert said == "You pay by card. 😀 Anything else is for my colleagues."
    assert {
        "model": reading.model,
        "sources": [source.model_dump() for source in reading.sources],
        "tools": [tool.model_dump() for tool in reading.tools],
        "stop_reason": reading.stop_reason,
        "tokens": reading.tokens.model_dump(),
    } == snapshot(
        {
            "model": "claude-haiku-4-5-20251001",
            "sources": [{"title": "Payments", "url": "/pay"}, {"title": "/refunds", "url": "/refunds"}],
            "tools": [
                {"name": "escalate_to_human", "input": {"category": "payment", "summary": "Überall", "urgency": "low"}},
                {"name": "ask_for_contact", "input": {}},
            ],
            "stop_reason": "tool_use",
            "tokens": {
                "input_tokens": 25,
                "cache_creation_input_tokens": 300,
                "cache_creation_1h_input_tokens": 100,
                "cache_read_input_tokens": 4000,
                "output_tokens": 60,
            },
        }
    )


def test_an_article_that_is_cited_again_is_one_source_and_the_first_citation_comes_first() -> None:
    _, reading = read(started(), opened(), *(cited(name, f"/{name}") for name in ("b", "a", "b", "a", "c")), CLOSED)

    assert [source.title for source in reading.sources] == ["b", "a", "c"]


def test_an_article_without_a_title_is_called_by_its_address() -> None:
    _, reading = read(started(), opened(), cited(None, "/pay"))

    assert reading.sources == [CitedSource(title="/pay", url="/pay")]


@pytest.mark.parametrize("cut", range(len('{"urgency": "high"}') + 1))
def test_the_input_of_a_tool_may_come_in_any_pieces(cut: int) -> None:
    whole = '{"urgency": "high"}'
    _, reading = read(started(), *a_tool_call("escalate_to_human", whole[:cut], whole[cut:]))

    assert reading.tools == [ToolCall(name="escalate_to_human", input={"urgency": "high"})]


@pytest.mark.parametrize("parts", [[], [""], ["{}"], ["{", "}"], ["[]"], ["null"]])
def test_a_tool_without_input_is_called_all_the_same(parts: list[str]) -> None:
    _, reading = read(started(), *a_tool_call("ask_for_contact", *parts))

    assert reading.tools == [ToolCall(name="ask_for_contact", input={})]


def test_an_input_of_one_call_is_no_part_of_the_next() -> None:
    _, reading = read(
        started(), *a_tool_call("one", '{"a": 1}'), *a_tool_call("two"), *a_tool_call("three", '{"b": 2}')
    )

    assert [tool.input for tool in reading.tools] == [{"a": 1}, {}, {"b": 2}]


def test_a_text_after_a_tool_call_is_text_again() -> None:
    said, reading = read(started(), *a_tool_call("one"), opened(), text("Done."), CLOSED)

    assert (said, len(reading.tools)) == ("Done.", 1)


@pytest.mark.parametrize("cut_off", ['{"category": ', '"payment"', "[]"])
def test_a_call_that_was_cut_off_is_a_call_all_the_same(cut_off: str) -> None:
    _, reading = read(started(), *a_tool_call("escalate_to_human", cut_off))

    assert reading.tools == [ToolCall(name="escalate_to_human", input={})]


def test_a_call_that_has_not_ended_does_not_count_yet() -> None:
    _, reading = read(started(), *a_tool_call("one", "{}")[:-1])

    assert reading.tools == []


def test_it_has_stopped_only_when_the_stream_has_ended_well() -> None:
    _, announced = read(started(), opened(), text("By card."), CLOSED, ended("max_tokens"))
    _, over = read(started(), opened(), text("By card."), CLOSED, ended("max_tokens"), STOPPED)

    assert (announced.stop_reason, over.stop_reason) == (None, "max_tokens")


def test_a_stream_without_a_reason_has_not_ended_well() -> None:
    _, reading = read(started(), opened(), text("By card."), CLOSED, STOPPED)

    assert reading.stop_reason is None


def test_every_class_of_tokens_is_counted_apart() -> None:
    _, reading = read(started())

    assert reading.tokens == TokenCounts(
        input_tokens=25,
        cache_creation_input_tokens=300,
        cache_creation_1h_input_tokens=100,
        cache_read_input_tokens=4_000,
        output_tokens=1,
    )


def test_counts_are_cumulative_and_what_is_left_out_stays() -> None:
    _, reading = read(started(), ended(input_tokens=30), ended(cache_read_input_tokens=0, output_tokens=70))

    assert reading.tokens == TokenCounts(
        input_tokens=30,
        cache_creation_input_tokens=300,
        cache_creation_1h_input_tokens=100,
        cache_read_input_tokens=0,
        output_tokens=70,
    )


def test_while_it_speaks_what_came_is_counted_and_in_the_end_what_claude_says() -> None:
    reading = Reading(MODEL)
    take_all(reading, [started(), opened(), text("é" * 100), text("é" * 100)])
    assert reading.tokens.output_tokens == 100

    take_all(reading, [CLOSED, ended(output_tokens=42), STOPPED])
    assert reading.tokens.output_tokens == 42


def test_before_claude_has_said_anything_nothing_is_known() -> None:
    _, reading = read()

    assert (reading.model, reading.tokens, reading.sources, reading.tools) == (MODEL, TokenCounts(), [], [])


def test_what_is_thought_is_not_said() -> None:
    thinking = {"type": "thinking", "thinking": "", "signature": ""}
    said, _ = read(
        started(),
        {"type": "content_block_start", "index": 0, "content_block": thinking},
        delta(type="thinking_delta", thinking="Hm."),
        delta(type="signature_delta", signature="x"),
        CLOSED,
    )

    assert said == ""
