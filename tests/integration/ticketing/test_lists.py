"""Lists: filters, pages that stay exact, texts taken literally."""

from datetime import timedelta
from typing import Any

import pytest

from services.ticketing.domain.conversation import Origin
from services.ticketing.stores.collections import CONVERSATIONS, MESSAGES, ensure_indexes
from services.ticketing.stores.lists import Filters, Lists, SearchTooBroad
from services.ticketing.stores.stores import Stores
from shared.events import Status
from shared.mongo import Database
from tests.builders import NOON, a_conversation_id
from tests.integration.ticketing.client import Client
from tests.unit.ticketing.conversations import MINUTE, a_conversation

CONVERSATIONS_PATH = "/api/support/conversations"


async def add(stores: Stores, **fields: Any) -> str:
    """A conversation; its id."""
    conversation = a_conversation(**({"id": a_conversation_id()} | fields))
    await stores.conversations.add(conversation)
    return conversation.id


async def test_the_newest_come_first_and_equals_have_an_order(client: Client, stores: Stores) -> None:
    old = await add(stores, created_at=NOON)
    same = sorted([await add(stores, created_at=NOON + MINUTE) for _ in range(3)], reverse=True)

    assert await client.ids() == [*same, old]


async def test_each_filter_narrows_and_all_have_to_fit(client: Client, stores: Stores) -> None:
    await add(stores)
    wanted = await add(
        stores,
        status=Status.OPEN,
        escalated=True,
        assigned_to="ada@desk.example",
        origin=Origin(source="app", user_id="u-1", business_id="b-1"),
    )
    fields = {
        "status": "open",
        "escalated": "true",
        "source": "app",
        "user_id": "u-1",
        "business_id": "b-1",
        "assigned_to": "ada@desk.example",
    }
    for name, value in fields.items():
        assert await client.ids(**{name: value}) == [wanted]
    assert await client.ids(**fields) == [wanted]
    assert await client.ids(**(fields | {"user_id": "u-2"})) == []


async def test_from_and_to_are_inclusive_and_a_bare_date_is_a_day(client: Client, stores: Stores) -> None:
    at_noon = await add(stores, created_at=NOON)
    next_day = await add(stores, created_at=NOON + timedelta(days=1))
    noon, day, after = NOON.isoformat(), NOON.date().isoformat(), (NOON.date() + timedelta(days=1)).isoformat()

    for query, found in (
        ({"from": noon, "to": noon}, [at_noon]),
        ({"from": day, "to": day}, [at_noon]),
        ({"from": after}, [next_day]),
        ({"to": day}, [at_noon]),
        ({"from": day, "to": after}, [next_day, at_noon]),
    ):
        assert await client.ids(**query) == found


