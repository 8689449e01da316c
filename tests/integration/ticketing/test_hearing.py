"""What is heard is kept, whatever the order and the repetition in which it comes."""

import asyncio
from typing import Any

from bson import ObjectId
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry

from services.ticketing.clock import utc_now
from services.ticketing.desk import Desk
from services.ticketing.domain.conversation import Conversation
from services.ticketing.domain.message import SupportMessage
from services.ticketing.domain.money import TokenPrice
from services.ticketing.handlers import HANDLERS
from services.ticketing.metrics import TicketingMetrics
from services.ticketing.stores.collections import CONVERSATIONS, INDEXES
from services.ticketing.stores.stores import Stores
from shared.events import Event
from shared.mongo import Database
from tests.builders import (
    CONVERSATION_ID,
    NOON,
    a_contact_provided,
    a_conversation_rated,
    a_message_id,
    a_message_received,
    a_reply_generated,
    a_turn_id,
    a_usage_recorded,
    an_escalation_requested,
)
from tests.integration.ticketing.client import Client
from tests.integration.ticketing.conftest import Speaking
from tests.unit.ticketing.conversations import MINUTE
from tests.waiting import eventually

ASKED = a_message_received("How do payments work?", message_id=a_message_id(1), user_id="u-1", source="app")
ASKED_MORE = a_message_received("Hello?", message_id=a_message_id(2), occurred_at=NOON + MINUTE, page_url=None)
REPLIED = a_reply_generated(
    "By card.",
    message_id=a_message_id(3),
    answers=[a_message_id(1), a_message_id(2)],
    occurred_at=NOON + 2 * MINUTE,
    tokens={"input_tokens": 30, "cache_read_input_tokens": 4_000, "output_tokens": 60},
)
WASTED = a_usage_recorded(
    attempt=1, outcome="wasted", tokens={"input_tokens": 25, "output_tokens": 3}, cost_nanousd=40_400
)
USED = a_usage_recorded(
    attempt=2, tokens={"input_tokens": 30, "cache_read_input_tokens": 4_000, "output_tokens": 60}, cost_nanousd=730_200
)
FAILED = a_usage_recorded(turn_id=a_turn_id(2), outcome="failed", tokens={}, cost_nanousd=0)
ESCALATED = an_escalation_requested(reason="Wants an invoice", occurred_at=NOON + 2 * MINUTE)
MISTYPED = a_contact_provided("jo@exmaple.org", occurred_at=NOON + 2 * MINUTE)
CONTACT = a_contact_provided("jo@example.org", name="Jo", occurred_at=NOON + 3 * MINUTE)
RATED = a_conversation_rated(solved=False, score=2, comment="Slow", occurred_at=NOON + 4 * MINUTE)
HISTORY = [ASKED, ASKED_MORE, REPLIED, WASTED, USED, FAILED, ESCALATED, MISTYPED, CONTACT, RATED]


def a_desk(stores: Stores) -> Desk:
    """One of several processes on the same database."""
    return Desk(
        stores.conversations,
        stores.messages,
        stores.usage,
        TicketingMetrics(CollectorRegistry()),
        now=utc_now,
        unsaid=asyncio.Event(),
        price=TokenPrice(1_000, 5_000),
        support_email="support@rezvo.app",
    )


async def tell(desk: Desk, event: Event) -> None:
    handler: Any = dict(HANDLERS)[type(event)]
    await handler(event, desk)


async def forget_everything(store: Database) -> None:
    for name in INDEXES:
        await store[name].delete_many({})


def check(conversation: Conversation, thread: list[SupportMessage]) -> None:
    """It is as the whole history has it."""
    totals = conversation.totals
    assert (totals.message_count, totals.input_tokens, totals.output_tokens) == (3, 4_055, 63)
    assert totals.cost_nanousd == 770_600
    assert (conversation.summary, conversation.created_at) == ("How do payments work?", NOON)
    assert (conversation.origin.source, conversation.origin.user_id) == ("app", "u-1")
    assert (conversation.status, conversation.escalation_reason) == ("needs_review", "Wants an invoice")
    assert conversation.waits_since == NOON + 2 * MINUTE
    assert [(message.id, message.input_tokens, message.output_tokens) for message in thread] == [
        (a_message_id(1), 0, 0),
        (a_message_id(2), 4_030, 0),
        (a_message_id(3), 0, 60),
    ]


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(st.permutations([*HISTORY, *HISTORY[::2]]))
async def test_in_any_order_and_repeated(store: Database, stores: Stores, arriving: list[Event]) -> None:
    await forget_everything(store)
    for event in arriving:
        await tell(a_desk(stores), event)

    check(await stores.conversations.get(CONVERSATION_ID), await stores.messages.thread(CONVERSATION_ID))


async def test_all_at_once_in_several_processes(stores: Stores) -> None:
    desks = [a_desk(stores) for _ in range(4)]
    await asyncio.gather(*(tell(desk, event) for desk in desks for event in HISTORY))

    check(await stores.conversations.get(CONVERSATION_ID), await stores.messages.thread(CONVERSATION_ID))


async def test_an_escalation_is_said_once_however_often_it_is_heard(store: Database, stores: Stores) -> None:
    await asyncio.gather(*(tell(a_desk(stores), ESCALATED) for _ in range(10)))

    document = await store[CONVERSATIONS].find_one({"_id": ObjectId(CONVERSATION_ID)})
    assert document is not None
    assert [event["type"] for event in document["unsaid"]] == [
        "conversation.escalated.v1",
        "conversation.status_changed.v1",
    ]


async def test_the_first_content_under_an_id_stays(stores: Stores) -> None:
    again = a_message_received("Something else", message_id=a_message_id(1))
    for event in (ASKED, again):
        await tell(a_desk(stores), event)

    assert [message.content for message in await stores.messages.thread(CONVERSATION_ID)] == ["How do payments work?"]


async def test_the_whole_way_from_the_broker_to_the_dashboard(client: Client, speaking: Speaking) -> None:
    async with speaking() as say:
        for event in reversed(HISTORY):
            await say(event)

    await eventually(
        lambda: client.has(CONVERSATION_ID, message_count=3, estimated_cost_usd=771), "the conversation was not kept"
    )
    read = await client.read(CONVERSATION_ID)
    assert [message["content"] for message in read["messages"]] == ["How do payments work?", "Hello?", "By card."]
    assert (read["status"], read["cost_usd"]) == ("needs_review", 0.0007706)
