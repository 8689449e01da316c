"""The stand-in as a process, over HTTP, through the official SDK."""

import asyncio
import json
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from typing import Any, Final

import anthropic
import httpx2
import pytest
from anthropic.types import Message
from anthropic.types.shared import EnforcedSpendLimitReachedError

from deploy.standin.app import NOTICE
from tests.fakes.standin import ROOT, StandIn
from tests.live import claude_check
from tests.live.claude_check import CALLS, DEFAULT_MODEL, QUESTION, observe, stand_in_client
from tests.live.shapes import compare
from tests.waiting import eventually

MODEL: Final = DEFAULT_MODEL
SYSTEM: Final = (
    "Send visitors that you cannot help to support@example.com.\n"
    '<article title="How payments work" url="https://example.com/payments">'
    "Customers pay by card when they book. The money is yours in two working days.</article>"
)
ASK: Final[dict[str, Any]] = {
    "model": MODEL,
    "max_tokens": 500,
    "system": SYSTEM,
    "messages": [{"role": "user", "content": "How do payments work?"}],
}
TOLD: Final = "Customers pay by card when they book. The money is yours in two working days."
SOON: Final = 0.3
LATE: Final = 600.0


@pytest.fixture(scope="module")
def running() -> Iterator[StandIn]:
    with StandIn() as stand_in:
        yield stand_in


@pytest.fixture
def stand_in(running: StandIn) -> StandIn:
    running.reset()
    return running


@pytest.fixture
async def claude(stand_in: StandIn) -> AsyncIterator[anthropic.AsyncAnthropic]:
    async with stand_in_client(stand_in) as client:
        yield client


async def streamed(claude: anthropic.AsyncAnthropic, **fields: Any) -> Message:
    async with claude.messages.stream(**ASK | fields) as stream:
        return await stream.get_final_message()


def text(message: Message) -> str:
    return "".join(block.text for block in message.content if block.type == "text")


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


@pytest.mark.parametrize(
    ("error", "raised"),
    [
        ({"status": 400}, anthropic.BadRequestError),
        ({"status": 401}, anthropic.AuthenticationError),
        ({"status": 403}, anthropic.PermissionDeniedError),
        ({"status": 404}, anthropic.NotFoundError),
        ({"status": 413}, anthropic.ContentTooLargeError),
        ({"status": 429, "retry_after_seconds": 7}, anthropic.RateLimitError),
        ({"status": 429}, anthropic.RateLimitError),
        ({"status": 429, "spend_limit": True}, EnforcedSpendLimitReachedError),
        ({"status": 400, "spend_limit": True}, anthropic.BadRequestError),
        ({"status": 500}, anthropic.InternalServerError),
        ({"status": 529}, anthropic.OverloadedError),
    ],
)
async def test_a_scripted_error_raises_the_error_of_the_sdk(
    stand_in: StandIn,
    claude: anthropic.AsyncAnthropic,
    error: dict[str, Any],
    raised: type[anthropic.APIStatusError],
) -> None:
    stand_in.script({"error": error})
    with pytest.raises(raised) as refused:
        await streamed(claude)
    wait = error.get("retry_after_seconds")
    assert refused.value.response.headers.get("retry-after") == (str(wait) if wait else None)
    assert refused.value.request_id == stand_in.requests()[0].request_id
    assert text(await streamed(claude)) == TOLD


@pytest.mark.parametrize(("how", "cause"), [("reset", httpx2.ReadError), ("close", httpx2.RemoteProtocolError)])
async def test_a_connection_dropped_before_the_headers_is_a_connection_error(
    stand_in: StandIn, claude: anthropic.AsyncAnthropic, how: str, cause: type[Exception]
) -> None:
    stand_in.script({"fault": {"kind": "drop", "how": how}})
    with pytest.raises(anthropic.APIConnectionError) as dropped:
        await streamed(claude)
    assert isinstance(dropped.value.__cause__, cause)


@pytest.mark.parametrize(("how", "raised"), [("reset", httpx2.ReadError), ("close", httpx2.RemoteProtocolError)])
@pytest.mark.parametrize("place", [{"after_deltas": 3}, {"after_bytes": 900}])
async def test_a_stream_that_is_cut_raises_after_what_was_sent(
    stand_in: StandIn, claude: anthropic.AsyncAnthropic, how: str, raised: type[Exception], place: dict[str, int]
) -> None:
    stand_in.script({"fault": {"kind": "cut", "how": how, **place}})
    async with claude.messages.stream(**ASK) as stream:
        with pytest.raises(raised):
            await stream.until_done()
        heard = text(stream.current_message_snapshot)
    assert heard
    assert TOLD.startswith(heard)
    assert len(heard) < len(TOLD)


@pytest.mark.parametrize("after", [None, 0, 2])
async def test_a_stall_lasts_longer_than_the_patience_of_the_client(stand_in: StandIn, after: int | None) -> None:
    stand_in.script({"fault": {"kind": "stall", "seconds": LATE, "after_deltas": after}})
    async with stand_in_client(stand_in).with_options(timeout=SOON) as impatient:
        with pytest.raises((anthropic.APITimeoutError, httpx2.ReadTimeout)):
            await streamed(impatient)
    await eventually(lambda: stand_in.requests()[0].outcome == "client_left", "the stand-in missed that it was left")


