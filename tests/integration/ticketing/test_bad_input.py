"""Bad input gets a problem document that says what is wrong, and changes nothing."""

import json

import httpx2

from services.ticketing.stores.collections import CONVERSATIONS, MESSAGES
from shared.mongo import Database
from tests.integration.ticketing.client import Client

LIST = "/api/support/conversations"
NOWHERE = "000000000000000000000000"
QUERIES = [
    *("status=done", "status[$ne]=closed", "status=", "escalated=maybe", "source=fax", "limit=0", "limit=201"),
    *(
        "limit=x",
        "limit=99999999999999999999",
        "from=yesterday",
        "from=0.5",
        "to=1795367461",
        "from=2026-11-20x",
        "from=2026-13-01",
        "to=2026-11-20T12:00:00",
    ),
    *("from=0001-01-01T00:00:00%2B14:00", "to=9999-12-31T23:59:59-14:00", "text=", "text=%00", "user_id=%00"),
    *("cursor=x", "cursor=%C3%A9", "cursor=MC4wLg", "page=2", f"text={'x' * 201}", f"user_id={'x' * 255}"),
]
BODIES: list[tuple[bytes, int]] = [
    (b"", 422),
    (b"null", 422),
    (b"[]", 422),
    (b"{", 422),
    (b"\xff\xfe", 422),
    (b"[" * 30_000, 400),
    (b'{"role": "user", "content": "' + b"x" * 70_000 + b'"}', 413),
]
MESSAGES_REFUSED: list[dict[str, object]] = [
    {},
    {"role": "user"},
    {"content": "x"},
    {"role": "agent", "content": "x"},
    {"role": "user", "content": ""},
    {"role": "user", "content": "x" * 4_001},
    {"role": "assistant", "content": "x" * 32_001},
    {"role": "user", "content": "a\x00b"},
    {"role": "user", "content": "a\ud800b"},
    {"role": "user", "content": ["x"]},
    {"role": "user", "content": {"$ne": 1}},
    {"role": "user", "content": "x", "input_tokens": -1},
    {"role": "user", "content": "x", "input_tokens": 1.5},
    {"role": "user", "content": "x", "input_tokens": "5"},
    {"role": "user", "content": "x", "input_tokens": True},
    {"role": "user", "content": "x", "output_tokens": 2**63},
    {"role": "user", "content": "x", "is_escalation": "yes"},
    {"role": "user", "content": "x", "cost": 1},
]
PATCHES_REFUSED: list[dict[str, object]] = [
    {"status": "done"},
    {"status": {"$set": 1}},
    {"notes": 5},
    {"notes": "\x00"},
    {"notes": "x" * 20_001},
    {"assigned_to": ""},
    {"escalated": True},
    {"summary": "mine"},
]
CONVERSATIONS_REFUSED: list[dict[str, object]] = [
    {"source": "fax"},
    {"page_url": "x" * 2_049},
    {"user_id": 5},
    {"user_id": {"$gt": ""}},
    {"status": "closed"},
    {"_id": NOWHERE},
]


def check(answer: httpx2.Response, status: int) -> None:
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status
    assert problem["type"].startswith("urn:support-desk:problem:")
    assert problem["detail"]


async def test_ids_that_are_none_and_ids_of_nobody(client: Client) -> None:
    for malformed in ("x", "0" * 23, "0" * 25, "g" * 24, "ABCDEFABCDEFABCDEFABCDEF", "%00", "{}"):
        check(await client.ask("GET", f"{LIST}/{malformed}", expect=422), 422)
    check(await client.ask("GET", f"{LIST}/{NOWHERE}", expect=404), 404)
    check(await client.ask("PATCH", f"{LIST}/{NOWHERE}", json={"status": "closed"}, expect=404), 404)
    body = {"role": "user", "content": "x"}
    check(await client.ask("POST", f"{LIST}/{NOWHERE}/messages", json=body, expect=404), 404)


async def test_queries(client: Client) -> None:
    for query in QUERIES:
        check(await client.ask("GET", f"{LIST}?{query}", expect=422), 422)
    for query in ("status=open", "limit=0", "cursor=x"):
        check(await client.ask("GET", f"/api/support/tickets?{query}", expect=422), 422)


async def test_bodies(client: Client, store: Database) -> None:
    conversation = await client.begin()
    as_json = {"Content-Type": "application/json"}
    for body, status in BODIES:
        path = f"{LIST}/{conversation}/messages"
        check(await client.ask("POST", path, content=body, headers=as_json, expect=status), status)
    for body_of, path, method in (
        (MESSAGES_REFUSED, f"{LIST}/{conversation}/messages", "POST"),
        (PATCHES_REFUSED, f"{LIST}/{conversation}", "PATCH"),
        (CONVERSATIONS_REFUSED, LIST, "POST"),
    ):
        for fields in body_of:
            content = json.dumps(fields).encode()
            check(await client.ask(method, path, content=content, headers=as_json, expect=422), 422)
    check(await client.ask("POST", LIST, content=b"{}", headers={"Content-Type": "text/plain"}, expect=422), 422)

    assert await store[MESSAGES].count_documents({}) == 0
    assert await store[CONVERSATIONS].count_documents({}) == 1
    assert (await client.read(conversation))["message_count"] == 0


async def test_credentials(client: Client) -> None:
    for fields in (
        {},
        {"email": "a"},
        {"email": "", "password": "x"},
        {"email": "a", "password": ""},
        {"email": "a", "password": "x" * 1_025},
        {"email": "a", "password": "\ud800"},
        {"email": "a\ud800", "password": "x"},
        {"email": "a\x00", "password": "x"},
        {"email": {"$ne": ""}, "password": {"$ne": ""}},
        {"email": "a", "password": "x", "role": "admin"},
    ):
        content = json.dumps(fields).encode()
        headers = {"Content-Type": "application/json"}
        check(await client.ask("POST", "/api/support/session", content=content, headers=headers, expect=422), 422)


async def test_tokens(client: Client) -> None:
    for token in ("", "x", "a.b.c", client.token[:-4] + "AAAA", "\u00e9", client.token + "\x7f"):
        answer = await client.http.get(LIST, headers={b"authorization": b"Bearer " + token.encode()})
        check(answer, 401)


async def test_methods_and_addresses_that_are_not_there(client: Client) -> None:
    check(await client.ask("DELETE", LIST, expect=405), 405)
    check(await client.ask("GET", "/api/support/nothing", expect=404), 404)


async def test_null_is_as_good_as_absent(client: Client) -> None:
    conversation = (await client.ask("POST", LIST, json={"source": None, "user_id": None}, expect=201)).json()["id"]
    nothing = {"input_tokens": None, "output_tokens": None, "is_escalation": None}
    await client.log(conversation, "user", "x", **nothing)
    await client.patch(conversation, assigned_to="ada@desk.example", notes="kept")
    patched = await client.patch(conversation, status=None, notes=None)
    assert (patched["notes"], patched["assigned_to"], patched["status"]) == (
        "kept",
        "ada@desk.example",
        "auto_resolved",
    )
    assert (await client.patch(conversation, assigned_to=None))["assigned_to"] is None
