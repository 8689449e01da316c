"""A fault that passes is waited out with the delivery in hand; nothing is sent back to be tried again."""

import asyncio

import pytest

from shared import topology
from shared.events import MessageReceived
from tests import broker
from tests.builders import a_message_received
from tests.integration.broker.conftest import LISTENER, Heard, Listening, Weather, publisher_on
from tests.waiting import eventually


class FairAfter(Heard):
    """Meets a passing fault a number of times before it hears."""

    def __init__(self, faults: int) -> None:
        super().__init__()
        self.faults_left = faults

    async def __call__(self, event: MessageReceived) -> None:
        if self.faults_left:
            self.faults_left -= 1
            raise Weather
        await super().__call__(event)


async def test_an_event_met_by_passing_faults_is_handled_once_when_they_have_passed(
    listening: Listening, rabbit_url: str
) -> None:
    heard = FairAfter(faults=3)
    event = a_message_received()
    async with listening(heard) as links:
        await publisher_on(links).publish(event)
        assert (await heard.only_one()).id == event.id

    assert heard.faults_left == 0
    assert await broker.waiting_in(rabbit_url, topology.queue_name(LISTENER)) == 0
    assert await broker.waiting_in(rabbit_url, topology.dead_letter_queue_name(LISTENER)) == 0


async def test_one_that_waits_does_not_hold_up_the_others(listening: Listening) -> None:
    fair = asyncio.Event()
    handled: list[str] = []

    async def wait_for_fair_weather(event: MessageReceived) -> None:
        if event.content == "first" and not fair.is_set():
            raise Weather
        handled.append(event.content)

    async with listening(wait_for_fair_weather) as links:
        publisher = publisher_on(links)
        await publisher.publish(a_message_received("first"))
        await publisher.publish(a_message_received("second"))
        await eventually(lambda: "second" in handled, "the second was held up by the first")
        fair.set()
        await eventually(lambda: "first" in handled, "the first was never handled")

    assert handled == ["second", "first"]


async def test_a_service_that_stops_while_it_waits_leaves_the_event_to_its_successor(
    listening: Listening, rabbit_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.broker.DRAIN_SECONDS", 0.5)
    stormy = FairAfter(faults=10_000)
    async with listening(stormy) as links:
        await publisher_on(links).publish(a_message_received())
        await eventually(lambda: stormy.faults_left < 10_000, "the event was not taken")

    assert await broker.waiting_in(rabbit_url, topology.dead_letter_queue_name(LISTENER)) == 0
    await broker.holds(rabbit_url, topology.queue_name(LISTENER), 1)
