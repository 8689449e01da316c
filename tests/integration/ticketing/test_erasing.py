"""Erasing: the words are gone and nothing brings them back, the figures stay, and every service sends its receipt."""

import asyncio
from datetime import timedelta
from typing import Any, Final

import pytest
from bson import ObjectId
from prometheus_client import CollectorRegistry
from structlog.testing import capture_logs

from services.ticketing.clock import utc_now
from services.ticketing.metrics import TicketingMetrics
from services.ticketing.privacy.privacy import Privacy
from services.ticketing.privacy.retention import Retention
from services.ticketing.stores.collections import AUDIT, CONVERSATIONS, MESSAGES, NOTES
from services.ticketing.stores.conversations import ConversationGone
from services.ticketing.stores.stores import Stores
from shared.events import ConversationErased, ConversationOutcomeChanged, Event
from shared.mongo import Database
from tests.builders import (
    CONVERSATION_ID,
    NOON,
    a_contact_provided,
    a_conversation_id,
    a_conversation_rated,
    a_message_received,
    a_reply_generated,
    a_usage_recorded,
    an_agent_replied,
    an_erasure_completed,
    an_escalation_requested,
)
from tests.integration.ticketing.client import Client, Json
from tests.integration.ticketing.conftest import ADMIN, Listener, Running, Speaking
from tests.integration.ticketing.old_system import left_conversation, left_message
from tests.integration.ticketing.test_export import exported
from tests.integration.ticketing.test_hearing import HISTORY, RATED, a_desk, tell
from tests.unit.ticketing.conversations import MINUTE
from tests.waiting import eventually

WORDS: Final = "the visitor's own words"
PATH: Final = f"/api/support/conversations/{CONVERSATION_ID}"
ERASURES: Final = "/api/support/erasures"
USERS: Final = "/api/support/users"
USER_IDS: Final = ("u-1", "a/b", "u\n1", "https://idp.example/u?x=1#2", "50 % %2F", "$ne", "Zoë", "..x")
LATE: Final = [
    a_message_received(WORDS),
    a_reply_generated(WORDS),
    a_contact_provided("late@example.org", name=WORDS, occurred_at=NOON + timedelta(days=1)),
    a_conversation_rated(comment=WORDS, occurred_at=NOON + timedelta(days=1)),
    an_escalation_requested(summary=WORDS, reason=WORDS, turn_id="late"),
]


def a_privacy(stores: Stores) -> Privacy:
    """One of several processes on the same database."""
    return Privacy(stores, TicketingMetrics(CollectorRegistry()), now=utc_now, unsaid=asyncio.Event())


async def everything_in(store: Database) -> str:
    return "\n".join(
        [repr(await store[name].find().to_list(None)) for name in sorted(await store.list_collection_names())]
    )


async def a_whole_conversation(client: Client, stores: Stores) -> None:
    """With everything that a conversation may have."""
    for event in HISTORY:
        await tell(a_desk(stores), event)
    consent = {"version": "1", "text": WORDS}
    await tell(a_desk(stores), a_message_received(WORDS, occurred_at=NOON + MINUTE, consent=consent))
    await client.log(CONVERSATION_ID, "assistant", WORDS, input_tokens=25, output_tokens=60)
    await client.ask("POST", f"{PATH}/notes", json={"content": WORDS}, expect=201)
    await client.ask("POST", f"{PATH}/replies", json={"content": WORDS}, expect=201)
    await client.patch(CONVERSATION_ID, notes=WORDS)


async def erase(client: Client, conversation_id: str = CONVERSATION_ID) -> Json:
    answer = await client.ask("DELETE", f"/api/support/conversations/{conversation_id}", expect=202)
    return dict(answer.json())


async def test_no_word_is_left_anywhere_and_the_figures_are_what_they_were(
    ticketing: Running, client: Client, stores: Stores, store: Database
) -> None:
    await a_whole_conversation(client, stores)
    before, read = (await exported(ticketing))[CONVERSATION_ID], await client.read(CONVERSATION_ID)
    there = await everything_in(store)

    left = await erase(client)

    gone = await everything_in(store)
    said = (WORDS, "payments", "By card.", "jo@example.org", "invoice", "Slow", "Mozilla", "shop.example", "u-1")
    assert [words for words in said if words not in there] == []
    assert [words for words in said if words in gone] == []
    after = (await exported(ticketing))[CONVERSATION_ID]
    unchanged = ("source", "status", "escalated", "message_count", "rating")
    assert [after[name] for name in unchanged] == [before[name] for name in unchanged]
    assert sorted(after["costs"], key=str) == sorted(before["costs"], key=str)
    assert (after["erased"], after["messages"], after["created_at"]) == (True, [], "2026-11-20T00:00:00Z")
    figures = ("message_count", "total_input_tokens", "total_output_tokens", "cost_usd", "status", "reopened_count")
    assert [left[name] for name in figures] == [read[name] for name in figures]
    assert (left["erased_by"], left["day"]) == (ADMIN, "2026-11-20")


