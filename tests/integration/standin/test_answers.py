"""The stand-in over HTTP, through the official SDK: what it answers and bills."""

import asyncio

import anthropic
import pytest

from tests.fakes.standin import StandIn
from tests.integration.standin.calls import ASK, SYSTEM, TOLD, streamed, text


async def test_an_answer_is_the_same_streamed_and_in_one_piece(claude: anthropic.AsyncAnthropic) -> None:
    whole = await claude.messages.create(**ASK)
    stream = await streamed(claude)
    assert text(whole) == text(stream) == TOLD
    assert whole.stop_reason == stream.stop_reason == "end_turn"
    assert whole.usage == stream.usage


async def test_a_streamed_tool_call_arrives_with_its_input(claude: anthropic.AsyncAnthropic) -> None:
    schema = {"type": "object", "properties": {"summary": {"type": "string"}}, "additionalProperties": False}
    tool = {"name": "escalate_to_human", "strict": True, "input_schema": schema}
    message = await streamed(claude, tools=[tool], messages=[{"role": "user", "content": "human please"}])
    said, call = message.content
    assert (message.stop_reason, said.type, call.type) == ("tool_use", "text", "tool_use")
    assert call.type == "tool_use"
    assert call.input == {"summary": "human please"}


async def test_citations_arrive_with_the_text_they_support(claude: anthropic.AsyncAnthropic) -> None:
    found = {
        "type": "search_result",
        "source": "https://example.com/payments",
        "title": "How payments work",
        "content": [{"type": "text", "text": TOLD}],
        "citations": {"enabled": True},
    }
    question = {"type": "text", "text": "How do payments work?"}
    message = await streamed(claude, system=[], messages=[{"role": "user", "content": [found, question]}])
    (block,) = message.content
    assert block.type == "text"
    assert [(cited.type, cited.cited_text) for cited in block.citations or []] == [("search_result_location", TOLD)]


async def test_a_long_prefix_is_written_to_the_cache_then_read(claude: anthropic.AsyncAnthropic) -> None:
    system = [{"type": "text", "text": SYSTEM + "." * 20_000, "cache_control": {"type": "ephemeral"}}]
    first, second = await streamed(claude, system=system), await streamed(claude, system=system)
    assert first.usage.cache_creation_input_tokens == second.usage.cache_read_input_tokens
    assert (first.usage.cache_read_input_tokens, second.usage.cache_creation_input_tokens) == (0, 0)
    assert first.usage.input_tokens == second.usage.input_tokens


async def test_a_reply_may_be_huge(stand_in: StandIn, claude: anthropic.AsyncAnthropic) -> None:
    stand_in.script({"reply": {"size_characters": 2_000_000}})
    message = await streamed(claude)
    assert len(text(message)) == 2_000_000
    assert message.usage.output_tokens == 500_000


@pytest.mark.parametrize("reason", ["refusal", "max_tokens", "pause_turn", "stop_sequence"])
async def test_a_reply_may_stop_for_any_reason(
    stand_in: StandIn, claude: anthropic.AsyncAnthropic, reason: str
) -> None:
    stand_in.script({"reply": {"text": "I", "stop_reason": reason}})
    message = await streamed(claude)
    assert message.stop_reason == reason
    assert bool(message.stop_details) is (reason == "refusal")


async def test_a_reply_may_be_empty(stand_in: StandIn, claude: anthropic.AsyncAnthropic) -> None:
    stand_in.script({"reply": {}})
    message = await streamed(claude)
    assert (message.content, message.stop_reason, message.usage.output_tokens) == ([], "end_turn", 1)


async def test_the_model_echoed_may_be_another(stand_in: StandIn, claude: anthropic.AsyncAnthropic) -> None:
    stand_in.script({"model": "claude-other"})
    assert (await streamed(claude)).model == "claude-other"


async def test_max_tokens_of_the_request_shortens_an_answer(claude: anthropic.AsyncAnthropic) -> None:
    message = await streamed(claude, max_tokens=5)
    assert (message.stop_reason, message.usage.output_tokens) == ("max_tokens", 5)
    assert text(message) == TOLD[:20]


async def test_twenty_five_in_and_sixty_out_are_billed_as_such(
    stand_in: StandIn, claude: anthropic.AsyncAnthropic
) -> None:
    stand_in.script({"reply": {"text": "By card."}, "usage": {"input_tokens": 25, "output_tokens": 60}})
    usage = (await streamed(claude)).usage
    assert (usage.input_tokens, usage.output_tokens) == (25, 60)
    billed = stand_in.requests()[0].usage
    assert (billed.input_tokens, billed.output_tokens) == (25, 60)


async def test_a_behaviour_is_for_the_requests_that_it_matches(
    stand_in: StandIn, claude: anthropic.AsyncAnthropic
) -> None:
    stand_in.script({"match": "refund", "reply": {"text": "No."}})
    assert text(await streamed(claude)) == TOLD
    assert text(await streamed(claude, messages=[{"role": "user", "content": "A refund?"}])) == "No."


async def test_many_streams_run_side_by_side(stand_in: StandIn, claude: anthropic.AsyncAnthropic) -> None:
    messages = await asyncio.gather(*(streamed(claude) for _ in range(30)))
    assert [text(message) for message in messages] == [TOLD] * 30
    assert {entry.outcome for entry in stand_in.requests()} == {"answered"}
