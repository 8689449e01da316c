"""A process's two connections to RabbitMQ: one that only publishes and one that only consumes.

A broker that raises a memory or disk alarm stops reading from every connection that has published, so one connection
for both would stop consuming too. Connecting never blocks a process's start: it goes on in the background until it
succeeds, and again after every loss.
"""

import asyncio
import contextlib
from collections.abc import Callable
from functools import partial
from typing import Any, Final

import aio_pika
import structlog
from aio_pika import RobustConnection
from aio_pika.abc import AbstractConnection
from aio_pika.exceptions import CONNECTION_EXCEPTIONS, ChannelPreconditionFailed
from aiormq.exceptions import ChannelAccessRefused
from faststream import AckPolicy, ContextRepo
from faststream.rabbit import Channel, RabbitBroker, RabbitRouter
from faststream.rabbit.prometheus import RabbitPrometheusMiddleware
from prometheus_client import CollectorRegistry
from pydantic import SecretStr
from yarl import URL

from shared import topology
from shared.deliveries import DeadLetters, SettleDeliveries
from shared.observability import dead_letter_counter

log = structlog.get_logger(__name__)

HEARTBEAT_SECONDS: Final = 10
RECONNECT_SECONDS: Final = 1.0
CONNECT_TIMEOUT_SECONDS: Final = 5.0
DRAIN_SECONDS: Final = 10.0
PREFETCH: Final = 32
"""How many deliveries a process holds at once: also the bound on what waits in place while the database is away."""


def _broker(url: str, channel: Channel, **options: Any) -> RabbitBroker:  # FastStream's own keyword arguments
    return RabbitBroker(
        url,
        default_channel=channel,
        fail_fast=False,
        reconnect_interval=RECONNECT_SECONDS,
        timeout=CONNECT_TIMEOUT_SECONDS,
        graceful_timeout=DRAIN_SECONDS,
        logger=None,
        **options,
    )


class BrokerLinks:
    """Both connections of one service. `is_transient` tells the faults of its handlers that pass."""

    def __init__(
        self,
        service: str,
        url: SecretStr,
        registry: CollectorRegistry,
        is_transient: Callable[[BaseException], bool] = lambda _: False,
    ) -> None:
        self._service = service
        self._url = str(URL(url.get_secret_value()).update_query(heartbeat=HEARTBEAT_SECONDS))
        measure = RabbitPrometheusMiddleware(registry=registry, app_name=service, metrics_prefix="support_broker")
        confirming = Channel(publisher_confirms=True, on_return_raises=True)
        self.publishing = _broker(
            self._url, confirming, middlewares=[measure], on_close=[partial(self._on_closed, "publishing")]
        )
        dead_letters = DeadLetters(self.publishing, service, dead_letter_counter(registry))
        self.consuming = _broker(
            self._url,
            Channel(prefetch_count=PREFETCH),
            middlewares=[SettleDeliveries(dead_letters, is_transient), measure],
            ack_policy=AckPolicy.MANUAL,
            context=ContextRepo(),
            on_close=[partial(self._on_closed, "consuming")],
        )
        self._connections: list[RobustConnection] = []
        self._starting: asyncio.Task[None] | None = None
        self._ready = asyncio.Event()
        self._lost: set[str] = set()

    @property
    def connected(self) -> bool:
        """Whether both connections stand right now and the topology was declared."""
        return self._ready.is_set() and all(link.connected.is_set() for link in self._connections)

    async def is_connected(self) -> bool:
        """`connected`, as a readiness check."""
        return self.connected

    def listen(self, router: RabbitRouter, **collaborators: object) -> None:
        """Before the start: the service's handlers, and what they are given by name (FastStream's `Context`)."""
        self.consuming.include_router(router)
        for name, collaborator in collaborators.items():
            self.consuming.context.set_global(name, collaborator)

    def start(self) -> None:
        """Connect, declare and consume, in the background, for as long as it takes."""
        self._starting = asyncio.create_task(self._start_until_done(), name="broker-start")

    async def ready(self) -> None:
        """Wait until the first connection has been made and the topology declared."""
        await self._ready.wait()

    async def open_connection(self) -> AbstractConnection:
        """A connection that the caller closes, and that does not come back by itself when it is lost."""
        return await aio_pika.connect(self._url, timeout=CONNECT_TIMEOUT_SECONDS)

    async def declare(self) -> None:
        """Declare the topology again: something turned out to be missing."""
        await topology.declare(await self.publishing.connect())

    async def stop_consuming(self) -> None:
        """Take nothing new, and let the handlers that run finish. What is unfinished stays unacknowledged."""
        await self.consuming.stop()

    async def stop(self) -> None:
        """Stop consuming, then close."""
        if self._starting:
            self._starting.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._starting
        await self.consuming.stop()
        await self.publishing.stop()

    async def _start_until_done(self) -> None:
        while not self._ready.is_set():
            try:
                await self._start_once()
            except ChannelPreconditionFailed as error:
                log.error("a queue exists with other arguments: drain and delete it, see topology.py", error=str(error))
                await asyncio.sleep(RECONNECT_SECONDS)
            except ChannelAccessRefused as error:
                log.error("this account may not do what the service needs, see docs/security.md", error=str(error))
                await asyncio.sleep(RECONNECT_SECONDS)
            except CONNECTION_EXCEPTIONS as error:
                log.warning("broker not reachable yet", error=type(error).__name__)
                await asyncio.sleep(RECONNECT_SECONDS)

    async def _start_once(self) -> None:
        publishing = await self.publishing.connect()
        await topology.ensure(publishing)
        await self.publishing.start()
        consuming = await self.consuming.connect()
        self._connections = [publishing, consuming]
        await self.consuming.start()
        await self._bind_own_queue()
        publishing.reconnect_callbacks.add(partial(self._on_reconnected, "publishing"), weak=False)
        consuming.reconnect_callbacks.add(partial(self._on_reconnected, "consuming"), weak=False)
        self._lost.clear()
        self._ready.set()
        log.info("broker connected")

    async def _bind_own_queue(self) -> None:
        """Bind through the consumer's own queue: a queue that was deleted comes back with the bindings made there."""
        if heard := topology.LISTENERS.get(self._service):
            queue = await self.consuming.declare_queue(topology.queue_of(self._service))
            for event in heard:
                await queue.bind(topology.EVENTS_EXCHANGE, event.event_type())

    def _on_closed(self, link: str, _: object, error: BaseException | None) -> None:
        """Told of the loss, and again of every attempt that fails: one line is enough."""
        if error is None or isinstance(error, asyncio.CancelledError) or link in self._lost:
            return
        self._lost.add(link)
        log.warning("broker connection lost: trying again every second", link=link, error=type(error).__name__)

    async def _on_reconnected(self, link: str, *_: object) -> None:
        self._lost.discard(link)
        log.info("broker reconnected", link=link)
        await topology.ensure(await self.publishing.connect())
