"""Every way of going wrong on Claude's side is one of two, and what was billed is known as far as Claude has said."""

from collections.abc import AsyncIterator
from typing import Any, Final

import pytest

from deploy.local.ports import free_port
from services.chat_worker.claude.calls import CallFailed, CallRefused, Claude, ClaudeCall
from services.chat_worker.domain.article import Article
from services.chat_worker.domain.prompt import ChatMessage, ChatRequest
from services.chat_worker.domain.tools import ASK_FOR_CONTACT, ESCALATE, TOOLS
from shared.events import CitedSource, TokenCounts, ToolCall
from tests.builders import MODEL
from tests.fakes.standin import StandIn
from tests.unit.chat_worker.worker import worker_settings
from tests.waiting import eventually

Script = dict[str, Any]  # JSON as a test writes it

SENTINEL: Final = "SENTINEL-of-the-other-side"
TEXT: Final = "You pay by card, Apple Pay or Google Pay when you book a table. 😀"
ANSWER: Final[Script] = {"reply": {"text": TEXT}, "usage": {"input_tokens": 25, "output_tokens": 60}}
PAYMENTS: Final = Article(
    title="Payments", url="https://rezvo.example/pay", body="You pay by card when you book a table."
)
REQUEST: Final = ChatRequest(
    model=MODEL,
    max_tokens=1_024,
    system="You help.",
    tools=TOOLS,
    articles=[PAYMENTS],
    articles_stay=True,
    messages=[ChatMessage(role="user", texts=["How do I pay?"])],
)

CALLED: Final[Script] = {
    "name": ESCALATE,
    "input": {"category": "payment", "summary": "A refund, «now» 😀", "urgency": "high"},
}

BEFORE_ANY_WORD: Final[dict[str, Script]] = {
    **{f"status {status}": {"error": {"status": status, "message": SENTINEL}} for status in (408, 409, 429)},
    **{f"status {status}": {"error": {"status": status, "message": SENTINEL}} for status in (500, 502, 503, 504, 529)},
    "torn before the headers": {"fault": {"kind": "drop"}},
    "closed before the headers": {"fault": {"kind": "drop", "how": "close"}},
    "no headers for too long": {"fault": {"kind": "stall", "seconds": 20}},
    "no first word for too long": {**ANSWER, "fault": {"kind": "stall", "seconds": 20, "after_deltas": 0}},
    "an error event at once": {**ANSWER, "fault": {"kind": "error_event"}},
    "broken JSON at once": {**ANSWER, "fault": {"kind": "garbage"}},
    "a polite end at once": {**ANSWER, "fault": {"kind": "end", "after_deltas": 0}},
}
IN_THE_MIDDLE: Final[dict[str, Script]] = {
    "torn": {"kind": "cut", "after_deltas": 3},
    "closed": {"kind": "cut", "after_deltas": 3, "how": "close"},
    "torn within an event": {"kind": "cut", "after_bytes": 1_500},
    "silent for too long": {"kind": "stall", "seconds": 20, "after_deltas": 3},
    "ended politely": {"kind": "end", "after_deltas": 3},
    "broken JSON": {"kind": "garbage", "after_deltas": 3},
    "without a stop reason": {"kind": "leave_out", "events": ["message_delta"]},
    "without an end": {"kind": "leave_out", "events": ["message_stop"]},
    **{
        f"an error event: {kind}": {"kind": "error_event", "after_deltas": 3, "error": kind}
        for kind in ("overloaded_error", "api_error", "rate_limit_error", "timeout_error")
    },
}
REFUSED: Final[dict[str, Script]] = {
    **{f"status {status}": {"status": status, "message": SENTINEL} for status in (400, 401, 402, 403, 404, 413)},
    "the month's spend limit": {"status": 429, "spend_limit": True},
    "the account's own limit": {"status": 400, "spend_limit": True},
}
HARMLESS: Final[dict[str, Script]] = {
    "nothing": {},
    "an event that nobody knows": {"fault": {"kind": "unknown_event", "after_deltas": 2}},
    "a block that does not end": {"fault": {"kind": "leave_out", "events": ["content_block_stop"]}},
    "one byte at a time": {"pace": {"one_byte_chunks": True}},
    "torn after the end": {"fault": {"kind": "cut", "after_bytes": 1_000_000}},
}