async def test_pages_are_exact_while_conversations_are_added(client: Client, stores: Stores) -> None:
    moments = [NOON + (nth // 3) * MINUTE for nth in range(10)]
    before = [await add(stores, created_at=moment) for moment in moments]

    seen: list[str] = []
    path = f"{CONVERSATIONS_PATH}?limit=3&status=auto_resolved"
    while path:
        answer = await client.ask("GET", path)
        seen += [item["id"] for item in answer.json()]
        path = answer.links.get("next", {}).get("url", "")
        await add(stores, created_at=NOON + 100 * MINUTE)

    assert len(seen) == len(set(seen))
    assert set(seen) == set(before)


async def test_the_last_page_leads_nowhere(client: Client, stores: Stores) -> None:
    for _ in range(4):
        await add(stores)
    assert "Link" not in (await client.ask("GET", f"{CONVERSATIONS_PATH}?limit=4")).headers
    assert "Link" in (await client.ask("GET", f"{CONVERSATIONS_PATH}?limit=3")).headers


async def test_the_link_keeps_the_filters(client: Client, stores: Stores) -> None:
    for _ in range(2):
        await add(stores, notes="50% & more", status=Status.OPEN)
    await add(stores, status=Status.OPEN)
    assert len(await client.all_ids(f"{CONVERSATIONS_PATH}?limit=1&text=50%25+%26&status=open")) == 2


@pytest.mark.parametrize("text", ["invoice", "INVOICE", "(really?)", "$where", ".", "a\\b"])
async def test_a_text_is_found_in_summary_notes_and_messages(client: Client, stores: Stores, text: str) -> None:
    said = "An Invoice (really?) for $where, a\\b."
    in_summary = await add(stores, summary=said, created_at=NOON)
    in_notes = await add(stores, notes=said, created_at=NOON + MINUTE)
    in_message = await client.begin()
    await client.log(in_message, "assistant", said)
    await add(stores, summary="nothing here")

    assert await client.ids(text=text) == [in_message, in_notes, in_summary]


async def test_a_text_is_found_in_what_people_of_the_desk_note_for_each_other(client: Client) -> None:
    noted, other = await client.begin(), await client.begin()
    for conversation, content in ((noted, "Sent the Invoice."), (noted, "Paid."), (other, "Called back.")):
        path = f"{CONVERSATIONS_PATH}/{conversation}/notes"
        await client.ask("POST", path, json={"content": content}, expect=201)

    assert await client.ids(text="invoice") == [noted]


async def test_a_text_is_no_pattern(client: Client, stores: Stores) -> None:
    await add(stores, summary="invoice")
    for text in (".*", "in.oice", "^invoice$", "[i]nvoice", "(?i)INVOICE"):
        assert await client.ids(text=text) == []


async def test_a_search_that_takes_too_long_says_how_to_narrow_it(store: Database) -> None:
    await store[CONVERSATIONS].insert_many({"created_at": NOON, "summary": "x" * 50} for _ in range(20_000))
    with pytest.raises(SearchTooBroad):
        await Lists(store, timeout_ms=1).page(Filters(text="y"), 50, None)


async def test_an_ordinary_list_reads_only_its_page(store: Database) -> None:
    await store[CONVERSATIONS].insert_many(
        {"created_at": NOON + nth * MINUTE, "status": "open" if nth % 2 else "closed", "user_id": f"u-{nth % 7}"}
        for nth in range(500)
    )
    for query in ({}, {"status": {"$eq": "open"}}, {"user_id": {"$eq": "u-3"}}, {"status": {"$in": ["open", None]}}):
        found = store[CONVERSATIONS].find(query).sort([("created_at", -1), ("_id", -1)]).limit(20)
        plan = await found.explain()
        assert plan["executionStats"]["totalDocsExamined"] <= 21


async def test_the_older_systems_nine_indexes_are_there_and_made_again_without_harm(store: Database) -> None:
    await ensure_indexes(store)
    keys = {
        name: {tuple(field for field, _ in index["key"]) for index in (await store[name].index_information()).values()}
        for name in (CONVERSATIONS, MESSAGES)
    }
    for field in ("status", "escalated", "source", "user_id", "business_id"):
        assert (field, "created_at", "_id") in keys[CONVERSATIONS]
    assert {("created_at", "_id"), ("assigned_to", "status")} <= keys[CONVERSATIONS]
    assert {("conversation_id", "created_at"), ("conversation_id", "role")} <= keys[MESSAGES]


async def test_an_index_that_the_older_system_named_otherwise_is_used(store: Database) -> None:
    await store[MESSAGES].drop_indexes()
    await store[MESSAGES].create_index([("conversation_id", 1), ("role", 1)], name="by_role")
    await ensure_indexes(store)

    names = await store[MESSAGES].index_information()
    assert "by_role" in names
    assert "conversation_id_1_role_1" not in names


async def test_the_sweep_reads_only_what_is_unsaid(store: Database) -> None:
    await store[CONVERSATIONS].insert_many({"unsaid": [], "created_at": NOON} for _ in range(300))
    plan = await store[CONVERSATIONS].find({"unsaid.id": {"$exists": True}}).explain()
    assert plan["executionStats"]["totalDocsExamined"] == 0
    assert plan["executionStats"]["totalKeysExamined"] == 0