async def test_who_asks_for_it_is_told_that_it_is_gone(client: Client, stores: Stores) -> None:
    await a_whole_conversation(client, stores)
    once, again = await erase(client), await erase(client)

    assert once == again
    for method, path, body in (
        ("GET", "", None),
        ("GET", "/export", None),
        ("GET", "/notes", None),
        ("PATCH", "", {"notes": "x"}),
        ("POST", "/messages", {"role": "user", "content": "x"}),
        ("POST", "/notes", {"content": "x"}),
        ("POST", "/replies", {"content": "x"}),
        ("POST", "/claim", None),
        ("POST", "/hand-back", None),
    ):
        answer = await client.ask(method, PATH + path, json=body, expect=410)
        assert answer.json()["type"] == "urn:support-desk:problem:conversation-erased"
    assert await client.ids() == []
    assert await client.ids("/api/support/tickets") == []
    assert set((await stores.lists.waiting()).values()) == {0}


async def test_what_was_never_there_cannot_be_erased(client: Client) -> None:
    await client.ask("DELETE", PATH, expect=404)
    await client.ask("GET", f"{ERASURES}/{CONVERSATION_ID}", expect=404)
    await client.ask("DELETE", "/api/support/conversations/x", expect=422)


async def test_the_others_are_told_and_their_receipts_are_kept(
    client: Client, stores: Stores, speaking: Speaking, listener: Listener
) -> None:
    await tell(a_desk(stores), a_message_received(WORDS))
    left = await erase(client)
    said, ended = await listener.hear(2)
    assert isinstance(said, ConversationErased)
    assert isinstance(ended, ConversationOutcomeChanged)
    assert (said.conversation_id, said.message_count, said.first_message_on) == (CONVERSATION_ID, 1, NOON.date())
    assert (left["waiting_for"], [receipt["service"] for receipt in left["receipts"]]) == (
        ["analytics", "chat_worker"],
        ["ticketing"],
    )

    async def received() -> bool:
        found = (await client.ask("GET", f"{ERASURES}/{CONVERSATION_ID}")).json()
        return bool(found["waiting_for"] == ["analytics"])

    async with speaking() as say:
        for _ in range(2):
            await say(an_erasure_completed())
        await eventually(received, "the receipt was not kept")
    (listed,) = (await client.ask("GET", ERASURES)).json()
    assert sorted(receipt["service"] for receipt in listed["receipts"]) == ["chat_worker", "ticketing"]


async def test_what_a_service_owes_its_receipt_for_is_counted(client: Client, stores: Stores) -> None:
    conversation_id = await client.begin()
    await erase(client, conversation_id)

    count, since = await stores.erasures.waiting()
    for service in ("chat_worker", "analytics"):
        await a_privacy(stores).receive(conversation_id, service, NOON)

    assert (count, since is not None) == (1, True)
    assert await stores.erasures.waiting() == (0, None)


async def test_a_receipt_for_what_is_there_changes_nothing(stores: Stores) -> None:
    await tell(a_desk(stores), a_message_received())

    await a_privacy(stores).receive(CONVERSATION_ID, "chat_worker", NOON)

    assert (await stores.conversations.get(CONVERSATION_ID)).erasure is None


async def test_what_comes_late_is_refused_and_what_was_paid_is_counted(stores: Stores, store: Database) -> None:
    for event in HISTORY:
        await tell(a_desk(stores), event)
    left = await a_privacy(stores).erase(CONVERSATION_ID, ADMIN)

    for event in [*LATE, *HISTORY]:
        await tell(a_desk(stores), event)
    await a_desk(stores).keep_reply(an_agent_replied(WORDS))
    assert WORDS not in await everything_in(store)
    assert await store[MESSAGES].count_documents({}) == 0
    await tell(a_desk(stores), a_usage_recorded(turn_id="late", cost_nanousd=7))

    after = await stores.conversations.find(CONVERSATION_ID)
    assert after is not None
    assert after.totals.cost_nanousd == left.totals.cost_nanousd + 7
    assert after.totals.message_count == left.totals.message_count == 3
    assert after.rating == left.rating
    assert (after.rating and after.rating.at) == RATED.occurred_at


async def test_a_message_that_was_stored_and_not_counted_when_its_process_died_is_deleted_when_it_comes_again(
    stores: Stores,
) -> None:
    event = a_message_received(WORDS)
    await tell(a_desk(stores), event)
    thread = await stores.messages.thread(CONVERSATION_ID)
    await a_privacy(stores).erase(CONVERSATION_ID, ADMIN)
    await stores.messages.keep(thread[0])

    await tell(a_desk(stores), event)

    assert await stores.messages.thread(CONVERSATION_ID) == []


