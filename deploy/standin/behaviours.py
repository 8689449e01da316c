"""The shape of a script: what the next requests that match are answered with. Unknown fields are refused (422).

A behaviour may combine its parts: a fixed reply with exact token counts, cut after three deltas, say.
"""

import json
from typing import Annotated, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Discriminator, Field, JsonValue, model_validator

from deploy.standin.errors import ApiError
from deploy.standin.ids import new_id
from deploy.standin.replies import Call, Reply, Say, StopReason
from deploy.standin.usage import Usage

Seconds = Annotated[float, Field(ge=0)]
Count = Annotated[int, Field(ge=0)]
How = Literal["reset", "close"]
FILLER: Final = "All work and no play makes a dull answer. "


class Scripted(BaseModel):
    """A piece of a script."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ErrorReply(Scripted):
    """An error in place of an answer, in the API's envelope. Nothing is billed.

    `retry_after_seconds` sets the header; without it there is none. `spend_limit` makes a 429 or a 400 the one that
    stands for a spent budget: `details.error_code` is `enforced_spend_limit_reached` (429), the message says when
    access comes back (400), and there is no `retry-after`.
    """

    status: int = Field(ge=400, le=599)
    message: str | None = None
    retry_after_seconds: Count | None = None
    spend_limit: bool = False

    @model_validator(mode="after")
    def _spend_limits_are_400_or_429(self) -> Self:
        if self.spend_limit and (self.status not in {400, 429} or self.retry_after_seconds is not None):
            raise ValueError("spend_limit goes with status 400 or 429, without retry_after_seconds")
        return self

    def error(self) -> ApiError:
        if not self.spend_limit:
            return ApiError(self.status, self.message, retry_after_seconds=self.retry_after_seconds)
        if self.status == 429:
            spent = "This organization has reached its monthly spend limit."
            return ApiError(429, self.message or spent, details={"error_code": "enforced_spend_limit_reached"})
        closed = "You have reached your specified API usage limits. You will regain access on 2030-01-01 at 00:00 UTC."
        return ApiError(400, self.message or closed)


class ToolCall(Scripted):
    """A tool call, whether or not the request offers the tool or the input fits it."""

    name: str
    input: dict[str, JsonValue] = {}


class FixedReply(Scripted):
    """An answer in place of the stand-in's own: `text` (or `size_characters` of filler), then the tool calls.

    Neither text nor calls: an empty answer. `stop_reason` is by default what fits. `max_tokens` and stop sequences of
    the request do not shorten a fixed reply.
    """

    text: str = ""
    size_characters: Count | None = None
    tool_calls: list[ToolCall] = []
    stop_reason: StopReason | None = None

    def reply(self) -> Reply:
        size = self.size_characters
        text = self.text if size is None else (FILLER * (size // len(FILLER) + 1))[:size]
        calls = [
            Call(new_id("toolu"), call.name, call.input, json.dumps(call.input, ensure_ascii=False))
            for call in self.tool_calls
        ]
        said = [Say(text)] if text else []
        return Reply((*said, *calls), self.stop_reason or ("tool_use" if calls else "end_turn"))


class UsageOverride(Scripted):
    """Exact token counts in place of the counted ones; what is not named stays as counted, but input classes that are
    not named are 0 as soon as `input_tokens` is."""

    input_tokens: Count | None = None
    output_tokens: Count | None = None
    cache_creation_input_tokens: Count | None = None
    cache_read_input_tokens: Count | None = None

    def applied(self, counted: Usage) -> Usage:
        named = self.model_dump(exclude_none=True)
        if "cache_creation_input_tokens" in named:
            named["ephemeral_5m_input_tokens"] = named["cache_creation_input_tokens"]
        if self.input_tokens is not None:
            return Usage(output_tokens=counted.output_tokens).model_copy(update=named)
        return counted.model_copy(update=named)


class Pace(Scripted):
    """Time and size of what is sent: seconds before the first byte, seconds after each delta, one byte at a time."""

    first_token_seconds: Seconds | None = None
    delta_seconds: Seconds | None = None
    one_byte_chunks: bool = False


class Drop(Scripted):
    """The connection ends before any header: torn (`reset`) or closed (`close`)."""

    kind: Literal["drop"]
    how: How = "reset"


class Stall(Scripted):
    """Nothing is sent for a while: before the headers, or after so many deltas of a stream (0: before the first)."""

    kind: Literal["stall"]
    seconds: Seconds
    after_deltas: Count | None = None


class Cut(Scripted):
    """The connection ends within the answer, after so many deltas or so many bytes of the body."""

    kind: Literal["cut"]
    after_deltas: Count | None = None
    after_bytes: Count | None = None
    how: How = "reset"

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if (self.after_deltas is None) == (self.after_bytes is None):
            raise ValueError("give after_deltas or after_bytes")
        return self


class End(Scripted):
    """The stream ends politely after so many deltas, as if that were all: half a stream, and no error."""

    kind: Literal["end"]
    after_deltas: Count


class LeaveOut(Scripted):
    """The stream ends politely and lacks these events."""

    kind: Literal["leave_out"]
    events: list[Literal["content_block_stop", "message_delta", "message_stop"]] = Field(min_length=1)


class ErrorEvent(Scripted):
    """After so many deltas comes the event `error`, and the stream ends."""

    kind: Literal["error_event"]
    after_deltas: Count = 0
    error: Literal["overloaded_error", "api_error", "rate_limit_error", "timeout_error"] = "overloaded_error"


class Garbage(Scripted):
    """After so many deltas comes an event whose JSON is broken, and the stream goes on. An answer that is not streamed
    is broken JSON as a whole."""

    kind: Literal["garbage"]
    after_deltas: Count = 0


class UnknownEvent(Scripted):
    """After so many deltas comes a well-formed event of a type that no client knows, and the stream goes on."""

    kind: Literal["unknown_event"]
    after_deltas: Count = 0


Fault = Annotated[
    Drop | Stall | Cut | End | LeaveOut | ErrorEvent | Garbage | UnknownEvent,
    Discriminator("kind"),
]


class Behaviour(Scripted):
    """What to do with the next `times` matching requests (None: with all, until cleared).

    `match` is a part of the newest user text, in whatever case; None matches every request. Of the matching ones a
    share of `probability` is taken, by a generator seeded with `seed`: the same seed takes the same ones.
    A fault `after_deltas` comes after the last delta of a reply that has fewer; it matches streaming requests only.
    """

    match: str | None = None
    times: Annotated[int, Field(ge=1)] | None = 1
    probability: float = Field(default=1.0, gt=0, le=1)
    seed: int = 0
    error: ErrorReply | None = None
    reply: FixedReply | None = None
    usage: UsageOverride = UsageOverride()
    pace: Pace = Pace()
    fault: Fault | None = None
    model: str | None = None

    @model_validator(mode="after")
    def _an_error_is_all_there_is(self) -> Self:
        if self.error and (self.reply or self.fault):
            raise ValueError("an error goes without reply and fault")
        return self

    def fits(self, newest_text: str, *, streaming: bool) -> bool:
        if self.match is not None and self.match.casefold() not in newest_text.casefold():
            return False
        return streaming or not self._needs_stream()

    def _needs_stream(self) -> bool:
        match self.fault:
            case Stall(after_deltas=place) | Cut(after_deltas=place):
                return place is not None
            case End() | LeaveOut() | ErrorEvent() | UnknownEvent():
                return True
        return False
