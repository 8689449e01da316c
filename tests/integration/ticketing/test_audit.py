"""The audit trail: who did what, once for each deed, and never a secret."""

import asyncio
import uuid

import pytest

from services.ticketing.clock import utc_now
from services.ticketing.domain.audit import Action, Deed
from services.ticketing.domain.conversation import Patch, patched
from services.ticketing.stores.collections import AUDIT
from services.ticketing.stores.stores import Stores
from services.ticketing.stores.transactions import Transaction, together
from shared.events import Status
from shared.mongo import Database
from tests.builders import NOON, a_conversation_id
from tests.integration.ticketing.client import Client, Json
from tests.integration.ticketing.conftest import ADMIN
from tests.integration.ticketing.people import ACCOUNTS, KEYS, SESSION, change, create, sign_in
from tests.integration.ticketing.test_bad_input import check
from tests.unit.ticketing.conversations import a_conversation

TRAIL = "/api/support/audit"
REPLIES = "/api/support/canned-replies"
EVE = "eve@desk.example"


async def trail(client: Client, **query: object) -> list[Json]:
    """Oldest first."""
    return list(reversed((await client.ask("GET", TRAIL, params=query)).json()))


async def test_what_is_done_to_a_conversation_says_who_did_it_and_what_changed(client: Client) -> None:
    conversation = await client.begin()
    await client.log(conversation, "user", "words of a visitor")
    await client.patch(conversation, status="open", assigned_to=EVE)
    await client.patch(conversation, notes="words of an agent")
    await client.patch(conversation, status="open")
    begun, logged, taken, noted = await trail(client, which=conversation)

    assert {entry["who"] for entry in (begun, logged, taken, noted)} == {ADMIN}
    assert (begun["what"], begun["after"]) == ("conversation.begun", {})
    assert (logged["what"], logged["after"]["role"]) == ("message.logged", "user")
    assert (taken["what"], taken["before"]) == (
        "conversation.changed",
        {"status": "auto_resolved", "assigned_to": None},
    )
    assert taken["after"] == {"status": "open", "assigned_to": EVE}
    assert noted["after"] == {"notes": "17 characters"}


async def test_a_reply_is_told_by_its_id_and_length_once(client: Client) -> None:
    conversation = await client.begin()
    body = {"content": "words of an agent", "client_reply_id": str(uuid.uuid4())}
    path = f"/api/support/conversations/{conversation}/replies"
    said, _ = [(await client.ask("POST", path, json=body, expect=201)).json() for _ in range(2)]

    _, replied = await trail(client, which=conversation)
    assert (replied["who"], replied["what"]) == (ADMIN, "conversation.replied")
    assert replied["before"] == {"status": "auto_resolved", "assigned_to": None}
    taken = {"status": "in_progress", "assigned_to": ADMIN}
    assert replied["after"] == {"message_id": said["id"], "content": "17 characters", **taken}


async def test_a_note_is_told_by_its_length_and_a_canned_reply_by_its_words(client: Client) -> None:
    conversation = await client.begin()
    path = f"/api/support/conversations/{conversation}/notes"
    await client.ask("POST", path, json={"content": "words of an agent"}, expect=201)
    body = {"title": "Refund", "content": "We pay it back."}
    reply = (await client.ask("POST", REPLIES, json=body, expect=201)).json()["id"]
    await client.ask("PATCH", f"{REPLIES}/{reply}", json={"content": "We pay it all."})
    await client.ask("PATCH", f"{REPLIES}/{reply}", json={"title": "Refund", "content": "We pay it all!"})
    await client.ask("PATCH", f"{REPLIES}/{reply}", json={"title": "Refund", "content": "We pay it all!"})
    await client.ask("DELETE", f"{REPLIES}/{reply}", expect=204)

    _, noted = await trail(client, which=conversation)
    assert (noted["who"], noted["what"], noted["after"]) == (ADMIN, "note.added", {"note": "17 characters"})
    told = [(entry["what"], entry["before"], entry["after"]) for entry in await trail(client, which=reply)]
    assert told == [
        ("canned_reply.added", {}, {"title": "Refund", "content": "We pay it back."}),
        ("canned_reply.changed", {"content": "We pay it back."}, {"content": "We pay it all."}),
        ("canned_reply.changed", {"content": "We pay it all."}, {"content": "We pay it all!"}),
        ("canned_reply.deleted", {"title": "Refund", "content": "We pay it all!"}, {}),
    ]


async def test_what_is_done_to_accounts_and_keys_is_told_without_secrets(client: Client, store: Database) -> None:
    eve = await create(client, EVE)
    await change(client, eve, role="viewer", name="Eve")
    her = await sign_in(client.http, EVE)
    body = {"current_password": "four unrelated words here", "new_password": "quite another password"}
    await her.ask("POST", f"{SESSION}/password", json=body)
    client.http.cookies.clear()
    await client.ask("DELETE", f"{ACCOUNTS}/{eve['id']}", expect=204)
    key = (await client.ask("POST", KEYS, json={"name": "import", "scopes": ["conversations:log"]}, expect=201)).json()
    await client.ask("DELETE", f"{KEYS}/{key['id']}", expect=204)

    told = [(entry["who"], entry["what"]) for entry in await trail(client)]
    assert told == [
        ("settings", "account.created"),
        (ADMIN, "account.created"),
        (ADMIN, "account.changed"),
        (EVE, "password.changed"),
        (ADMIN, "account.deleted"),
        (ADMIN, "api_key.created"),
        (ADMIN, "api_key.revoked"),
    ]
    changed = (await trail(client, what="account.changed"))[0]
    assert changed["before"] == {"name": "", "role": "agent"}
    assert changed["after"] == {"name": "Eve", "role": "viewer"}
    kept = repr(await store[AUDIT].find().to_list(None))
    assert not [secret for secret in (*body.values(), key["secret"], "argon2") if secret in kept]


