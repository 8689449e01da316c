"""Waiting for what another process does: as long as it takes, up to a deadline that says what was missed."""

import asyncio
import inspect
import time
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar, overload

T = TypeVar("T")
POLL_SECONDS: Final = 0.05


@overload
async def eventually(probe: Callable[[], Awaitable[T | None]], missing: str, *, within_seconds: float = ...) -> T: ...
@overload
async def eventually(probe: Callable[[], T | None], missing: str, *, within_seconds: float = ...) -> T: ...
async def eventually(
    probe: Callable[[], T | None] | Callable[[], Awaitable[T | None]], missing: str, *, within_seconds: float = 30.0
) -> T:
    """What `probe` gives as soon as it gives something true. Fails with `missing` when it never does."""
    deadline = time.monotonic() + within_seconds
    while True:
        found = probe()
        answer = await found if inspect.isawaitable(found) else found
        if answer:
            return answer
        assert time.monotonic() < deadline, f"{missing} (waited {within_seconds:.0f} s)"
        await asyncio.sleep(POLL_SECONDS)


def wait_until(probe: Callable[[], bool], missing: str, *, within_seconds: float = 30.0) -> None:
    """The same outside an event loop."""
    deadline = time.monotonic() + within_seconds
    while not probe():
        assert time.monotonic() < deadline, f"{missing} (waited {within_seconds:.0f} s)"
        time.sleep(POLL_SECONDS)