@pytest.fixture
async def opens(claude: StandIn) -> AsyncIterator[Claude]:
    """Opens calls that wait for nothing longer than a moment."""
    opens = a_claude(claude.url)
    yield opens
    await opens.close()


def a_claude(url: str, **changes: float) -> Claude:
    patience = {"first_token_timeout_seconds": 3, "idle_timeout_seconds": 3, **changes}
    return Claude(worker_settings(anthropic_base_url=url, anthropic_api_key=SENTINEL, **patience))


def asking(question: str) -> ChatRequest:
    return REQUEST.model_copy(update={"messages": [ChatMessage(role="user", texts=[question])]})


async def said(call: ClaudeCall) -> str:
    heard: list[str] = []
    await hears(call, heard)
    return "".join(heard)


async def hears(call: ClaudeCall, heard: list[str]) -> None:
    async for piece in call.deltas():
        heard.append(piece)  # noqa: PERF401  what was heard before a failure counts


@pytest.mark.parametrize("harmless", HARMLESS)
async def test_an_answer_comes_whole_with_what_it_cost(harmless: str, opens: Claude, claude: StandIn) -> None:
    claude.script({**ANSWER, **HARMLESS[harmless]})
    call = opens.call(REQUEST)

    assert await said(call) == TEXT
    assert call.reading.tokens == TokenCounts(input_tokens=25, output_tokens=60)
    assert call.reading.stop_reason == "end_turn"
    assert call.reading.model == MODEL
    assert call.request_id == claude.requests()[-1].request_id
    assert call.first_token_seconds is not None
    assert call.first_token_seconds <= call.duration_seconds


async def test_every_class_of_tokens_is_counted_apart(opens: Claude, claude: StandIn) -> None:
    usage = {
        "input_tokens": 1,
        "cache_creation_input_tokens": 20,
        "cache_read_input_tokens": 300,
        "output_tokens": 4_000,
    }
    claude.script({"reply": {"text": TEXT}, "usage": usage})
    call = opens.call(REQUEST)

    await said(call)

    assert call.reading.tokens == TokenCounts.model_validate(usage)


async def test_what_claude_cites_and_calls_is_read_out_of_the_stream(opens: Claude, claude: StandIn) -> None:
    """The stand-in cites what it takes from an article, as it does without a script."""
    claude.script(
        {"match": "person", "reply": {"text": "One moment.", "tool_calls": [CALLED, {"name": ASK_FOR_CONTACT}]}}
    )
    cited, called = opens.call(REQUEST), opens.call(asking("A person, please."))

    answer, handover = await said(cited), await said(called)

    assert (cited.reading.sources, cited.reading.stop_reason) == (
        [CitedSource(title="Payments", url=PAYMENTS.url)],
        "end_turn",
    )
    assert "card" in answer
    assert (handover, called.reading.stop_reason) == ("One moment.", "tool_use")
    assert called.reading.tools == [ToolCall.model_validate(CALLED), ToolCall(name=ASK_FOR_CONTACT, input={})]


@pytest.mark.parametrize("reason", ["max_tokens", "pause_turn", "refusal"])
async def test_every_reason_to_stop_is_told(reason: str, opens: Claude, claude: StandIn) -> None:
    claude.script({"reply": {"text": TEXT, "stop_reason": reason}})
    call = opens.call(REQUEST)

    await said(call)

    assert call.reading.stop_reason == reason


async def test_claude_is_asked_what_the_request_says(opens: Claude, claude: StandIn) -> None:
    await said(opens.call(REQUEST))

    (asked,) = claude.requests()
    assert (asked.model, asked.stream, asked.newest_user_text) == (MODEL, True, "How do I pay?")


