"""What the official SDK makes of each scripted fault."""

import json
from typing import Any, Final

import anthropic
import httpx2
import pytest
from anthropic.types.shared import EnforcedSpendLimitReachedError

from tests.fakes.standin import StandIn
from tests.integration.standin.calls import ASK, TOLD, streamed, text
from tests.live.claude_check import stand_in_client
from tests.waiting import eventually

SOON: Final = 0.3
LATE: Final = 600.0


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


async def test_a_cut_stream_is_billed_up_to_the_cut(stand_in: StandIn, claude: anthropic.AsyncAnthropic) -> None:
    stand_in.script({"fault": {"kind": "cut", "after_deltas": 2}})
    with pytest.raises(httpx2.ReadError):
        await streamed(claude)
    whole = await streamed(claude)
    cut = stand_in.requests()[0]
    assert cut.outcome == "cut"
    assert cut.usage.input_tokens == whole.usage.input_tokens
    assert 0 < cut.usage.output_tokens < whole.usage.output_tokens
