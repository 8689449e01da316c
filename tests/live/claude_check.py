"""`make claude-check`: six small calls to Claude, the same six to the stand-in, and what differs in shape.

Needs ANTHROPIC_API_KEY; takes the model from CLAUDE_MODEL (default claude-haiku-4-5). Costs a few cents.
Exit codes: 0 no difference, 1 differences or no answer, 2 no key.
"""

import asyncio
import os
import sys
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, Final

import anthropic
import httpx2
from anthropic.types import MessageParam, TextBlockParam, ToolParam
from rich.console import Console
from rich.table import Table

from tests.fakes.standin import API_KEY, StandIn
from tests.live.shapes import Difference, Shape, compare, note_error, note_message, note_stream

DEFAULT_MODEL: Final = "claude-haiku-4-5"
MAX_TOKENS: Final = 300
ARTICLE: Final = "Refunds take five to ten working days. The money goes back to the card that paid."
QUESTION: Final = "How long does a refund take? Answer in one short sentence, from the search result."
LONG_PARAGRAPH: Final = "Bookings can be moved to another day until the evening before. " * 10
PREFIX_PARAGRAPHS: Final = 50
LONG_PARAGRAPHS: Final = 150

CITED: Final[list[MessageParam]] = [
    {
        "role": "user",
        "content": [
            {
                "type": "search_result",
                "source": "https://example.com/refunds",
                "title": "Refunds",
                "content": [{"type": "text", "text": ARTICLE}],
                "citations": {"enabled": True},
            },
            {"type": "text", "text": QUESTION},
        ],
    }
]
ESCALATE: Final[ToolParam] = {
    "name": "escalate_to_human",
    "description": "Hands the conversation to a person.",
    "strict": True,
    "input_schema": {
        "type": "object",
        "properties": {"summary": {"type": "string"}, "category": {"type": "string", "enum": ["asked", "unknown"]}},
        "required": ["summary", "category"],
        "additionalProperties": False,
    },
}

Call = Callable[[anthropic.AsyncAnthropic, str, Shape], Awaitable[None]]


async def answer(claude: anthropic.AsyncAnthropic, model: str, shape: Shape) -> None:
    """An answer in one piece, with a citation."""
    await _whole(claude, shape, model=model, messages=CITED)


async def stream(claude: anthropic.AsyncAnthropic, model: str, shape: Shape) -> None:
    """The same, streamed."""
    call = claude.messages.with_streaming_response.create(
        model=model, max_tokens=MAX_TOKENS, messages=CITED, stream=True
    )
    async with call as response:
        _note_headers(shape, response.headers)
        await note_stream(shape, _raw_events(response.http_response))


async def cache(claude: anthropic.AsyncAnthropic, model: str, shape: Shape) -> None:
    """A prompt that is written to the cache, then read from it; new each time, so that it is not there before."""
    prefix = f"Booking rules {uuid.uuid4()}.\n" + LONG_PARAGRAPH * PREFIX_PARAGRAPHS
    system: list[TextBlockParam] = [{"type": "text", "text": prefix, "cache_control": {"type": "ephemeral"}}]
    for aspect in ("first call", "second call"):
        part = Shape()
        await _whole(claude, part, model=model, system=system, messages=[_user("Say yes.")])
        shape.note(f"{aspect}: token classes in use", *part.aspects["token classes in use"])
        shape.note("keys", *part.aspects["keys"])


async def tool(claude: anthropic.AsyncAnthropic, model: str, shape: Shape) -> None:
    """A strict tool call."""
    choice = {"type": "tool", "name": ESCALATE["name"]}
    messages = [_user("I want to talk to a person about my refund.")]
    await _whole(claude, shape, model=model, tools=[ESCALATE], tool_choice=choice, messages=messages)


async def long_context(claude: anthropic.AsyncAnthropic, model: str, shape: Shape) -> None:
    """A prompt of some twenty thousand tokens."""
    question = _user(LONG_PARAGRAPH * LONG_PARAGRAPHS + "\n\nSay yes.")
    await _whole(claude, shape, model=model, messages=[question])


async def error(claude: anthropic.AsyncAnthropic, model: str, shape: Shape) -> None:
    """A request that is refused."""
    try:
        await claude.messages.create(model=model, max_tokens=-1, messages=[_user("Hello")])
    except anthropic.APIStatusError as refused:
        _note_headers(shape, refused.response.headers)
        note_error(shape, refused.status_code, refused.body)
        shape.note("raised by the SDK", type(refused).__name__)
    else:
        shape.note("raised by the SDK", "nothing")


CALLS: Final[dict[str, Call]] = {
    "answer": answer,
    "stream": stream,
    "cache": cache,
    "tool": tool,
    "long context": long_context,
    "error": error,
}


async def observe(claude: anthropic.AsyncAnthropic, model: str) -> dict[str, Shape]:
    """The shapes of the six calls. Raises what the SDK and its HTTP client raise."""
    shapes = {name: Shape() for name in CALLS}
    async with claude:
        for name, call in CALLS.items():
            await call(claude, model, shapes[name])
    return shapes


def stand_in_client(stand_in: StandIn) -> anthropic.AsyncAnthropic:
    """The official SDK, pointed at the stand-in."""
    return anthropic.AsyncAnthropic(api_key=API_KEY, base_url=stand_in.url, max_retries=0)


async def check(api_key: str, model: str) -> list[Difference]:
    """Where Claude and a freshly started stand-in differ."""
    real = await observe(anthropic.AsyncAnthropic(api_key=api_key), model)
    with StandIn() as stand_in:
        return compare(real, await observe(stand_in_client(stand_in), model))


def show(differences: list[Difference], console: Console) -> None:
    """A table of the differences, or one sentence."""
    if not differences:
        console.print("The stand-in answers in the same shapes as Claude.")
        return
    table = Table("call", "aspect", "only Claude", "only the stand-in", title="What differs in shape")
    for found in differences:
        table.add_row(found.call, found.aspect, "\n".join(found.only_real), "\n".join(found.only_stand_in))
    console.print(table)


def main() -> int:
    """The command line."""
    console = Console(soft_wrap=True)
    api_key = os.environ.get("ANTHROPIC_API_KEY")
    if not api_key:
        console.print("There is no key to ask Claude with: set ANTHROPIC_API_KEY and run this again.")
        return 2
    try:
        differences = asyncio.run(check(api_key, os.environ.get("CLAUDE_MODEL") or DEFAULT_MODEL))
    except (anthropic.AnthropicError, httpx2.HTTPError) as failed:
        console.print(f"Claude did not answer ({failed}): check the key, the model and the network.", markup=False)
        return 1
    show(differences, console)
    return 1 if differences else 0


async def _whole(claude: anthropic.AsyncAnthropic, shape: Shape, **call: Any) -> None:  # Any: the SDK checks them
    response = await claude.messages.with_raw_response.create(max_tokens=MAX_TOKENS, **call)
    _note_headers(shape, response.headers)
    note_message(shape, response.http_response.json())


async def _raw_events(response: httpx2.Response) -> AsyncIterator[tuple[str | None, str]]:
    async for event in anthropic.AsyncStream.raw_events(response):
        yield event.event, event.data


def _note_headers(shape: Shape, headers: httpx2.Headers) -> None:
    shape.note("request id in the headers", str("request-id" in headers))
    shape.note("content type", headers["content-type"].partition(";")[0])


def _user(text: str) -> MessageParam:
    return {"role": "user", "content": text}


if __name__ == "__main__":
    sys.exit(main())
