"""Claude by a script, and publishers that remember."""

import inspect
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Final, NamedTuple

from services.chat_worker.claude.calls import Claude, ClaudeCall
from services.chat_worker.claude.reading import Reading
from services.chat_worker.domain.prompt import ChatRequest
from shared.events import CitedSource, Event, TokenCounts, ToolCall
from shared.publisher import BrokerUnavailable, EventPublisher, LivePublisher
from shared.visitor_view import LiveFrame, ReplyDelta, ReplyStarted


class Stop(NamedTuple):
    """Why Claude stops, where that is not what the other parts lead to."""

    reason: str


Happening = Callable[[], Awaitable[object] | None]
Part = str | Exception | ToolCall | CitedSource | Stop | Happening

ASKED: Final = TokenCounts(input_tokens=25)
ANSWERED: Final = TokenCounts(input_tokens=25, output_tokens=60)


class ScriptedClaude(Claude):
    """Answers call after call with the next script: pieces of text, tool calls, citations, why it stops, an error,
    something that happens in between."""

    def __init__(self, *scripts: list[Part]) -> None:
        self._scripts = list(scripts)
        self.requests: list[ChatRequest] = []

    def then(self, *parts: Part) -> None:
        """Add the script of one more call."""
        self._scripts.append(list(parts))

    def call(self, request: ChatRequest) -> ClaudeCall:
        return ScriptedCall(request, self._begin)

    def _begin(self, request: ChatRequest) -> list[Part]:
        self.requests.append(request)
        return self._scripts.pop(0)

    @property
    def asked(self) -> list[list[str]]:
        """What the visitor said in the newest user message of each call."""
        return [visitor_said(request.messages[-1].texts) for request in self.requests]


class ScriptedCall(ClaudeCall):
    """Bills the prompt as soon as it is begun, and the reply when it has ended well."""

    def __init__(self, request: ChatRequest, begin: Callable[[ChatRequest], list[Part]]) -> None:
        self._request = request
        self._begin = begin
        self._started = time.monotonic()
        self.requested_model = request.model
        self.request_id = "req_scripted"
        self.reading = Reading(request.model)
        self.first_token_seconds = None

    async def deltas(self) -> AsyncGenerator[str, None]:
        parts = self._begin(self._request)
        stop_reason = "end_turn"
        self.reading.tokens = ASKED
        for part in parts:
            match part:
                case str():
                    yield part
                case Exception():
                    raise part
                case ToolCall():
                    self.reading.tools.append(part)
                    stop_reason = "tool_use"
                case CitedSource():
                    self.reading.sources.append(part)
                case Stop():
                    stop_reason = part.reason
                case _:
                    await _happens(part)
        self.reading.tokens = ANSWERED
        self.reading.stop_reason = stop_reason


async def _happens(happening: Happening) -> None:
    if inspect.isawaitable(under_way := happening()):
        await under_way


def visitor_said(texts: list[str]) -> list[str]:
    """The visitor's own words out of what stands between tags."""
    opening, closing = "<visitor_message>\n", "\n</visitor_message>"
    return [text.removeprefix(opening).removesuffix(closing) for text in texts if text.startswith(opening)]


class RecordingLive(LivePublisher):
    """Every frame, in order; `confirmed` are those that are not dropped when the broker is away, `attempts` is the text
    that was streamed of each."""

    def __init__(self) -> None:
        self.frames: list[LiveFrame] = []
        self.confirmed: list[LiveFrame] = []

    async def publish(self, conversation_id: str, frame: LiveFrame) -> None:
        self.frames.append(frame)

    async def publish_confirmed(self, conversation_id: str, frame: LiveFrame) -> None:
        self.frames.append(frame)
        self.confirmed.append(frame)

    @property
    def kinds(self) -> list[str]:
        return [frame.kind for frame in self.frames]

    @property
    def attempts(self) -> dict[int, str]:
        texts: dict[int, str] = {}
        for frame in self.frames:
            if isinstance(frame, ReplyStarted):
                texts[frame.attempt] = ""
            elif isinstance(frame, ReplyDelta):
                assert frame.offset == len(texts[frame.attempt])
                texts[frame.attempt] += frame.text
        return texts


class RecordingPublisher(EventPublisher):
    """What was said, once for each time; `away`: the broker does not confirm."""

    def __init__(self) -> None:
        self.said: list[Event] = []
        self.away = False

    async def publish(self, event: Event, *, within_seconds: float = 0) -> None:
        if self.away:
            raise BrokerUnavailable(event.type)
        self.said.append(event)
