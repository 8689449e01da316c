"""Accounts: who may sign in, and who says so."""

import asyncio
import json
from typing import Any

import pytest

from services.ticketing.stores.collections import ACCOUNTS as COLLECTION
from shared.mongo import Database
from tests.integration.ticketing.client import Client, Json
from tests.integration.ticketing.conftest import ADMIN, PASSWORD, Running
from tests.integration.ticketing.people import (
    ACCOUNTS,
    GOOD_PASSWORD,
    SESSION,
    change,
    create,
    goes_on,
    refresh_cookie,
    sign_in,
)
from tests.integration.ticketing.test_bad_input import check

EVE = "eve@desk.example"


async def the_admin(client: Client) -> dict[str, object]:
    return next(account for account in (await client.ask("GET", ACCOUNTS)).json() if account["email"] == ADMIN)


async def test_an_account_that_was_made_can_sign_in_and_is_listed_without_its_password(client: Client) -> None:
    made = await create(client, " Eve@Desk.Example ", name="Eve", role="viewer")
    eve = await sign_in(client.http, EVE)
    listed = (await client.ask("GET", ACCOUNTS)).json()

    assert (made["email"], made["name"], made["role"], made["disabled"]) == (EVE, "Eve", "viewer", False)
    assert made["password"] is None
    assert [account["email"] for account in listed] == [ADMIN, EVE]
    assert all(account["password"] is None and "password_hash" not in account for account in listed)
    assert listed[1]["last_sign_in_at"] is not None
    assert (await eve.ask("GET", SESSION)).json() == {"email": EVE, "role": "viewer", "scopes": None}


async def test_a_password_made_at_random_is_shown_once(client: Client) -> None:
    made = await create(client, EVE, password=None)
    await sign_in(client.http, EVE, made["password"])
    again = await change(client, made, random_password=True)

    assert again["password"] != made["password"]
    await sign_in(client.http, EVE, again["password"])
    await sign_in(client.http, EVE, made["password"], expect=401)


async def test_two_accounts_cannot_have_the_same_address(client: Client) -> None:
    await create(client, EVE)
    body = {"email": EVE.upper(), "role": "viewer"}
    check(await client.ask("POST", ACCOUNTS, json=body, expect=409), 409)


@pytest.mark.parametrize(
    "fields", [{"role": "viewer"}, {"disabled": True}, {"password": "another four unrelated words"}]
)
async def test_another_role_or_password_or_being_disabled_ends_its_sessions(
    client: Client, fields: dict[str, Any]
) -> None:
    eve = await create(client, EVE)
    cookie = await refresh_cookie(client.http, EVE)
    await change(client, eve, name="Eve")
    bob = await refresh_cookie(client.http, ADMIN, PASSWORD)

    await change(client, eve, **fields)

    assert not await goes_on(client.http, cookie)
    assert await goes_on(client.http, bob)


async def test_another_name_alone_ends_no_session(client: Client) -> None:
    eve = await create(client, EVE)
    cookie = await refresh_cookie(client.http, EVE)
    await change(client, eve, name="Eve B.")
    assert await goes_on(client.http, cookie)


async def test_who_is_disabled_gets_the_answer_of_a_wrong_password_until_enabled_again(client: Client) -> None:
    eve = await create(client, EVE)
    await change(client, eve, disabled=True)
    answer = await client.http.post(SESSION, json={"email": EVE, "password": GOOD_PASSWORD})
    assert (answer.status_code, answer.json()["type"]) == (401, "urn:support-desk:problem:wrong-password")

    await change(client, eve, disabled=False)
    await sign_in(client.http, EVE)


async def test_a_deleted_account_is_gone_with_its_sessions(client: Client) -> None:
    eve = await create(client, EVE)
    cookie = await refresh_cookie(client.http, EVE)
    await client.ask("DELETE", f"{ACCOUNTS}/{eve['id']}", expect=204)

    assert not await goes_on(client.http, cookie)
    await sign_in(client.http, EVE, expect=401)
    check(await client.ask("DELETE", f"{ACCOUNTS}/{eve['id']}", expect=404), 404)
    check(await client.ask("PATCH", f"{ACCOUNTS}/{eve['id']}", json={"name": "x"}, expect=404), 404)


async def test_the_last_admin_who_can_sign_in_stays_one(client: Client) -> None:
    admin = await the_admin(client)
    eve = await create(client, EVE, role="admin")
    await change(client, eve, disabled=True)

    for fields in ({"role": "agent"}, {"disabled": True}):
        refused = await change(client, admin, expect=409, **fields)
        assert refused["type"] == "urn:support-desk:problem:last-admin"
    check(await client.ask("DELETE", f"{ACCOUNTS}/{admin['id']}", expect=409), 409)

    await change(client, eve, disabled=False)
    await change(client, admin, role="agent")


