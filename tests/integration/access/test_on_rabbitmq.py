"""Each service's account on RabbitMQ may do what the service does, and nothing with what is the others'.

That each service works with its account is what the end-to-end tests show, whose separate processes have no other.
"""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

import aio_pika
import pytest
from aio_pika.abc import AbstractChannel, AbstractIncomingMessage
from aio_pika.exceptions import ProbableAuthenticationError
from aiormq.exceptions import ChannelAccessRefused
from prometheus_client import CollectorRegistry
from pydantic import SecretStr
from typer.testing import CliRunner

from shared import topology
from shared.broker import BrokerLinks
from shared.dead_letters import create_commands
from shared.events import MessageReceived, ReplyGenerated
from shared.publisher import BrokerUnavailable, EventPublisher
from tests import broker
from tests.accounts import rabbitmq_accounts
from tests.builders import a_message_received, a_reply_generated
from tests.faults.servers import Broker
from tests.integration.broker.conftest import READY_WITHIN_SECONDS

SERVICES: Final = ("gateway", "chat_worker", "ticketing", "analytics")
OF_TICKETING: Final = topology.queue_name("ticketing")
GRAVE: Final = topology.dead_letter_queue_name("ticketing")
MESSAGE: Final = aio_pika.Message(b"{}", type="message.received.v1")

Attempt = Callable[[AbstractChannel], Awaitable[object]]


@pytest.fixture
async def accounts(rabbit_node: Broker, rabbit_url: str, tmp_path: Path) -> dict[str, str]:
    """The address of an empty broker with each account, with everything made for them."""
    await broker.clear(rabbit_url)
    return await asyncio.to_thread(rabbitmq_accounts, rabbit_node, tmp_path)


async def _take_from(channel: AbstractChannel, queue: str) -> object:
    return await (await channel.get_queue(queue, ensure=False)).get(fail=False)


async def _listen_to(channel: AbstractChannel, queue: str) -> object:
    async def hear(_: AbstractIncomingMessage) -> None:
        pass

    return await (await channel.get_queue(queue, ensure=False)).consume(hear)


async def _publish(channel: AbstractChannel, exchange: str, routing_key: str) -> object:
    to = await channel.get_exchange(exchange, ensure=False)
    return await to.publish(MESSAGE, routing_key)


async def _listen_in(channel: AbstractChannel, routing_key: str) -> object:
    """Bind a queue of one's own to everything of a kind."""
    queue = await channel.declare_queue("support.live.mine", exclusive=True)
    return await queue.bind(topology.EVENTS_EXCHANGE, routing_key)


ATTEMPTS: Final[dict[str, tuple[str, Attempt]]] = {
    "the gateway reads what ticketing has to do": ("gateway", lambda channel: _take_from(channel, OF_TICKETING)),
    "the gateway listens with ticketing": ("gateway", lambda channel: _listen_to(channel, OF_TICKETING)),
    "the gateway reads dead letters": ("gateway", lambda channel: _take_from(channel, GRAVE)),
    "the gateway hears all events": ("gateway", lambda channel: _listen_in(channel, "#")),
    "the gateway forges a reply": (
        "gateway",
        lambda channel: _publish(channel, topology.EVENTS_EXCHANGE, "reply.generated.v1"),
    ),
    "the gateway forges what it cost": (
        "gateway",
        lambda channel: _publish(channel, topology.EVENTS_EXCHANGE, "usage.recorded.v1"),
    ),
    "the gateway forges a live frame": ("gateway", lambda channel: _publish(channel, topology.LIVE_EXCHANGE, "any")),
    "the gateway puts into a queue directly": ("gateway", lambda channel: _publish(channel, "", OF_TICKETING)),
    "the gateway deletes a queue": ("gateway", lambda channel: channel.queue_delete(OF_TICKETING)),
    "the gateway deletes the exchange": ("gateway", lambda channel: channel.exchange_delete(topology.EVENTS_EXCHANGE)),
    "the gateway makes a queue": ("gateway", lambda channel: channel.declare_queue("mine")),
    "the chat worker forges a visitor": (
        "chat_worker",
        lambda channel: _publish(channel, topology.EVENTS_EXCHANGE, "message.received.v1"),
    ),
    "the chat worker reads ticketing's": ("chat_worker", lambda channel: _take_from(channel, OF_TICKETING)),
    "the chat worker reads its dead letters": (
        "chat_worker",
        lambda channel: _take_from(channel, "support.chat_worker.dead"),
    ),
    "ticketing forges a reply of the bot": (
        "ticketing",
        lambda channel: _publish(channel, topology.EVENTS_EXCHANGE, "reply.generated.v1"),
    ),
    "ticketing forges a live frame": ("ticketing", lambda channel: _publish(channel, topology.LIVE_EXCHANGE, "any")),
    "ticketing makes a queue": ("ticketing", lambda channel: channel.declare_queue("support.mine")),
    "analytics reads ticketing's": ("analytics", lambda channel: _take_from(channel, OF_TICKETING)),
    "analytics says that a person replied": (
        "analytics",
        lambda channel: _publish(channel, topology.EVENTS_EXCHANGE, "agent.replied.v1"),
    ),
    "analytics puts into a queue directly": ("analytics", lambda channel: _publish(channel, "", OF_TICKETING)),
    "the dead-letter command reads the living": ("dead_letters", lambda channel: _take_from(channel, OF_TICKETING)),
    "the dead-letter command says events": (
        "dead_letters",
        lambda channel: _publish(channel, topology.EVENTS_EXCHANGE, "message.received.v1"),
    ),
    "the dead-letter command deletes": ("dead_letters", lambda channel: channel.queue_delete(GRAVE)),
}


