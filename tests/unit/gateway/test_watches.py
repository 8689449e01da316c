"""What a slow reader costs: its own frames, never the others' time."""

import asyncio

from services.gateway.live import Watch
from shared.events import Handler
from shared.visitor_view import ConversationUpdated, LiveFrame, ReplyDelta


def a_frame(offset: int = 0) -> LiveFrame:
    return ReplyDelta(turn_id="turn", attempt=1, offset=offset, text="x")


async def test_frames_come_in_order_and_once() -> None:
    watch = Watch(8)
    frames = [a_frame(offset) for offset in range(3)]
    for frame in frames:
        watch.push(frame)

    assert await watch.wait(None) == frames
    assert await watch.wait(0.001) == []


async def test_waiting_ends_with_the_next_frame() -> None:
    watch = Watch(8)
    waiting = asyncio.create_task(watch.wait(None))
    await asyncio.sleep(0)

    watch.push(a_frame())

    assert await waiting == [a_frame()]


async def test_a_full_watch_forgets_what_it_holds_and_says_so() -> None:
    watch = Watch(2)
    for offset in range(3):
        watch.push(a_frame(offset))

    assert watch.missed
    assert await watch.wait(None) == []


async def test_what_comes_after_an_overflow_is_held_again() -> None:
    watch = Watch(2)
    for offset in range(3):
        watch.push(a_frame(offset))
    update = ConversationUpdated(handled_by=Handler.PERSON)

    watch.push(update)

    assert await watch.wait(None) == [update]
    assert watch.missed


async def test_a_miss_wakes_whoever_waits() -> None:
    watch = Watch(8)
    waiting = asyncio.create_task(watch.wait(None))
    await asyncio.sleep(0)

    watch.miss()

    assert await waiting == []


async def test_closing_wakes_whoever_waits() -> None:
    watch = Watch(8)
    waiting = asyncio.create_task(watch.wait(None))
    await asyncio.sleep(0)

    watch.close()

    assert await waiting == []
    assert watch.closed
