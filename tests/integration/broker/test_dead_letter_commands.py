"""Dead letters are listed, shown, sent again and dropped by command, and none gets lost on the way."""

import asyncio
import json
from typing import Final

import aio_pika
import pytest
from typer.testing import CliRunner, Result

from shared.dead_letters import create_commands
from shared.deliveries import BURIAL_HEADERS
from shared.events import MessageReceived
from shared.topology import dead_letter_queue_name, queue_name
from tests import broker
from tests.builders import a_message_received
from tests.integration.broker.conftest import LISTENER, Heard, Listening, publisher_on, service_on
from tests.waiting import eventually

DEAD: Final = dead_letter_queue_name(LISTENER)


@pytest.fixture
async def buried(listening: Listening, rabbit_url: str) -> MessageReceived:
    """A good event that its handler of the time could not handle."""

    async def refuse(_: MessageReceived) -> None:
        raise ValueError("a mistake of ours")

    event = a_message_received("Where is my refund?")
    async with listening(refuse) as links:
        await publisher_on(links).publish(event)
        await eventually(lambda: _waiting(rabbit_url), "nothing was buried")
    return event


async def test_the_list_tells_what_and_why_and_not_what_it_says(buried: MessageReceived, rabbit_url: str) -> None:
    told = await _told(rabbit_url, "list")
    assert LISTENER in told.stdout
    assert buried.conversation_id in told.stdout
    assert "a mistake of ours" in told.stdout
    assert "refund" not in told.stdout


async def test_one_letter_is_shown_whole(buried: MessageReceived, rabbit_url: str) -> None:
    letter = json.loads((await _told(rabbit_url, "show", await _key(rabbit_url))).stdout)
    assert letter["reason"] == "ValueError: a mistake of ours"
    assert letter["origin"] == buried.type
    assert letter["message_id"] == buried.id
    assert letter["body"]["content"] == "Where is my refund?"


async def test_looking_takes_nothing_away(buried: MessageReceived, rabbit_url: str) -> None:
    for _ in range(3):
        await _told(rabbit_url, "list")
    await broker.holds(rabbit_url, DEAD, 1)


async def test_a_letter_that_is_sent_again_arrives_as_it_first_was(buried: MessageReceived, rabbit_url: str) -> None:
    await _told(rabbit_url, "resend", await _key(rabbit_url))

    sent = await eventually(lambda: broker.take_one(rabbit_url, queue_name(LISTENER)), "it was not sent")
    assert MessageReceived.model_validate_json(sent.body).id == buried.id
    assert (sent.message_id, sent.type, sent.correlation_id) == (buried.id, buried.type, buried.conversation_id)
    assert sent.delivery_mode == aio_pika.DeliveryMode.PERSISTENT
    assert sent.headers["service"] == "test"
    assert not set(BURIAL_HEADERS) & set(sent.headers)
    assert await _waiting(rabbit_url) == 0


async def test_a_mended_service_handles_what_is_sent_again(buried: MessageReceived, rabbit_url: str) -> None:
    await _told(rabbit_url, "resend", "--all", "--service", LISTENER)
    heard = Heard()
    async with service_on(rabbit_url, heard):
        assert (await heard.only_one()).id == buried.id


async def test_a_letter_that_its_queue_does_not_take_stays(buried: MessageReceived, rabbit_url: str) -> None:
    async with broker.channel_to(rabbit_url) as channel:
        await channel.queue_delete(queue_name(LISTENER))

    told = await _told(rabbit_url, "resend", "--all", expected=1)

    assert "still a dead letter" in told.stderr
    await broker.holds(rabbit_url, DEAD, 1)


async def test_a_letter_is_dropped_only_when_that_is_meant(buried: MessageReceived, rabbit_url: str) -> None:
    await _told(rabbit_url, "drop", "--all", answer="n\n", expected=1)
    await broker.holds(rabbit_url, DEAD, 1)
    await _told(rabbit_url, "drop", "--all", "--yes")
    assert await _waiting(rabbit_url) == 0


@pytest.mark.parametrize("command", ["show", "resend", "drop"])
async def test_a_key_that_names_nothing_ends_in_a_sentence(
    command: str, buried: MessageReceived, rabbit_url: str
) -> None:
    told = await _told(rabbit_url, command, "000000000000", expected=1)
    assert "No dead letter has the key 000000000000" in told.stderr
    await broker.holds(rabbit_url, DEAD, 1)


async def test_a_broker_that_is_away_ends_in_a_sentence() -> None:
    told = await _told("amqp://nobody@127.0.0.1:9/", "list", expected=1)
    assert told.stderr.startswith("RabbitMQ does not answer")


async def _told(url: str, *arguments: str, answer: str = "", expected: int = 0) -> Result:
    """What the command says, run as on a command line (it has an event loop of its own)."""
    runner = CliRunner(env={"RABBITMQ_URL": url})
    told = await asyncio.to_thread(runner.invoke, create_commands(), arguments, input=answer)
    assert told.exit_code == expected, told.output
    return told


async def _key(url: str) -> str:
    """The letter's, once it lies there again."""
    key = (await _told(url, "list")).stdout.split()[0]
    await broker.holds(url, DEAD, 1)
    return key


async def _waiting(url: str) -> int:
    return await broker.waiting_in(url, DEAD)
