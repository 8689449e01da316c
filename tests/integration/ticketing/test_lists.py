"""Lists: filters, pages that stay exact, texts taken literally."""

from datetime import timedelta
from typing import Any

import pytest

from services.ticketing.domain.conversation import Contact, Origin
from services.ticketing.stores.collections import CONVERSATIONS, MESSAGES, NOT_ERASED, ensure_indexes
from services.ticketing.stores.lists import LOOKED_THROUGH_AT_ONCE, Filters, Lists
from services.ticketing.stores.pages import newest_first
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


async def test_every_word_has_to_be_somewhere_in_the_conversation(client: Client, stores: Stores) -> None:
    both = await client.begin()
    await client.log(both, "user", "I paid by PayPal.")
    await client.log(both, "assistant", "The refund is under way.")
    one = await client.begin()
    await client.log(one, "user", "A refund, please.")
    contact = Contact(email="jo@shop.example", at=NOON)
    hers = await add(stores, summary="A refund by card", contact=contact, origin=Origin(user_id="u-4711"))

    assert await client.ids(text="refund paypal") == [both]
    assert await client.ids(text="PAYPAL  refunds") == []
    assert await client.ids(text='"refund is"') == [both]
    assert await client.ids(text='"is refund"') == []
    assert await client.ids(text="refund jo@shop.example") == [hers]
    assert await client.ids(text="U-4711") == [hers]
    assert set(await client.ids(text="refund")) == {both, one, hers}
    assert await client.ids(text='"') == []


async def test_a_text_is_no_pattern(client: Client, stores: Stores) -> None:
    await add(stores, summary="invoice")
    for text in (".*", "in.oice", "^invoice$", "[i]nvoice", "(?i)INVOICE"):
        assert await client.ids(text=text) == []


async def test_a_search_goes_on_where_its_time_was_over_until_all_was_looked_through(store: Database) -> None:
    many = 2 * LOOKED_THROUGH_AT_ONCE + 1
    documents = [{"created_at": NOON + nth * MINUTE, "summary": f"invoice {nth}"} for nth in range(many)]
    ids = (await store[CONVERSATIONS].insert_many(documents)).inserted_ids
    lists = Lists(store, search_seconds=0)

    async def pages(text: str, limit: int) -> list[list[str]]:
        found, after = [], None
        while True:
            page = await lists.page(Filters(text=text), limit, after)
            found.append([conversation.id for conversation in page.items])
            if (after := page.next) is None:
                return found

    assert await pages('"invoice 0"', 50) == [[], [], [str(ids[0])]]
    assert await pages(f'"invoice {many - 1}"', 50) == [[str(ids[-1])], [], []]
    assert await pages("nowhere", 1) == [[], [], []]
    every = await pages("invoice", 400)
    assert [len(page) for page in every] == [400, 400, 201]
    assert [each for page in every for each in page] == [str(each) for each in reversed(ids)]


async def test_an_ordinary_list_reads_only_its_page(store: Database) -> None:
    await store[CONVERSATIONS].insert_many(
        {"created_at": NOON + nth * MINUTE, "status": "open" if nth % 2 else "closed", "user_id": f"u-{nth % 7}"}
        for nth in range(500)
    )
    for query in ({}, {"status": {"$eq": "open"}}, {"user_id": {"$eq": "u-3"}}, {"status": {"$in": ["open", None]}}):
        found = store[CONVERSATIONS].find(query).sort([("created_at", -1), ("_id", -1)]).limit(20)
        plan = await found.explain()
        assert plan["executionStats"]["totalDocsExamined"] <= 21


async def test_what_is_left_of_erased_conversations_is_not_read(store: Database) -> None:
    live = [{"created_at": NOON - nth * MINUTE} for nth in range(20)]
    tombstones = [{"created_at": NOON + nth * MINUTE, "erasure": {"at": NOON}} for nth in range(500)]
    await store[CONVERSATIONS].insert_many([*live, *tombstones])

    plan = (
        await store[CONVERSATIONS].find(NOT_ERASED).sort(list(newest_first("created_at").items())).limit(50).explain()
    )

    assert plan["executionStats"]["nReturned"] == 20
    assert plan["executionStats"]["totalDocsExamined"] == 20


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
