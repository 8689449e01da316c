"""What was committed is said, whatever breaks in between."""

from typing import Any

import pytest
from bson import ObjectId

from services.ticketing.domain.message import LogEntry, logged
from services.ticketing.domain.money import TokenPrice
from services.ticketing.stores.collections import CONVERSATIONS, MESSAGES
from services.ticketing.stores.stores import Stores
from shared.events import ConversationEscalated, ConversationStatusChanged, MessageLogged
from shared.ids import new_message_id
from shared.mongo import Database
from tests import broker
from tests.builders import NOON, a_conversation_id
from tests.integration.ticketing.conftest import Configure, Listener, running
from tests.unit.ticketing.conversations import a_conversation
from tests.waiting import eventually


async def nothing_is_unsaid(store: Database) -> bool:
    return not [
        document
        for name in (CONVERSATIONS, MESSAGES)
        async for document in store[name].find({"unsaid.0": {"$exists": True}})
    ]


@pytest.fixture
async def interrupted(stores: Stores) -> str:
    """A conversation for which a process logged a message that escalates, and died before it did anything more."""
    conversation = a_conversation(id=a_conversation_id())
    await stores.conversations.add(conversation)
    message = logged(
        LogEntry(role="assistant", content="Write to support@rezvo.app", output_tokens=60),
        message_id=new_message_id(),
        conversation_id=conversation.id,
        now=NOON,
        price=TokenPrice(1_000, 5_000),
        support_email="support@rezvo.app",
    )
    await stores.messages.log(message, "ada@desk.example")
    return conversation.id


async def test_what_a_dead_process_left_is_done_and_said_by_the_next(
    interrupted: str, configure: Configure, store: Database, listener: Listener, rabbit_url: str
) -> None:
    await broker.clear(rabbit_url)
    async with running(configure()) as service:
        said = await listener.hear(3)
        await eventually(lambda: nothing_is_unsaid(store), "what was said stayed unsaid")
        read = await service.client.read(interrupted)

    assert [type(event) for event in said if event.conversation_id == interrupted].count(MessageLogged) == 1
    assert {type(event) for event in said} == {MessageLogged, ConversationEscalated, ConversationStatusChanged}
    assert (read["status"], read["message_count"], read["estimated_cost_usd"]) == ("needs_review", 1, 300)


async def test_two_processes_that_find_the_same_say_the_same(
    interrupted: str, configure: Configure, store: Database, listener: Listener, rabbit_url: str
) -> None:
    await broker.clear(rabbit_url)
    async with running(configure()), running(configure()):
        await listener.hear(3)
        await eventually(lambda: nothing_is_unsaid(store), "what was said stayed unsaid")

    said = {event.id: event for event in await listener.listen()}
    assert len(said) == 3
    assert {event.conversation_id for event in said.values()} == {interrupted}


async def test_what_cannot_be_read_or_done_holds_up_nothing_else(
    interrupted: str, configure: Configure, store: Database, listener: Listener, rabbit_url: str
) -> None:
    await broker.clear(rabbit_url)
    strange: dict[str, Any] = {"_id": ObjectId(), "unsaid": [{"id": "x", "type": "of.the.future.v1"}]}
    await store[CONVERSATIONS].insert_one(strange)
    broken = dict(await store[MESSAGES].find_one({"unsettled": True}) or {}) | {"_id": ObjectId("0" * 24)}
    await store[MESSAGES].insert_one(broken | {"conversation_id": "nobody's"})
    async with running(configure()):
        said = await listener.hear(3)

    assert {event.conversation_id for event in said} == {interrupted}
    assert await store[CONVERSATIONS].find_one({"_id": strange["_id"], "unsaid.id": "x"})
