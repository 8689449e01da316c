"""A gateway's live frames on a real broker, and somebody who sends them as a chat worker does."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest
from prometheus_client import CollectorRegistry
from pydantic import SecretStr

from deploy.local.rabbitmq import RabbitNode
from services.gateway.live import LiveFrames
from shared.background import background
from shared.broker import BrokerLinks
from shared.publisher import LivePublisher

BUFFER_SIZE = 8


class Live:
    """Both ends of `support.live`."""

    def __init__(self, links: BrokerLinks) -> None:
        self.links = links
        self.frames = LiveFrames(links, BUFFER_SIZE)
        self.chat_worker = LivePublisher(links.publishing)


@asynccontextmanager
async def live_on(url: str) -> AsyncIterator[Live]:
    """As the gateway's app runs it; the broker may come later."""
    live = Live(BrokerLinks("gateway", SecretStr(url), CollectorRegistry()))
    live.links.start()
    async with background(live.frames.run()):
        yield live
    await live.links.stop()


@pytest.fixture
async def live(rabbit_url: str) -> AsyncIterator[Live]:
    async with live_on(rabbit_url) as live:
        await live.links.ready()
        yield live


@pytest.fixture(scope="package")
def own_node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RabbitNode]:
    """A broker that tests may kill."""
    with RabbitNode(tmp_path_factory.mktemp("rabbit")) as node:
        yield node


@pytest.fixture
def running_node(own_node: RabbitNode) -> RabbitNode:
    """The same, up whatever the test before has done to it."""
    own_node.stop()
    own_node.start()
    return own_node