async def test_of_admins_who_take_the_role_from_each_other_at_the_same_moment_one_stays(
    client: Client, store: Database
) -> None:
    for number in range(3):
        await create(client, f"admin{number}@desk.example", role="admin")
    accounts = (await client.ask("GET", ACCOUNTS)).json()
    headers = {"Authorization": f"Bearer {client.token}"}

    answers = await asyncio.gather(
        *(
            client.http.patch(f"{ACCOUNTS}/{account['id']}", json={"disabled": True}, headers=headers)
            for account in accounts
        )
    )

    assert {answer.status_code for answer in answers} <= {200, 401, 409}
    assert await store[COLLECTION].count_documents({"role": "admin", "disabled": {"$ne": True}}) >= 1


@pytest.mark.parametrize("fields", [{"role": "viewer"}, {"disabled": True}, {"password": "quite another password"}])
async def test_an_admin_who_was_signed_out_lets_nobody_in_though_the_token_is_still_good(
    client: Client, fields: Json
) -> None:
    eve = await create(client, EVE, role="admin")
    her = await sign_in(client.http, EVE)
    await her.ask("GET", ACCOUNTS)

    await change(client, eve, **fields)

    check(await her.ask("POST", ACCOUNTS, json={"email": "x@desk.example", "role": "admin"}, expect=401), 401)
    await her.ask("GET", "/api/support/conversations")


async def test_nor_does_one_who_has_signed_out(client: Client) -> None:
    answer = await client.http.post(SESSION, json={"email": ADMIN, "password": PASSWORD})
    here = Client(client.http, answer.json()["token"])
    await here.ask("GET", ACCOUNTS)

    await client.http.delete(SESSION)

    await here.ask("GET", ACCOUNTS, expect=401)
    await client.ask("GET", ACCOUNTS)


async def test_everybody_changes_their_own_password_and_stays_signed_in_here_only(client: Client) -> None:
    await create(client, EVE, role="viewer")
    elsewhere = await refresh_cookie(client.http, EVE)
    eve = await sign_in(client.http, EVE)
    new = "quite another password"

    wrong = {"current_password": "not this one", "new_password": new}
    check(await eve.ask("POST", f"{SESSION}/password", json=wrong, expect=422), 422)
    body = {"current_password": GOOD_PASSWORD, "new_password": new}
    answer = await eve.ask("POST", f"{SESSION}/password", json=body)
    here = str(client.http.cookies["support_refresh"])
    client.http.cookies.clear()

    assert answer.json()["role"] == "viewer"
    assert await goes_on(client.http, here)
    assert not await goes_on(client.http, elsewhere)
    await sign_in(client.http, EVE, new)
    await sign_in(client.http, EVE, expect=401)


async def test_what_is_wrong_with_a_request_is_said(client: Client) -> None:
    eve = await create(client, EVE)
    for fields in (
        {},
        {"email": "eve", "role": "viewer"},
        {"email": "x@desk.example"},
        {"email": "x@desk.example", "role": "owner"},
        {"email": "x@desk.example", "role": "viewer", "password": "short"},
        {"email": "x@desk.example", "role": "viewer", "password": "Password1234!"},
        {"email": "x@desk.example", "role": "viewer", "name": "a\nb"},
        {"email": "x@desk.example", "role": "viewer", "disabled": True},
        {"email": {"$ne": ""}, "role": "viewer"},
        {"email": "x@desk.example", "role": "viewer", "password_hash": "x"},
    ):
        content = json.dumps(fields).encode()
        as_json = {"Content-Type": "application/json"}
        check(await client.ask("POST", ACCOUNTS, content=content, headers=as_json, expect=422), 422)
    for patch in (
        {"email": "other@desk.example"},
        {"role": "owner"},
        {"disabled": "yes"},
        {"password": "x" * 1_025},
        {"password": "eve@desk.example"},
        {"password": GOOD_PASSWORD, "random_password": True},
    ):
        check(await client.ask("PATCH", f"{ACCOUNTS}/{eve['id']}", json=patch, expect=422), 422)
    check(await client.ask("PATCH", f"{ACCOUNTS}/x", json={}, expect=422), 422)


async def test_neither_passwords_nor_hashes_leave_the_store(ticketing: Running, store: Database) -> None:
    made = await create(ticketing.client, EVE, password=None)
    kept = [await store[name].find().to_list(None) for name in await store.list_collection_names()]
    assert made["password"] not in repr(kept)
