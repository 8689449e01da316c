"""The broker goes while a reply is being written: it is committed, shown, and said once the broker is back."""

import asyncio
from collections.abc import AsyncIterator
from typing import Final

import pytest

from deploy.local.rabbitmq import RabbitNode
from shared.mongo import Database
from tests import broker
from tests.builders import a_conversation_id, a_message_received
from tests.fakes.standin import StandIn
from tests.integration.chat_worker.workers import Outside, Surroundings, a_worker, outside
from tests.waiting import eventually

ANSWER: Final = "You pay by card, Apple Pay or Google Pay when you book. " * 3


@pytest.fixture
def surroundings(own_node: RabbitNode, mongo_url: str, database: str, claude: StandIn) -> Surroundings:
    return Surroundings(own_node.url, mongo_url, database, claude.url)


@pytest.fixture
async def world(surroundings: Surroundings, store: Database) -> AsyncIterator[Outside]:
    async with outside(surroundings, store) as world:
        yield world


async def test_a_reply_that_was_committed_without_a_broker_is_said_when_it_is_back(
    own_node: RabbitNode, surroundings: Surroundings, world: Outside, claude: StandIn
) -> None:
    claude.script({"reply": {"text": ANSWER}, "pace": {"delta_seconds": 0.05}})
    question = a_message_received(conversation_id=a_conversation_id())
    async with a_worker(surroundings):
        await asyncio.sleep(broker.QUEUES_SETTLE_SECONDS)
        await world.write(question)
        await eventually(claude.requests, "Claude was not asked")
        own_node.kill()
        assert await world.reply(question.conversation_id) == ANSWER
        assert (await world.transcript(question.conversation_id)).unsaid

        own_node.start()
        (said,) = await world.replies_said(1)

        async def all_said() -> bool:
            return not (await world.transcript(question.conversation_id)).needs_work

        await eventually(all_said, "it was not marked as said")

    assert said.content == ANSWER
    assert len(claude.requests()) == 1
