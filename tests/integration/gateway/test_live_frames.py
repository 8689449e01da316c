"""Whoever watches a conversation is sent its frames, through a real broker."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Final

import pytest
from prometheus_client import CollectorRegistry
from pydantic import SecretStr

from services.gateway.live import LiveFrames, Watch
from shared.background import background
from shared.broker import BrokerLinks
from shared.publisher import LivePublisher
from shared.visitor_view import ReplyStarted
from tests import broker
from tests.builders import CONVERSATION_ID
from tests.waiting import eventually

STARTED: Final = ReplyStarted(turn_id="turn", attempt=1)
PROBE: Final = "66f0c0ffee66f0c0ffee9999"
NEWS_WITHIN_SECONDS: Final = 10.0


@pytest.fixture
async def links(rabbit_url: str) -> AsyncIterator[BrokerLinks]:
    await broker.clear(rabbit_url)
    links = BrokerLinks("gateway", SecretStr(rabbit_url), CollectorRegistry())
    links.start()
    try:
        await links.ready()
        yield links
    finally:
        await links.stop()


@pytest.fixture
async def frames(links: BrokerLinks) -> AsyncIterator[LiveFrames]:
    frames = LiveFrames(links, buffer_size=8)
    async with background(frames.run()):
        await eventually(lambda: _is_open(links, frames), "the live queue was not opened")
        yield frames


async def test_two_tabs_that_open_at_the_same_moment_are_both_sent_the_frames(
    links: BrokerLinks, frames: LiveFrames
) -> None:
    """While another visitor's tab is being opened, so that both have to wait."""
    async with AsyncExitStack() as stack:
        conversations = (PROBE, CONVERSATION_ID, CONVERSATION_ID)
        opening = (stack.enter_async_context(frames.watching(conversation)) for conversation in conversations)
        _, *tabs = await asyncio.gather(*opening)

        await LivePublisher(links.publishing).publish_confirmed(CONVERSATION_ID, STARTED)

        assert await asyncio.gather(*map(_news, tabs)) == [[STARTED], [STARTED]]


async def test_the_tab_that_stays_open_is_sent_the_frames(links: BrokerLinks, frames: LiveFrames) -> None:
    async with frames.watching(CONVERSATION_ID) as tab:
        async with frames.watching(CONVERSATION_ID):
            pass
        await LivePublisher(links.publishing).publish_confirmed(CONVERSATION_ID, STARTED)

        assert await _news(tab) == [STARTED]


async def test_a_conversation_that_nobody_watches_is_no_failure(links: BrokerLinks) -> None:
    await LivePublisher(links.publishing).publish_confirmed(CONVERSATION_ID, STARTED)


async def _is_open(links: BrokerLinks, frames: LiveFrames) -> bool:
    async with frames.watching(PROBE) as probe:
        await LivePublisher(links.publishing).publish_confirmed(PROBE, STARTED)
        return bool(await probe.wait(0.2))


async def _news(tab: Watch) -> list[object]:
    return list(await tab.wait(NEWS_WITHIN_SECONDS))
