"""The broker goes away and comes back: nothing that was accepted is lost, and nobody has to restart."""

import asyncio

import pytest

from deploy.local.rabbitmq import RabbitNode
from shared import topology
from shared.publisher import BrokerUnavailable
from tests import broker
from tests.builders import a_message_received
from tests.integration.broker.conftest import LISTENER, Heard, publisher_on, service_on, starting_on
from tests.waiting import eventually


async def test_after_a_stop_what_was_confirmed_is_there_and_old_and_new_services_connect_by_themselves(
    own_node: RabbitNode,
) -> None:
    async with service_on(own_node.url) as old:
        await publisher_on(old).publish(a_message_received("before"))
        own_node.stop()
        with pytest.raises(BrokerUnavailable):
            await publisher_on(old).publish(a_message_received("meanwhile"), within_seconds=0.5)
        async with starting_on(own_node.url) as new:
            assert not new.connected
            own_node.start()
            await eventually(lambda: old.connected and new.connected, "not both services connected")
            await publisher_on(old).publish(a_message_received("after"))
            await publisher_on(new).publish(a_message_received("after"))

    assert await broker.waiting_in(own_node.url, topology.queue_name("analytics")) == 3


async def test_consumers_come_back_by_themselves_after_a_crash_of_the_broker(own_node: RabbitNode) -> None:
    heard = Heard()
    async with service_on(own_node.url, heard) as links:
        publisher = publisher_on(links)
        await publisher.publish(a_message_received("before the crash"))
        await eventually(lambda: heard.events, "nothing was heard before the crash")
        await asyncio.sleep(broker.QUEUES_SETTLE_SECONDS)
        own_node.kill()
        own_node.start()
        await eventually(lambda: links.connected, "the service did not reconnect")
        await publisher.publish(a_message_received("after the crash"))
        await eventually(lambda: heard.events[-1].content == "after the crash", "the consumer did not come back")


async def test_a_queue_that_was_deleted_comes_back_with_its_consumer_and_its_bindings(own_node: RabbitNode) -> None:
    heard = Heard()
    async with service_on(own_node.url, heard) as links:
        async with broker.channel_to(own_node.url) as channel:
            await channel.queue_delete(topology.queue_name(LISTENER))
        await eventually(lambda: broker.consumers_of(own_node.url, topology.queue_name(LISTENER)), "no consumer")
        await publisher_on(links).publish(a_message_received("into the new queue"))
        await eventually(lambda: heard.events, "the new queue is not bound")