async def test_a_stall_that_ends_is_only_late(stand_in: StandIn, claude: anthropic.AsyncAnthropic) -> None:
    stand_in.script({"fault": {"kind": "stall", "seconds": 0.05, "after_deltas": 2}})
    assert text(await streamed(claude)) == TOLD


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "leave_out", "events": ["message_delta"]},
        {"kind": "leave_out", "events": ["message_delta", "message_stop"]},
        {"kind": "end", "after_deltas": 2},
    ],
)
async def test_half_a_stream_raises_nothing_and_has_no_stop_reason(
    stand_in: StandIn, claude: anthropic.AsyncAnthropic, fault: dict[str, Any]
) -> None:
    stand_in.script({"fault": fault})
    message = await streamed(claude)
    assert message.stop_reason is None
    assert TOLD.startswith(text(message))


async def test_a_stream_without_its_very_last_event_is_whole(
    stand_in: StandIn, claude: anthropic.AsyncAnthropic
) -> None:
    stand_in.script({"fault": {"kind": "leave_out", "events": ["message_stop"]}})
    message = await streamed(claude)
    assert (text(message), message.stop_reason) == (TOLD, "end_turn")


async def test_an_error_within_a_stream_is_raised_by_the_sdk(
    stand_in: StandIn, claude: anthropic.AsyncAnthropic
) -> None:
    stand_in.script({"fault": {"kind": "error_event", "after_deltas": 2}})
    with pytest.raises(anthropic.APIStatusError) as raised:
        await streamed(claude)
    assert (raised.value.status_code, raised.value.type) == (200, "overloaded_error")


async def test_garbage_within_a_stream_is_a_json_error(stand_in: StandIn, claude: anthropic.AsyncAnthropic) -> None:
    stand_in.script({"fault": {"kind": "garbage", "after_deltas": 2}})
    with pytest.raises(json.JSONDecodeError):
        await streamed(claude)


async def test_an_event_of_an_unknown_type_does_no_harm_to_a_reader_of_raw_events(
    stand_in: StandIn, claude: anthropic.AsyncAnthropic
) -> None:
    stand_in.script({"fault": {"kind": "unknown_event", "after_deltas": 2}})
    heard = ""
    async for event in await claude.messages.create(**ASK, stream=True):
        if event.type == "content_block_delta" and event.delta.type == "text_delta":
            heard += event.delta.text
    assert heard == TOLD


async def test_a_stream_may_come_byte_by_byte(stand_in: StandIn, claude: anthropic.AsyncAnthropic) -> None:
    stand_in.script({"pace": {"one_byte_chunks": True}, "reply": {"text": "Grüße, 世界."}})
    assert text(await streamed(claude)) == "Grüße, 世界."


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


async def test_a_cut_stream_is_billed_up_to_the_cut(stand_in: StandIn, claude: anthropic.AsyncAnthropic) -> None:
    stand_in.script({"fault": {"kind": "cut", "after_deltas": 2}})
    with pytest.raises(httpx2.ReadError):
        await streamed(claude)
    whole = await streamed(claude)
    cut = stand_in.requests()[0]
    assert cut.outcome == "cut"
    assert cut.usage.input_tokens == whole.usage.input_tokens
    assert 0 < cut.usage.output_tokens < whole.usage.output_tokens


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


async def test_the_stand_in_compared_with_itself_shows_no_difference(stand_in: StandIn) -> None:
    first = await observe(stand_in_client(stand_in), MODEL)
    assert compare(first, await observe(stand_in_client(stand_in), MODEL)) == []
    assert first.keys() == CALLS.keys()


@pytest.mark.parametrize(
    ("doctored", "aspect"),
    [
        ({"fault": {"kind": "unknown_event"}}, "event sequence"),
        ({"fault": {"kind": "leave_out", "events": ["message_stop"]}}, "event sequence"),
        ({"reply": {"text": "Five days.", "stop_reason": "max_tokens"}}, "stop reason"),
        ({"reply": {"text": "Five days."}}, "keys"),
    ],
)
async def test_the_comparison_finds_what_is_doctored(stand_in: StandIn, doctored: dict[str, Any], aspect: str) -> None:
    honest = await observe(stand_in_client(stand_in), MODEL)
    stand_in.script({"match": QUESTION, "model": MODEL}, {"match": QUESTION, **doctored})
    differences = compare(honest, await observe(stand_in_client(stand_in), MODEL))
    assert {found.call for found in differences} == {"stream"}
    assert aspect in {found.aspect for found in differences}


def run(*flags: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "deploy.standin", *flags]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)


def test_the_check_against_claude_says_that_it_needs_a_key(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("ANTHROPIC_API_KEY", raising=False)
    assert claude_check.main() == 2
    assert "set ANTHROPIC_API_KEY" in capsys.readouterr().out


def test_a_taken_port_is_said_in_one_sentence(stand_in: StandIn) -> None:
    ended = run("--port", stand_in.url.rpartition(":")[2])
    assert ended.returncode == 1
    assert "Name another port with --port" in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


def test_a_wrong_setting_is_said_in_one_sentence() -> None:
    ended = run("--port", "many")
    assert ended.returncode == 2
    assert len(ended.stderr.splitlines()) == 1


def test_the_first_line_of_its_log_says_what_it_is() -> None:
    command = [sys.executable, "-m", "deploy.standin", "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        line = json.loads(process.stdout.readline())
        refused = httpx2.get(f"{line['url']}/_standin/requests")
        process.send_signal(signal.SIGINT)
        said, complaints = process.communicate()
    assert (line["message"], line["stand_in"], line["control"]) == (NOTICE, True, False)
    assert refused.status_code == 403
    assert (process.returncode, said, complaints) == (0, "", "")
