"""Documents of the older system are listed, read and worked, and nothing of their figures is lost."""

from typing import Any

import pytest
from bson import ObjectId

from shared.mongo import Database
from tests.integration.ticketing.client import Client
from tests.integration.ticketing.old_system import LONG_AGO, left_conversation, left_message


async def test_they_are_listed_and_read(client: Client, store: Database) -> None:
    old = await left_conversation(store)

    assert old in await client.ids()
    assert old in await client.ids(status="auto_resolved", escalated=False, source="web")
    read = await client.read(old)
    assert (read["message_count"], read["estimated_cost_usd"], read["cost_usd"]) == (2, 325, 0.000325)
    assert (read["outcome"], read["reopened_count"], read["notes"]) == (None, 0, None)


async def test_what_they_leave_out_counts_as_the_default(client: Client, store: Database) -> None:
    bare = await left_conversation(store, status=None, escalated=None, source=None, message_count=None)

    assert bare in await client.ids(status="auto_resolved", escalated=False, source="web")
    read = await client.read(bare)
    assert (read["status"], read["escalated"], read["source"], read["message_count"]) == (
        "auto_resolved",
        False,
        "web",
        0,
    )


async def test_they_can_be_closed_and_keep_their_figures(client: Client, store: Database) -> None:
    old = await left_conversation(store)

    closed = await client.patch(old, status="closed", notes="Settled by phone")
    assert closed["closed_at"] is not None
    beside: dict[str, list[str]] = {"messages": [], "notices": []}
    assert await client.read(old) | beside == closed | beside
    assert (closed["message_count"], closed["estimated_cost_usd"]) == (2, 325)
    assert closed["summary"] == "Can I pay by invoice?"


@pytest.mark.parametrize("by_string", [True, False])
async def test_with_their_messages_new_ones_come_on_top(client: Client, store: Database, *, by_string: bool) -> None:
    old = await left_conversation(store)
    name: Any = old if by_string else ObjectId(old)
    await left_message(store, name, "user", "Can I pay by invoice?", input_tokens=25)
    await left_message(store, name, "assistant", "Yes.", output_tokens=60)
    await client.log(old, "user", "And now?", input_tokens=20)
    await client.log(old, "assistant", "Still.", output_tokens=45)

    read = await client.read(old)
    assert [message["content"] for message in read["messages"]] == [
        "Can I pay by invoice?",
        "Yes.",
        "And now?",
        "Still.",
    ]
    assert (read["message_count"], read["total_input_tokens"], read["total_output_tokens"]) == (4, 45, 105)
    assert (read["estimated_cost_usd"], read["summary"]) == (570, "Can I pay by invoice?")


async def test_without_their_messages_the_count_goes_on(client: Client, store: Database) -> None:
    old = await left_conversation(store)
    await client.log(old, "user", "Anybody?", input_tokens=20, output_tokens=45)
    await client.log(old, "assistant", "Yes.")

    read = await client.read(old)
    assert (read["message_count"], read["estimated_cost_usd"]) == (4, 570)
    assert read["summary"] == "Can I pay by invoice?"


async def test_messages_that_were_never_counted_are_counted_now(client: Client, store: Database) -> None:
    old = await left_conversation(store, message_count=0, summary=None)
    await left_message(store, ObjectId(old), "user", "Can I pay by invoice?")
    await client.log(old, "assistant", "Yes.")

    read = await client.read(old)
    assert (read["message_count"], read["summary"]) == (2, "Can I pay by invoice?")
    assert read["created_at"] == LONG_AGO.isoformat().replace("+00:00", "Z")


async def test_a_text_in_their_messages_is_found(client: Client, store: Database) -> None:
    old = await left_conversation(store)
    await left_message(store, old, "user", "My voucher has expired")

    assert await client.ids(text="VOUCHER has") == [old]