async def test_what_a_machine_does_bears_the_name_of_its_key(client: Client) -> None:
    key = (await client.ask("POST", KEYS, json={"name": "import", "scopes": ["conversations:log"]}, expect=201)).json()
    answer = await client.http.post(SESSION, json={"api_key": key["secret"]})
    client.http.cookies.clear()
    conversation = await Client(client.http, answer.json()["token"]).begin()

    assert [entry["which"] for entry in await trail(client, who="key:import")] == [conversation]


async def test_an_entry_names_the_request(client: Client) -> None:
    conversation = await client.begin()
    path = f"/api/support/conversations/{conversation}"
    await client.ask("PATCH", path, json={"status": "closed"}, headers={"X-Request-ID": "request-4711"})
    assert (await trail(client, which=conversation))[-1]["request_id"] == "request-4711"


async def test_what_was_refused_is_not_in_it(client: Client) -> None:
    await create(client, EVE)
    refund = {"title": "Refund", "content": "x"}
    await client.ask("POST", REPLIES, json=refund, expect=201)
    other = (await client.ask("POST", REPLIES, json={"title": "Delay", "content": "x"}, expect=201)).json()["id"]
    before = await trail(client)
    await client.ask("POST", ACCOUNTS, json={"email": EVE, "role": "viewer"}, expect=409)
    await client.ask("POST", ACCOUNTS, json={"email": "x@desk.example", "role": "viewer", "password": "x"}, expect=422)
    admin = next(account for account in (await client.ask("GET", ACCOUNTS)).json() if account["email"] == ADMIN)
    await change(client, admin, expect=409, role="viewer")
    await client.ask("POST", REPLIES, json=refund, expect=409)
    await client.ask("PATCH", f"{REPLIES}/{other}", json=refund, expect=409)
    await client.ask("DELETE", f"{REPLIES}/{'0' * 24}", expect=404)
    await client.ask("POST", f"/api/support/conversations/{'0' * 24}/notes", json={"content": "x"}, expect=404)

    assert await trail(client) == before


async def test_each_of_many_changes_at_the_same_moment_is_in_it_once(client: Client) -> None:
    conversation = await client.begin()
    await asyncio.gather(*(client.patch(conversation, assigned_to=f"agent{number}") for number in range(10)))
    entries = [entry for entry in await trail(client, which=conversation) if entry["what"] == "conversation.changed"]

    assert sorted(entry["after"]["assigned_to"] for entry in entries) == sorted(f"agent{n}" for n in range(10))
    links = {entry["after"]["assigned_to"]: entry["before"]["assigned_to"] for entry in entries}
    assert len(set(links.values())) == 10, "two changes began from the same state"


async def test_neither_the_change_nor_the_entry_is_there_without_the_other(stores: Stores, store: Database) -> None:
    conversation = a_conversation(id=a_conversation_id())
    await stores.conversations.add(conversation)

    async def half(transaction: Transaction) -> None:
        deed = Deed(who=ADMIN, action=Action.CONVERSATION_CHANGED, which=conversation.id, at=NOON)
        await stores.audit.write(deed, transaction)
        raise RuntimeError("killed here")

    with pytest.raises(RuntimeError):
        await together(store, half)
    assert await store[AUDIT].count_documents({}) == 0

    await stores.conversations.change(
        conversation.id, lambda now: patched(now, Patch(status=Status.OPEN), ADMIN, utc_now()), by=ADMIN
    )
    assert await store[AUDIT].count_documents({}) == 1


async def test_it_is_read_page_by_page_newest_first(client: Client) -> None:
    made = [await client.begin() for _ in range(5)]
    seen: list[str] = []
    path = f"{TRAIL}?limit=2&what=conversation.begun"
    while path:
        answer = await client.ask("GET", path)
        seen += [entry["which"] for entry in answer.json()]
        path = answer.links.get("next", {}).get("url", "")
    assert seen == made[::-1]


async def test_it_is_narrowed_by_who_what_which_and_when(client: Client) -> None:
    one, other = await client.begin(), await client.begin()
    assert [entry["which"] for entry in await trail(client, which=other)] == [other]
    assert len(await trail(client, who=ADMIN)) == 2
    assert await trail(client, who=EVE) == []
    assert await trail(client, what="account.deleted") == []
    at = (await trail(client, which=one))[0]["at"]
    assert one in [entry["which"] for entry in await trail(client, **{"from": at, "to": at})]
    assert await trail(client, to="2001-01-01") == []
    for query in ("what=x", "limit=0", "cursor=x", "from=yesterday", "page=2", "who[$ne]=x", f"which={'x' * 101}"):
        check(await client.ask("GET", f"{TRAIL}?{query}", expect=422), 422)
