"""The broker goes and comes back: whoever watches is told that something may be missing, and gets what follows."""

import asyncio
import shutil
from collections.abc import AsyncIterator

import pytest

from deploy.local.rabbitmq import RabbitNode
from services.gateway.live import Watch
from shared.visitor_view import LiveFrame, ReplyDelta
from tests.builders import a_conversation_id
from tests.integration.gateway.conftest import Live, live_on
from tests.waiting import eventually

FRAME: LiveFrame = ReplyDelta(turn_id="turn", attempt=1, offset=0, text="x")


@pytest.fixture
async def live(running_node: RabbitNode) -> AsyncIterator[Live]:
    async with live_on(running_node.url) as live:
        await live.links.ready()
        yield live


async def gets_frames(live: Live, conversation_id: str, watch: Watch) -> None:
    """Frames are dropped while the broker is away, so it is tried again."""

    async def arrives() -> bool:
        await live.chat_worker.publish(conversation_id, FRAME)
        return FRAME in await watch.wait(0.2)

    await eventually(arrives, "no frame arrived", within_seconds=30)


async def test_a_watcher_survives_a_crash_of_the_broker(live: Live, running_node: RabbitNode) -> None:
    conversation_id = a_conversation_id()
    async with live.frames.watching(conversation_id) as watch:
        await gets_frames(live, conversation_id, watch)
        running_node.kill()
        await asyncio.to_thread(running_node.start)

        await eventually(lambda: watch.missed, "the watcher was not told", within_seconds=30)
        await gets_frames(live, conversation_id, watch)


async def test_a_watcher_survives_a_broker_that_has_lost_everything(live: Live, running_node: RabbitNode) -> None:
    conversation_id = a_conversation_id()
    async with live.frames.watching(conversation_id) as watch:
        running_node.kill()
        shutil.rmtree(running_node.data_dir / "mnesia")
        await asyncio.to_thread(running_node.start)

        await eventually(lambda: watch.missed, "the watcher was not told", within_seconds=30)
        await gets_frames(live, conversation_id, watch)


async def test_who_comes_and_goes_while_the_broker_is_away_waits_for_nothing(
    live: Live, running_node: RabbitNode
) -> None:
    conversation_id = a_conversation_id()
    async with live.frames.watching(a_conversation_id()):
        running_node.kill()
        async with asyncio.timeout(5):
            async with live.frames.watching(a_conversation_id()):
                pass
            watching = live.frames.watching(conversation_id)
            watch = await watching.__aenter__()
        await asyncio.to_thread(running_node.start)

        await gets_frames(live, conversation_id, watch)
        await watching.__aexit__(None, None, None)

    assert live.frames.watch_count == 0


async def test_a_watcher_that_was_there_before_the_broker_gets_its_frames(running_node: RabbitNode) -> None:
    running_node.stop()
    conversation_id = a_conversation_id()
    async with live_on(running_node.url) as live, live.frames.watching(conversation_id) as watch:
        await asyncio.to_thread(running_node.start)

        await gets_frames(live, conversation_id, watch)
