"""How much one conversation, visitor or address may do: counted in this process, answered with RateLimit headers.

Several replicas count each for itself; what must hold over all of them is the spending caps of the chat worker.
"""

import math
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Final, NamedTuple

from fastapi import Response
from limits import RateLimitItem, RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter

from services.gateway.domain.windows import Window
from services.gateway.settings import GatewaySettings
from shared import openapi
from shared.problems import Problem, retry_after

_PER_SECONDS: Final = 60
_SHARE_OF_STREAMS: Final = 0.75
"""Of the requests that there may be at once: the rest is for those that write."""
DOCUMENTED: Final = openapi.headers("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset")
"""The documentation of an answer that is counted."""


class Left(NamedTuple):
    """What is left of how many there may `most` be, until all are there again."""

    most: int
    remaining: int
    reset_seconds: int


class TooManyRequests(Problem):
    def __init__(self, what: str, most: int, wait_seconds: int) -> None:
        detail = f"That was more than {most} {what}. Wait {_in_words(wait_seconds)}, then try again."
        headers = {**_headers(Left(most, 0, wait_seconds)), **retry_after(wait_seconds)}
        super().__init__(429, "too-many-requests", detail, headers=headers)


class TooManyStreams(Problem):
    def __init__(self, most: int) -> None:
        detail = f"There are {most} streams open from this address already. Close some, or fetch the thread instead."
        super().__init__(429, "too-many-streams", detail, headers=retry_after(15))


class NoRoomForStreams(Problem):
    def __init__(self) -> None:
        detail = "There are too many streams open at the moment. Fetch the thread instead."
        super().__init__(503, "no-room-for-streams", detail, headers=retry_after(15))


class Limits:
    """The limits are settings. An `address` is what tells networks apart, as `VisitorTokens.visitor_key` gives it."""

    def __init__(self, settings: GatewaySettings) -> None:
        self._counters = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._of_conversation = RateLimitItemPerMinute(settings.conversation_messages_per_minute)
        self._of_conversation_today = Window(settings.conversation_messages_per_day, timedelta(days=1))
        self._of_visitor = RateLimitItemPerMinute(settings.visitor_messages_per_minute)
        self._begun = RateLimitItemPerMinute(settings.conversations_per_minute)
        self._begun_this_hour = Window(settings.conversations_per_hour, timedelta(hours=1))
        self._reading = RateLimitItemPerMinute(settings.visitor_reads_per_minute)
        self._most_streams = min(settings.streams_per_address, _for_streams(settings.max_requests_per_address))
        self._most_streams_in_all = _for_streams(settings.max_requests)
        self._streams: Counter[str] = Counter()

    async def begin(self, address: str, response: Response) -> None:
        """A conversation is begun. Raises TooManyRequests."""
        left = [
            await self._hit("conversations", self._begun, "begun", address),
            _take("conversations in an hour", self._begun_this_hour, address),
        ]
        response.headers.update(_headers(min(left, key=_remaining)))

    async def say(self, conversation_id: str, visitor: str, response: Response) -> None:
        """Something is said in a conversation. Raises TooManyRequests."""
        left = [
            await self._hit("messages", self._of_conversation, "conversation", conversation_id),
            await self._hit("messages", self._of_visitor, "visitor", visitor),
            _take("messages in one conversation in a day", self._of_conversation_today, conversation_id),
        ]
        response.headers.update(_headers(min(left, key=_remaining)))

    async def read(self, visitor: str, response: Response) -> None:
        """Something is asked for that is known already, or a stream of it. Raises TooManyRequests."""
        response.headers.update(_headers(await self._hit("requests to read", self._reading, "reading", visitor)))

    @contextmanager
    def stream(self, address: str) -> Iterator[None]:
        """A stream is open meanwhile. Raises TooManyStreams, NoRoomForStreams."""
        if self._streams[address] >= self._most_streams:
            raise TooManyStreams(self._most_streams)
        if self._streams.total() >= self._most_streams_in_all:
            raise NoRoomForStreams
        self._streams[address] += 1
        try:
            yield
        finally:
            self._streams[address] -= 1
            if not self._streams[address]:
                del self._streams[address]

    async def _hit(self, what: str, item: RateLimitItem, kind: str, key: str) -> Left:
        taken = await self._counters.hit(item, kind, key)
        stats = await self._counters.get_window_stats(item, kind, key)
        wait_seconds = min(_PER_SECONDS, max(1, math.ceil(stats.reset_time - time.time())))
        if not taken:
            raise TooManyRequests(f"{what} in a minute", item.amount, wait_seconds)
        return Left(item.amount, stats.remaining, wait_seconds)


def _take(what: str, window: Window, key: str) -> Left:
    now = time.time()
    if not window.take(key, now):
        raise TooManyRequests(what, window.most, window.ends_in(now))
    return Left(window.most, window.remaining(key), window.ends_in(now))


def _for_streams(requests: int) -> int:
    return max(1, int(requests * _SHARE_OF_STREAMS))


def _remaining(left: Left) -> int:
    return left.remaining


def _in_words(seconds: int) -> str:
    if seconds < 120:
        return f"{seconds} seconds"
    minutes = math.ceil(seconds / 60)
    return f"{minutes} minutes" if minutes < 120 else f"{math.ceil(minutes / 60)} hours"


def _headers(left: Left) -> dict[str, str]:
    return {
        "RateLimit-Limit": str(left.most),
        "RateLimit-Remaining": str(left.remaining),
        "RateLimit-Reset": str(left.reset_seconds),
    }
