"""A message that cannot be handled stops nobody: it is laid aside with the reason, and its text is not logged."""

from typing import Final

import aio_pika
import pytest
from aio_pika.abc import AbstractIncomingMessage
from structlog.testing import capture_logs

from shared import topology
from shared.events import MessageReceived
from tests import broker
from tests.builders import a_message_received
from tests.integration.broker.conftest import LISTENER, Heard, Listening, publisher_on
from tests.waiting import eventually

SENTINEL: Final = "SENTINEL-my-card-number-is-4111"
RECEIVED: Final = MessageReceived.event_type()

UNREADABLE: Final = {
    "a field has the wrong type": (
        RECEIVED,
        a_message_received(SENTINEL).model_dump_json().replace('"2026-11-20T12:00:00Z"', '"yesterday"'),
        "invalid event",
    ),
    "a field is missing": (RECEIVED, f'{{"content": "{SENTINEL}"}}', "invalid event"),
    "it is not JSON": (RECEIVED, f'{{"content": "{SENTINEL}', ""),
    "it is not an object": (RECEIVED, f'["{SENTINEL}"]', ""),
    "nobody here knows its type": ("message.shouted.v1", f'{{"content": "{SENTINEL}"}}', ""),
}


@pytest.mark.parametrize("kind", UNREADABLE)
async def test_an_unreadable_message_becomes_a_dead_letter_with_reason_and_origin(
    kind: str, listening: Listening, rabbit_url: str
) -> None:
    event_type, body, reason = UNREADABLE[kind]
    heard = Heard()
    with capture_logs() as logs:
        async with listening(heard):
            await _put(rabbit_url, event_type, body)
            letter = await _dead_letter(rabbit_url)

    assert letter.body.decode() == body
    assert letter.type == event_type
    assert letter.headers["x-service"] == LISTENER
    assert letter.headers["x-origin-routing-key"] == topology.queue_name(LISTENER)
    assert str(letter.headers["x-reason"]).startswith(reason)
    assert letter.headers["x-reason"]
    assert SENTINEL not in str(letter.headers)
    assert SENTINEL not in str(logs)
    assert heard.events == []


async def test_an_event_that_its_handler_cannot_handle_becomes_a_dead_letter(
    listening: Listening, rabbit_url: str
) -> None:
    async def refuse(_: MessageReceived) -> None:
        raise ValueError("no such conversation")

    event = a_message_received()
    async with listening(refuse) as links:
        await publisher_on(links).publish(event)
        letter = await _dead_letter(rabbit_url)

    assert letter.headers["x-reason"] == "ValueError: no such conversation"
    assert letter.headers["x-origin-routing-key"] == RECEIVED
    assert letter.message_id == event.id
    assert MessageReceived.model_validate_json(letter.body).content == event.content


async def test_what_comes_after_a_poisonous_message_is_handled(listening: Listening, rabbit_url: str) -> None:
    heard = Heard()
    async with listening(heard) as links:
        await _put(rabbit_url, RECEIVED, "poison")
        await publisher_on(links).publish(a_message_received("still there?"))
        assert (await heard.only_one()).content == "still there?"
        await _dead_letter(rabbit_url)

    assert await broker.waiting_in(rabbit_url, topology.queue_name(LISTENER)) == 0


async def _put(url: str, event_type: str, body: str) -> None:
    async with broker.channel_to(url) as channel:
        message = aio_pika.Message(
            body.encode(), type=event_type, content_type="application/json", message_id="poison-1"
        )
        await channel.default_exchange.publish(message, topology.queue_name(LISTENER))


async def _dead_letter(url: str) -> AbstractIncomingMessage:
    queue = topology.dead_letter_queue_name(LISTENER)
    return await eventually(lambda: broker.take_one(url, queue), "no dead letter")