@pytest.mark.parametrize("what", ATTEMPTS)
async def test_what_is_not_a_services_own_is_refused(what: str, accounts: dict[str, str]) -> None:
    account, attempt = ATTEMPTS[what]
    async with broker.channel_to(accounts[account]) as channel:
        with pytest.raises(ChannelAccessRefused):
            await attempt(channel)


@pytest.mark.parametrize("service", SERVICES)
async def test_each_service_starts_with_its_account(service: str, accounts: dict[str, str], rabbit_url: str) -> None:
    links = BrokerLinks(service, SecretStr(accounts[service]), CollectorRegistry())
    links.start()
    try:
        async with asyncio.timeout(READY_WITHIN_SECONDS):
            await links.ready()
    finally:
        await links.stop()


async def test_a_forged_reply_reaches_nobody_and_a_message_everybody(accounts: dict[str, str], rabbit_url: str) -> None:
    links = BrokerLinks("gateway", SecretStr(accounts["gateway"]), CollectorRegistry())
    links.start()
    await links.ready()
    try:
        forged = EventPublisher(links, "chat_worker", emits=[ReplyGenerated])
        with pytest.raises(BrokerUnavailable):
            await forged.publish(a_reply_generated(), within_seconds=1)
        await EventPublisher(links, "gateway", emits=[MessageReceived]).publish(a_message_received())
    finally:
        await links.stop()

    await broker.holds(rabbit_url, OF_TICKETING, 1)


async def test_dead_letters_are_listed_and_sent_again_with_the_account_for_that(
    accounts: dict[str, str], rabbit_url: str
) -> None:
    async with broker.channel_to(rabbit_url) as channel:
        await channel.default_exchange.publish(MESSAGE, GRAVE)
    commands = CliRunner(env={"RABBITMQ_URL": accounts["dead_letters"]})

    listed = await asyncio.to_thread(commands.invoke, create_commands(), ["list"])
    await broker.holds(rabbit_url, GRAVE, 1)
    sent = await asyncio.to_thread(commands.invoke, create_commands(), ["resend", "--all"])

    assert (listed.exit_code, sent.exit_code) == (0, 0), listed.output + sent.output
    assert "message.received.v1" in listed.stdout
    await broker.holds(rabbit_url, OF_TICKETING, 1)
    assert await broker.waiting_in(rabbit_url, GRAVE) == 0


async def test_a_wrong_password_is_no_way_in(accounts: dict[str, str]) -> None:
    wrong = str(aio_pika.connection.make_url(accounts["gateway"]).with_password("wrong"))
    with pytest.raises(ProbableAuthenticationError):
        await aio_pika.connect(wrong)