@pytest.mark.parametrize("pause_ms", range(0, 40, 4))
async def test_whatever_is_heard_and_done_at_the_same_moment_nothing_is_left(
    stores: Stores, store: Database, pause_ms: int
) -> None:
    await tell(a_desk(stores), HISTORY[0])

    async def note() -> None:
        try:
            await stores.notes.add(CONVERSATION_ID, ADMIN, WORDS, NOON)
        except ConversationGone:
            return

    async def erase_it() -> None:
        await asyncio.sleep(pause_ms / 1000)
        await a_privacy(stores).erase(CONVERSATION_ID, ADMIN)

    paid = a_usage_recorded(turn_id="more", cost_nanousd=5)
    heard: list[Event] = [*HISTORY, a_message_received(WORDS), paid, a_reply_generated(WORDS)]
    doing: list[Any] = [tell(a_desk(stores), event) for event in heard]
    await asyncio.gather(*doing, note(), erase_it(), note())

    assert await store[MESSAGES].count_documents({}) == 0
    assert await store[NOTES].count_documents({}) == 0
    left = await stores.conversations.find(CONVERSATION_ID)
    assert left is not None
    assert (left.erasure is not None, left.summary, left.contact) == (True, None, None)
    assert left.totals.cost_nanousd == 770_600 + 5
    assert left.totals.message_count == left.inherited.message_count


async def test_the_audit_trail_says_who_erased_it_and_nothing_of_what_there_was(
    client: Client, stores: Stores, store: Database
) -> None:
    await a_whole_conversation(client, stores)
    await erase(client)
    entries = (await client.ask("GET", "/api/support/audit", params={"which": CONVERSATION_ID})).json()

    assert (entries[0]["what"], entries[0]["who"]) == ("conversation.erased", ADMIN)
    assert len(entries) > 2
    assert all(not entry["before"] and not entry["after"] for entry in entries)
    assert await store[AUDIT].count_documents({"which": CONVERSATION_ID, "before": {"$ne": {}}}) == 0


async def test_what_the_older_system_left_is_erased_too(ticketing: Running, client: Client, store: Database) -> None:
    old = await left_conversation(store, visitor_name=WORDS, user_agent=WORDS)
    await left_message(store, ObjectId(old), "user", WORDS)
    await left_message(store, old, "assistant", WORDS)
    before = (await exported(ticketing))[old]

    await erase(client, old)

    assert WORDS not in await everything_in(store)
    after = (await exported(ticketing))[old]
    assert (after["message_count"], after["costs"]) == (before["message_count"], before["costs"])


async def test_an_export_has_everything(client: Client, stores: Stores) -> None:
    await a_whole_conversation(client, stores)
    answer = await client.ask("GET", f"{PATH}/export")
    record = answer.json()

    assert answer.headers["Content-Disposition"] == f'attachment; filename="conversation-{CONVERSATION_ID}.json"'
    assert len(record["messages"]) == 6
    assert [note["content"] for note in record["notes_of_desk"]] == [WORDS]
    assert (record["consent_version"], record["consent_text"]) == ("1", WORDS)
    assert record["contact_email"] == "jo@example.org"
    assert record["user_id"] == "u-1"
    assert record["messages"][0]["origin"]["page_url"] == record["page_url"]
    (entry,) = (await client.ask("GET", "/api/support/audit?what=conversation.exported")).json()
    assert (entry["who"], entry["which"]) == (ADMIN, CONVERSATION_ID)


@pytest.mark.parametrize("user_id", USER_IDS)
async def test_a_user_is_exported_and_erased_whatever_the_id(client: Client, store: Database, user_id: str) -> None:
    theirs = [await client.begin(user_id=user_id) for _ in range(2)]
    others = [await client.begin(user_id=other) for other in ("other", user_id + "x")]

    record = (await client.ask("GET", f"{USERS}/export", params={"user_id": user_id})).json()
    erased = (await client.ask("DELETE", USERS, params={"user_id": user_id}, expect=202)).json()

    assert record["user_id"] == user_id
    assert [conversation["id"] for conversation in record["conversations"]] == theirs
    assert [erasure["conversation_id"] for erasure in erased] == theirs
    assert sorted(await client.ids()) == sorted(others)
    assert await store[CONVERSATIONS].count_documents({"user_id": user_id}) == 0
    assert (await client.ask("DELETE", USERS, params={"user_id": user_id}, expect=202)).json() == []


