"""Frames reach whoever watches their conversation, and the broker is asked for no others."""

import asyncio
from contextlib import AsyncExitStack
from functools import partial

import aio_pika
import pytest

from services.gateway.live import Watch
from shared import topology
from shared.visitor_view import LiveFrame, ReplyDelta
from tests.builders import a_conversation_id
from tests.integration.gateway.bindings import is_bound, is_unbound
from tests.integration.gateway.conftest import BUFFER_SIZE, Live
from tests.waiting import eventually


def a_frame(offset: int = 0) -> LiveFrame:
    return ReplyDelta(turn_id="turn", attempt=1, offset=offset, text="x")


async def next_frames(watch: Watch, count: int = 1) -> list[LiveFrame]:
    frames: list[LiveFrame] = []
    async with asyncio.timeout(10):
        while len(frames) < count:
            frames += await watch.wait(None)
    return frames


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """However busy the machine is: frames that take long would be dropped."""
    monkeypatch.setattr("services.gateway.live.BIND_SECONDS", 10)
    monkeypatch.setattr("shared.publisher.LIVE_TIMEOUT_SECONDS", 10)


async def test_a_watcher_gets_the_frames_of_its_conversation_in_order(live: Live) -> None:
    conversation_id = a_conversation_id()
    async with live.frames.watching(conversation_id) as watch:
        await live.chat_worker.publish(a_conversation_id(), a_frame(99))
        for offset in range(5):
            await live.chat_worker.publish(conversation_id, a_frame(offset))

        assert await next_frames(watch, 5) == [a_frame(offset) for offset in range(5)]


async def test_two_watchers_of_a_conversation_both_get_its_frames(live: Live) -> None:
    conversation_id = a_conversation_id()
    async with live.frames.watching(conversation_id) as one, live.frames.watching(conversation_id) as other:
        await live.chat_worker.publish(conversation_id, a_frame())

        assert await next_frames(one) == await next_frames(other) == [a_frame()]


async def test_watchers_that_come_at_the_same_moment_all_get_their_frames(live: Live) -> None:
    """As when every page comes back after a restart: two tabs of one visitor among many others."""
    conversations = [a_conversation_id() for _ in range(5)]
    async with AsyncExitStack() as stack:
        watches = await asyncio.gather(
            *[stack.enter_async_context(live.frames.watching(conversation)) for conversation in conversations * 2]
        )
        for conversation in conversations:
            await live.chat_worker.publish(conversation, a_frame())

        assert [await next_frames(watch) for watch in watches] == [[a_frame()]] * 10


async def test_a_conversation_is_unbound_when_its_last_watcher_leaves(live: Live, rabbit_url: str) -> None:
    conversation_id = a_conversation_id()
    assert not await is_bound(rabbit_url, conversation_id)

    async with live.frames.watching(conversation_id):
        async with live.frames.watching(conversation_id):
            assert await is_bound(rabbit_url, conversation_id)
        assert await is_bound(rabbit_url, conversation_id)

    assert not await is_bound(rabbit_url, conversation_id)
    assert live.frames.watch_count == 0


async def test_a_conversation_is_unbound_when_its_watcher_is_cancelled(live: Live, rabbit_url: str) -> None:
    conversation_id = a_conversation_id()

    async def watch() -> None:
        async with live.frames.watching(conversation_id):
            await asyncio.Event().wait()

    watching = asyncio.create_task(watch())
    await eventually(partial(is_bound, rabbit_url, conversation_id), "it was not bound")

    watching.cancel()

    await eventually(partial(is_unbound, rabbit_url, conversation_id), "it stayed bound")
    assert watching.done()


async def test_a_watcher_that_comes_as_another_leaves_gets_its_frames(live: Live) -> None:
    conversation_id = a_conversation_id()

    async def look_in() -> None:
        async with live.frames.watching(conversation_id):
            await asyncio.sleep(0)

    for _ in range(10):
        leaving = asyncio.create_task(look_in())
        await asyncio.sleep(0)
        async with live.frames.watching(conversation_id) as watch:
            await leaving
            await live.chat_worker.publish(conversation_id, a_frame())
            assert await next_frames(watch) == [a_frame()]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"kind": "reply.whispered"}', b'{"kind": "reply.delta"}'])
async def test_a_frame_that_nobody_understands_is_passed_over(live: Live, rabbit_url: str, body: bytes) -> None:
    """A chat worker of a newer version may send such."""
    conversation_id = a_conversation_id()
    async with live.frames.watching(conversation_id) as watch:
        connection = await aio_pika.connect(rabbit_url)
        async with connection, connection.channel() as channel:
            exchange = await channel.get_exchange(topology.LIVE_EXCHANGE, ensure=False)
            await exchange.publish(aio_pika.Message(body), conversation_id)
        await live.chat_worker.publish(conversation_id, a_frame())

        assert await next_frames(watch) == [a_frame()]


async def test_a_reader_that_is_too_slow_loses_frames_and_is_told_so(live: Live) -> None:
    slow, quick = a_conversation_id(), a_conversation_id()
    async with live.frames.watching(slow) as slow_watch, live.frames.watching(quick) as quick_watch:
        for offset in range(BUFFER_SIZE + 1):
            await live.chat_worker.publish(slow, a_frame(offset))
        await live.chat_worker.publish(quick, a_frame())

        assert await next_frames(quick_watch) == [a_frame()]
        assert slow_watch.missed
        assert not quick_watch.missed
