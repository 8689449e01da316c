"""API keys: how machines sign in."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from services.ticketing.clock import utc_now
from services.ticketing.stores.collections import API_KEYS
from shared.mongo import Database
from tests.integration.ticketing.client import Client, Json
from tests.integration.ticketing.conftest import ADMIN, Running
from tests.integration.ticketing.people import ACCOUNTS, KEYS, SESSION
from tests.integration.ticketing.test_bad_input import check

LOG: Final = "conversations:log"


async def a_key(client: Client, name: str = "nightly import", scopes: Sequence[str] = (LOG,), **fields: object) -> Json:
    body = {"name": name, "scopes": scopes, **fields}
    return dict((await client.ask("POST", KEYS, json=body, expect=201)).json())


async def signed_in(client: Client, key: Json) -> Client:
    answer = await client.http.post(SESSION, json={"api_key": key["secret"]})
    client.http.cookies.clear()
    assert answer.status_code == 200, answer.text
    return Client(client.http, answer.json()["token"])


async def test_a_machine_does_what_its_scopes_say_and_no_more(client: Client) -> None:
    machine = await signed_in(client, await a_key(client))
    reader = await signed_in(client, await a_key(client, "figures", ["conversations:read"]))
    conversation = await machine.begin()

    assert await reader.read(conversation)
    await reader.ask("PATCH", f"/api/support/conversations/{conversation}", json={}, expect=403)
    await machine.ask("GET", ACCOUNTS, expect=403)
    assert (await machine.ask("GET", SESSION)).json() == {
        "email": "key:nightly import",
        "role": "agent",
        "scopes": [LOG],
    }


async def test_the_secret_is_shown_once_and_only_its_hash_is_kept(client: Client, store: Database) -> None:
    key = await a_key(client)
    listed = (await client.ask("GET", KEYS)).json()

    assert key["secret"].startswith("desk_")
    assert len(key["secret"]) == 48
    assert [entry["secret"] for entry in listed] == [None]
    assert key["secret"] not in repr(await store[API_KEYS].find().to_list(None))
    assert (listed[0]["created_by"], listed[0]["last_used_at"]) == (ADMIN, None)
    await signed_in(client, key)
    assert (await client.ask("GET", KEYS)).json()[0]["last_used_at"] is not None


async def test_a_machine_gets_no_refresh_cookie_and_has_no_password(ticketing: Running) -> None:
    key = await a_key(ticketing.client)
    answer = await ticketing.http.post(SESSION, json={"api_key": key["secret"]})
    assert "support_refresh" not in ticketing.http.cookies
    ticketing.http.cookies.clear()

    machine = Client(ticketing.http, answer.json()["token"])
    body = {"current_password": key["secret"], "new_password": "four unrelated words"}
    check(await machine.ask("POST", f"{SESSION}/password", json=body, expect=403), 403)


async def test_a_revoked_key_an_expired_one_and_none_at_all_get_the_same_answer(
    client: Client, store: Database
) -> None:
    revoked, expired = await a_key(client, "revoked"), await a_key(client, "expired", expires_at="2100-01-01")
    await client.ask("DELETE", f"{KEYS}/{revoked['id']}", expect=204)
    past = utc_now() - timedelta(seconds=1)
    await store[API_KEYS].update_one({"name": "expired"}, {"$set": {"expires_at": past}})

    for secret in (revoked["secret"], expired["secret"], "desk_" + "x" * 43, "x"):
        answer = await client.http.post(SESSION, json={"api_key": secret})
        check(answer, 401)
        assert answer.json()["type"] == "urn:support-desk:problem:wrong-api-key"
    check(await client.ask("DELETE", f"{KEYS}/{revoked['id']}", expect=404), 404)


async def test_a_machine_that_was_an_admin_lets_nobody_in_once_its_key_is_revoked(client: Client) -> None:
    key = await a_key(client, scopes=["accounts:manage"])
    machine = await signed_in(client, key)
    await machine.ask("GET", ACCOUNTS)
    await client.ask("DELETE", f"{KEYS}/{key['id']}", expect=204)
    await machine.ask("GET", ACCOUNTS, expect=401)


async def test_two_keys_cannot_have_the_same_name(client: Client) -> None:
    await a_key(client)
    check(await client.ask("POST", KEYS, json={"name": "nightly import", "scopes": [LOG]}, expect=409), 409)


async def test_what_is_wrong_with_a_key_is_said(client: Client) -> None:
    for fields in (
        {},
        {"name": "x"},
        {"name": "", "scopes": [LOG]},
        {"name": "ada@desk.example", "scopes": [LOG]},
        {"name": "x" * 61, "scopes": [LOG]},
        {"name": "x\n", "scopes": [LOG]},
        {"name": "x", "scopes": ["everything"]},
        {"name": "x", "scopes": []},
        {"name": "x", "scopes": LOG},
        {"name": "x", "role": "agent"},
        {"name": "x", "scopes": [LOG], "expires_at": "2001-01-01"},
        {"name": "x", "scopes": [LOG], "expires_at": 5},
        {"name": "x", "scopes": [LOG], "secret": "mine"},
    ):
        check(await client.ask("POST", KEYS, json=fields, expect=422), 422)


async def test_exactly_one_way_to_sign_in_is_given(client: Client) -> None:
    for fields in (
        {"email": ADMIN, "password": "x", "api_key": "y"},
        {"email": ADMIN, "api_key": "y"},
        {"password": "x", "api_key": "y"},
        {"email": ADMIN},
        {"api_key": ""},
        {"api_key": {"$ne": ""}},
        {"api_key": None},
    ):
        check(await client.http.post(SESSION, json=fields), 422)
