"""The Messages API through the official SDK: one streamed call, its text as it comes, and what it used.

The SDK raises nothing for a stream that simply ends, and lets errors of the transport and the JSON parser through as
they are. Here every way of going wrong is one of two: `CallFailed` (trying again can help), `CallRefused` (it cannot).
"""

import asyncio
import json
import time
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Final

import httpx2
from anthropic import (
    APIConnectionError,
    APIError,
    APIStatusError,
    AsyncAnthropic,
    AsyncStream,
)
from anthropic.types import RawMessageStreamEvent

from services.chat_worker.claude import params
from services.chat_worker.claude.reading import Reading
from services.chat_worker.domain.prompt import ChatRequest
from services.chat_worker.settings import ChatWorkerSettings

_RETRYABLE_STATUSES: Final = frozenset({408, 409, 429})
_SPEND_LIMIT: Final = "spend_limit"


class CallFailed(Exception):
    """The call did not end well, and another attempt may: overloaded, timed out, cut off.

    `retry_after_seconds`: how long Claude asked to wait, if it did.
    """

    def __init__(self, reason: str, retry_after_seconds: float | None = None) -> None:
        super().__init__(reason)
        self.retry_after_seconds = retry_after_seconds


class CallRefused(Exception):
    """Trying again cannot help: a wrong key, a bad request, a spend limit."""


class Claude:
    """Opens calls. Holds one HTTP client for the process."""

    def __init__(self, settings: ChatWorkerSettings) -> None:
        self._settings = settings
        self._client = AsyncAnthropic(
            api_key=settings.anthropic_api_key.get_secret_value(),
            base_url=settings.anthropic_base_url,
            max_retries=0,
            timeout=httpx2.Timeout(
                settings.call_timeout_seconds,
                connect=settings.connect_timeout_seconds,
                read=max(settings.first_token_timeout_seconds, settings.idle_timeout_seconds),
            ),
        )

    def call(self, request: ChatRequest) -> "ClaudeCall":
        return ClaudeCall(self._client, self._settings, request)

    async def close(self) -> None:
        await self._client.close()


class ClaudeCall:
    """One call. Read `deltas()`; `reading` tells, at any moment, what is known so far."""

    def __init__(self, client: AsyncAnthropic, settings: ChatWorkerSettings, request: ChatRequest) -> None:
        self._client = client
        self._settings = settings
        self._request = request
        self._started = time.monotonic()
        self.requested_model = request.model
        self.request_id: str | None = None
        self.reading = Reading(request.model)
        self.first_token_seconds: float | None = None

    @property
    def duration_seconds(self) -> float:
        return time.monotonic() - self._started

    async def deltas(self) -> AsyncGenerator[str, None]:
        """The reply's text in pieces. Raises CallFailed, CallRefused."""
        try:
            async with await self._open() as stream:
                async for text in self._read(stream):
                    yield text
        except APIStatusError as error:
            raise _judged(error) from error
        except (APIError, httpx2.HTTPError, json.JSONDecodeError, UnicodeDecodeError, TimeoutError) as error:
            if self.reading.stop_reason is None:  # what comes after the end of the reply takes nothing from it
                raise CallFailed(_name_of(error)) from error
        if self.reading.stop_reason is None:
            raise CallFailed("the stream ended before the reply did")

    async def _open(self) -> AsyncStream[RawMessageStreamEvent]:
        async with asyncio.timeout(self._settings.first_token_timeout_seconds):
            stream = await self._client.messages.create(
                model=self._request.model,
                max_tokens=self._request.max_tokens,
                system=params.system(self._request),
                tools=params.tools(self._request),
                messages=params.messages(self._request),
                stream=True,
            )
        self.request_id = stream.response.headers.get("request-id")
        return stream

    def _longest_wait_seconds(self) -> float:
        left = self._settings.call_timeout_seconds - self.duration_seconds
        return max(0.0, min(self._settings.idle_timeout_seconds, left))

    async def _read(self, stream: AsyncStream[RawMessageStreamEvent]) -> AsyncIterator[str]:
        events = aiter(stream)
        while True:
            async with asyncio.timeout(self._longest_wait_seconds()):
                event = await anext(events, None)
            if event is None:
                return
            if text := self.reading.take(event):
                if self.first_token_seconds is None:
                    self.first_token_seconds = self.duration_seconds
                yield text


def _judged(error: APIStatusError) -> CallFailed | CallRefused:
    name = f"{error.status_code} {error.type or type(error).__name__}"
    if _SPEND_LIMIT in json.dumps(error.body, default=str):
        return CallRefused(f"{name}: the account's spend limit is reached")
    # 200: an error event in the middle of a stream
    if error.status_code in _RETRYABLE_STATUSES or error.status_code >= 500 or error.status_code == 200:
        return CallFailed(name, _retry_after_seconds(error.response))
    return CallRefused(name)


def _retry_after_seconds(response: httpx2.Response) -> float | None:
    try:
        return max(0.0, float(response.headers["retry-after"]))
    except (KeyError, ValueError):
        return None


def _name_of(error: Exception) -> str:
    return "no connection" if isinstance(error, APIConnectionError) else type(error).__name__