async def test_so_is_one_whose_id_the_older_system_kept_in_its_own_way(client: Client, store: Database) -> None:
    user = ObjectId()
    theirs = await client.begin()
    await store[CONVERSATIONS].update_one({"_id": ObjectId(theirs)}, {"$set": {"user_id": user}})

    assert await client.ids(user_id=str(user)) == [theirs]
    record = (await client.ask("GET", f"{USERS}/export", params={"user_id": str(user)})).json()
    erased = (await client.ask("DELETE", USERS, params={"user_id": str(user)}, expect=202)).json()
    assert [each["id"] for each in record["conversations"]] == [theirs]
    assert [erasure["conversation_id"] for erasure in erased] == [theirs]


@pytest.mark.parametrize("query", ["", "?user_id=", "?user_id=%00", f"?user_id={'u' * 255}", "?user=u-1"])
async def test_who_does_not_say_whose_erases_nothing(client: Client, query: str) -> None:
    kept = await client.begin(user_id="u-1")

    await client.ask("DELETE", f"{USERS}{query}", expect=422)

    assert await client.ids() == [kept]


async def test_erasures_are_listed_page_by_page_newest_first(client: Client) -> None:
    erased = [await client.begin() for _ in range(5)]
    for conversation_id in erased:
        await erase(client, conversation_id)
    found: list[str] = []
    path = f"{ERASURES}?limit=2"
    while path:
        answer = await client.ask("GET", path)
        found += [item["conversation_id"] for item in answer.json()]
        path = answer.links.get("next", {}).get("url", "")

    assert found == erased[::-1]


async def test_what_is_too_old_is_erased_and_the_rest_is_not(stores: Stores, store: Database) -> None:
    old, new = a_conversation_id(), a_conversation_id()
    older = await left_conversation(store, updated_at=None)
    await tell(a_desk(stores), a_message_received(WORDS, conversation_id=old))
    await tell(a_desk(stores), a_message_received(conversation_id=new, occurred_at=NOON + timedelta(days=2)))
    privacy = a_privacy(stores)

    def retention(days: int) -> Retention:
        return Retention(privacy, stores.audit, lambda: NOON + timedelta(days=731), days, audit_days=1)

    await retention(days=0).sweep()
    assert (await stores.conversations.get(old)).erasure is None
    await retention(days=730).sweep()

    for conversation_id in (old, older):
        erasure = (await privacy.erasure(conversation_id)).erasure
        assert erasure is not None
        assert erasure.by == "retention"
    assert (await stores.conversations.get(new)).erasure is None
    assert WORDS not in await everything_in(store)


async def test_one_that_cannot_be_read_holds_no_other_up(stores: Stores, store: Database) -> None:
    broken, other = a_conversation_id(), a_conversation_id()
    for conversation_id in (broken, other):
        await tell(a_desk(stores), a_message_received(conversation_id=conversation_id))
    await store[CONVERSATIONS].update_one({"_id": ObjectId(broken)}, {"$set": {"escalations": 5, "updated_at": NOON}})

    with capture_logs() as logs:
        await a_privacy(stores).erase_idle(NOON + timedelta(days=1), 2)

    assert [line["conversation_id"] for line in logs if line["log_level"] == "error"] == [broken]
    assert await stores.erasures.get(other) is not None


async def test_one_in_which_something_happens_meanwhile_is_not_too_old(stores: Stores) -> None:
    await tell(a_desk(stores), a_message_received())

    left = await stores.erasures.erase(CONVERSATION_ID, "retention", utc_now(), idle_since=NOON)

    assert left.erasure is None
    assert (await stores.conversations.get(CONVERSATION_ID)).totals.message_count == 1


async def test_old_entries_of_the_audit_trail_are_deleted(client: Client, stores: Stores, store: Database) -> None:
    await client.begin()
    for days, left in ((0, 1), (800, 1), (1, 0)):
        await Retention(a_privacy(stores), stores.audit, lambda: utc_now() + timedelta(days=2), 0, days).sweep()
        assert await store[AUDIT].count_documents({"action": "conversation.begun"}) == left


async def test_finding_what_is_too_old_reads_nothing_else(stores: Stores, store: Database) -> None:
    for _ in range(20):
        conversation_id = a_conversation_id()
        await tell(a_desk(stores), a_message_received(conversation_id=conversation_id))
        await a_privacy(stores).erase(conversation_id, ADMIN)
    await tell(a_desk(stores), a_message_received())
    await store.command("profile", 2)
    found = [each async for each in stores.erasures.idle(NOON + MINUTE, 10)]
    await store.command("profile", 0)

    done = await store["system.profile"].find({"ns": f"{store.name}.{CONVERSATIONS}", "op": "query"}).to_list(None)
    assert found == [CONVERSATION_ID]
    assert [entry["docsExamined"] for entry in done] == [1]