@pytest.mark.parametrize("fault", BEFORE_ANY_WORD)
async def test_a_call_that_fails_before_its_first_word_may_be_made_again(
    fault: str, opens: Claude, claude: StandIn
) -> None:
    claude.script(BEFORE_ANY_WORD[fault])
    call = opens.call(REQUEST)

    with pytest.raises(CallFailed) as failed:
        await said(call)

    assert_tells_nothing_raw(failed.value)
    assert call.reading.tokens.input_tokens == claude.requests()[-1].usage.input_tokens
    assert call.reading.stop_reason is None
    assert len(claude.requests()) == 1


@pytest.mark.parametrize("fault", IN_THE_MIDDLE)
async def test_a_call_that_fails_in_the_middle_may_be_made_again_and_its_prompt_was_billed(
    fault: str, opens: Claude, claude: StandIn
) -> None:
    claude.script({**ANSWER, "fault": IN_THE_MIDDLE[fault]})
    call, heard = opens.call(REQUEST), list[str]()

    with pytest.raises(CallFailed) as failed:
        await hears(call, heard)

    assert_tells_nothing_raw(failed.value)
    assert heard
    assert TEXT.startswith("".join(heard))
    assert call.reading.tokens.input_tokens == 25
    assert call.reading.stop_reason is None
    assert call.request_id


async def test_what_was_billed_for_a_prompt_is_not_known_before_claude_has_said_it(
    opens: Claude, claude: StandIn
) -> None:
    claude.script({**ANSWER, "fault": {"kind": "cut", "after_bytes": 40}})
    call = opens.call(REQUEST)

    with pytest.raises(CallFailed):
        await said(call)

    assert call.reading.tokens == TokenCounts()
    assert claude.requests()[-1].usage.input_tokens == 25


@pytest.mark.parametrize("refusal", REFUSED)
async def test_what_cannot_help_is_a_refusal(refusal: str, opens: Claude, claude: StandIn) -> None:
    claude.script({"error": REFUSED[refusal]})
    call = opens.call(REQUEST)

    with pytest.raises(CallRefused) as refused:
        await said(call)

    assert_tells_nothing_raw(refused.value)
    assert call.reading.tokens == TokenCounts()
    assert len(claude.requests()) == 1


async def test_claude_s_wish_to_wait_is_passed_on(opens: Claude, claude: StandIn) -> None:
    claude.script({"error": {"status": 429, "retry_after_seconds": 7}}, {"error": {"status": 529}})

    for seconds in (7.0, None):
        with pytest.raises(CallFailed) as failed:
            await said(opens.call(REQUEST))
        assert failed.value.retry_after_seconds == seconds


async def test_a_whole_call_has_an_end_however_steadily_it_goes_on(claude: StandIn) -> None:
    claude.script({**ANSWER, "pace": {"delta_seconds": 0.1}})
    opens = a_claude(claude.url, call_timeout_seconds=0.5)

    with pytest.raises(CallFailed):
        await said(opens.call(REQUEST))
    await opens.close()


async def test_where_nobody_listens_a_call_fails() -> None:
    opens = a_claude(f"http://127.0.0.1:{free_port()}")

    with pytest.raises(CallFailed, match="no connection"):
        await said(opens.call(REQUEST))
    await opens.close()


async def test_a_reader_who_leaves_hangs_up(opens: Claude, claude: StandIn) -> None:
    """Nobody pays for what nobody will see."""
    claude.script({**ANSWER, "pace": {"delta_seconds": 0.2}})
    deltas = opens.call(REQUEST).deltas()
    await anext(deltas)

    await deltas.aclose()

    await eventually(lambda: claude.requests()[-1].outcome == "client_left", "the call went on")


def assert_tells_nothing_raw(error: Exception) -> None:
    """Neither what the other side wrote, nor the key, nor the prompt."""
    assert str(error)
    assert SENTINEL not in repr(error)
    assert "How do I pay" not in repr(error)
    assert "\n" not in str(error)
    assert len(str(error)) < 80
