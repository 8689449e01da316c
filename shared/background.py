"""Loops that run beside an app for as long as it does."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Final

import structlog

log = structlog.get_logger(__name__)

RETRY_SECONDS: Final = 1.0
IsTransient = Callable[[BaseException], bool]


@asynccontextmanager
async def background(*loops: Coroutine[None, None, None]) -> AsyncIterator[None]:
    """Run the loops until the block is left; then cancel them and wait for their end."""
    tasks = [asyncio.create_task(loop) for loop in loops]
    for task in tasks:
        task.add_done_callback(_report)
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def after(first: Coroutine[None, None, None], *loops: Coroutine[None, None, None]) -> None:
    """The loops, once `first` is done; none of them when it fails."""
    try:
        await first
    except BaseException:
        for loop in loops:
            loop.close()
        raise
    async with background(*loops):
        await asyncio.Event().wait()


async def every(seconds: float, work: Callable[[], Awaitable[object]], is_transient: IsTransient) -> None:
    """Do it again and again. A fault that passes is waited out; any other is logged, and the loop goes on."""
    while True:
        try:
            await work()
        except Exception as error:
            if not is_transient(error):
                log.exception("background work failed")
        await asyncio.sleep(seconds)


async def until_done(work: Callable[[], Awaitable[None]], is_transient: IsTransient) -> None:
    """Do it once, as soon as it can be done."""
    while True:
        try:
            return await work()
        except Exception as error:
            if not is_transient(error):
                raise
            log.warning("start-up work waits", error=type(error).__name__)
        await asyncio.sleep(RETRY_SECONDS)


def _report(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()):
        log.error("background loop ended", loop=repr(task.get_coro()), exc_info=error)
