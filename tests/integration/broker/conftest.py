"""A service that listens on a real broker, with a handler of the test's."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Final

import pytest
from faststream.rabbit import RabbitRouter
from prometheus_client import CollectorRegistry
from pydantic import SecretStr

from shared import topology
from shared.broker import BrokerLinks
from shared.deliveries import hears
from shared.events import EVENTS, MessageReceived
from shared.publisher import EventPublisher
from tests import broker
from tests.waiting import eventually

LISTENER: Final = "ticketing"
READY_WITHIN_SECONDS: Final = 15

Handler = Callable[[MessageReceived], Awaitable[None]]
Listening = Callable[[Handler], AbstractAsyncContextManager[BrokerLinks]]


class Weather(Exception):
    """A fault that passes."""


class Heard:
    """What a handler was given, in order."""

    def __init__(self) -> None:
        self.events: list[MessageReceived] = []

    async def __call__(self, event: MessageReceived) -> None:
        self.events.append(event)

    async def only_one(self) -> MessageReceived:
        """Fails unless exactly one arrives."""
        await eventually(lambda: self.events, "no event was heard")
        assert len(self.events) == 1
        return self.events[0]


@asynccontextmanager
async def starting_on(url: str, handler: Handler | None = None) -> AsyncIterator[BrokerLinks]:
    """The connections of a service that hears visitors' messages, as they are being made."""
    links = BrokerLinks(
        LISTENER, SecretStr(url), CollectorRegistry(), is_transient=lambda error: isinstance(error, Weather)
    )
    if handler:
        links.listen(_router(handler))
    links.start()
    try:
        yield links
    finally:
        await links.stop()


@asynccontextmanager
async def service_on(url: str, handler: Handler | None = None) -> AsyncIterator[BrokerLinks]:
    """The same, ready to use; without a handler it only publishes."""
    async with starting_on(url, handler) as links:
        async with asyncio.timeout(READY_WITHIN_SECONDS):
            await links.ready()
        yield links


def publisher_on(links: BrokerLinks) -> EventPublisher:
    return EventPublisher(links, "test", emits=EVENTS)


@pytest.fixture
async def listening(rabbit_url: str) -> Listening:
    """`async with listening(handler) as links:` on an empty broker."""
    await broker.clear(rabbit_url)
    return lambda handler: service_on(rabbit_url, handler)


@pytest.fixture
async def links(rabbit_url: str) -> AsyncIterator[BrokerLinks]:
    """A service that listens to nothing, on an empty broker."""
    await broker.clear(rabbit_url)
    async with service_on(rabbit_url) as links:
        yield links


def _router(handler: Handler) -> RabbitRouter:
    async def on_message_received(event: MessageReceived) -> None:
        await handler(event)

    router = RabbitRouter()
    router.subscriber(topology.queue_of(LISTENER))(on_message_received, filter=hears(MessageReceived))
    return router
