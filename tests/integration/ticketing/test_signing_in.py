"""Signing in and out over HTTP."""

import re

import httpx2
import pytest

from services.ticketing.stores.collections import ACCOUNTS, SESSIONS
from shared.auth import Role
from shared.mongo import Database
from tests.integration.ticketing.conftest import ADMIN, PASSWORD, Running
from tests.integration.ticketing.people import keep_account

SESSION = "/api/support/session"
GOOD = {"email": ADMIN, "password": PASSWORD}


def cookies_set(answer: httpx2.Response) -> dict[str, str]:
    """The Set-Cookie headers, by the cookie's name."""
    return {line.partition("=")[0]: line for line in answer.headers.get_list("set-cookie")}


async def sign_in_as(ticketing: Running, store: Database, role: Role) -> httpx2.AsyncClient:
    """The client, with the cookies of an account that has this role."""
    email = f"{role.value}@desk.example"
    await keep_account(store, email, role, PASSWORD)
    answer = await ticketing.http.post(SESSION, json={"email": email, "password": PASSWORD})
    assert answer.json()["role"] == role.value
    return ticketing.http


async def test_the_address_in_any_case_and_the_password_open_a_session(ticketing: Running) -> None:
    answer = await ticketing.http.post(SESSION, json={"email": f" {ADMIN.upper()}", "password": PASSWORD})

    assert answer.status_code == 200
    assert answer.json().keys() == {"token", "expires_at", "role"}
    who = await ticketing.http.get(SESSION)
    assert who.json() == {"email": ADMIN, "role": "admin", "scopes": None}


async def test_the_cookies_are_out_of_reach_of_scripts_and_of_other_sites(ticketing: Running) -> None:
    cookies = cookies_set(await ticketing.http.post(SESSION, json=GOOD))

    assert re.search(r"Max-Age=900; Path=/api/support; SameSite=strict", cookies["support_access"])
    assert re.search(r"Path=/api/support/session; SameSite=strict", cookies["support_refresh"])
    for cookie in cookies.values():
        assert "HttpOnly" in cookie
        assert "Secure" not in cookie
    secure = cookies_set(await ticketing.http.post(f"https://desk{SESSION}", json=GOOD))
    assert all("Secure" in cookie for cookie in secure.values())


async def test_a_wrong_password_and_an_unknown_account_get_the_same_answer(ticketing: Running) -> None:
    wrong = await ticketing.http.post(SESSION, json={"email": ADMIN, "password": "wrong"})
    unknown = await ticketing.http.post(SESSION, json={"email": "eve@desk.example", "password": PASSWORD})

    def without_id(answer: httpx2.Response) -> dict[str, str]:
        return {name: value for name, value in answer.json().items() if name != "request_id"}

    assert wrong.status_code == unknown.status_code == 401
    assert without_id(wrong) == without_id(unknown)
    assert not wrong.headers.get_list("set-cookie")


async def test_without_a_session_nothing_is_shown_or_changed(ticketing: Running) -> None:
    for method, path in (
        ("GET", "/api/support/conversations"),
        ("GET", "/api/support/tickets"),
        ("GET", "/api/support/conversations/66f0c0ffee66f0c0ffee0001"),
        ("POST", "/api/support/conversations"),
        ("POST", "/api/support/conversations/66f0c0ffee66f0c0ffee0001/messages"),
        ("PATCH", "/api/support/conversations/66f0c0ffee66f0c0ffee0001"),
        ("GET", SESSION),
        ("POST", f"{SESSION}/refresh"),
    ):
        answer = await ticketing.http.request(method, path)
        assert answer.status_code == 401, path
        assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(("role", "status"), [(Role.VIEWER, 403), (Role.AGENT, 201), (Role.ADMIN, 201)])
async def test_viewers_read_and_agents_write(ticketing: Running, store: Database, role: Role, status: int) -> None:
    http = await sign_in_as(ticketing, store, role)

    assert (await http.get("/api/support/conversations")).status_code == 200
    assert (await http.post("/api/support/conversations", json={})).status_code == status


async def test_a_page_of_another_site_can_do_nothing_with_the_cookies(ticketing: Running) -> None:
    await ticketing.http.post(SESSION, json=GOOD)
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        for method, path in (
            ("POST", "/api/support/conversations"),
            ("POST", SESSION),
            ("POST", f"{SESSION}/refresh"),
            ("DELETE", SESSION),
        ):
            answer = await ticketing.http.request(method, path, headers=headers, json=GOOD if path == SESSION else {})
            assert answer.status_code == 403, (method, path)
    own = {"Origin": "http://desk", "Sec-Fetch-Site": "same-origin"}
    assert (await ticketing.http.post("/api/support/conversations", headers=own, json={})).status_code == 201


async def test_a_session_goes_on_with_a_new_cookie_each_time(ticketing: Running) -> None:
    await ticketing.http.post(SESSION, json=GOOD)
    seen = {ticketing.http.cookies["support_refresh"]}
    for _ in range(3):
        answer = await ticketing.http.post(f"{SESSION}/refresh")
        assert answer.status_code == 200
        assert answer.json()["role"] == "admin"
        seen.add(ticketing.http.cookies["support_refresh"])
    assert len(seen) == 4


async def test_after_signing_out_the_session_is_over(ticketing: Running, store: Database) -> None:
    await ticketing.http.post(SESSION, json=GOOD)
    refresh = ticketing.http.cookies["support_refresh"]
    answer = await ticketing.http.delete(SESSION)

    assert answer.status_code == 204
    assert set(cookies_set(answer)) == {"support_access", "support_refresh"}
    assert not ticketing.http.cookies
    again = await ticketing.http.post(f"{SESSION}/refresh", headers={"Cookie": f"support_refresh={refresh}"})
    assert (again.status_code, again.json()["type"]) == (401, "urn:support-desk:problem:session-over")
    assert (await ticketing.http.delete(SESSION)).status_code == 204


async def test_neither_passwords_nor_refresh_tokens_are_stored(ticketing: Running, store: Database) -> None:
    await ticketing.http.post(SESSION, json=GOOD)
    secret = bytes.fromhex(ticketing.http.cookies["support_refresh"].partition(".")[2])
    kept = [await store[name].find().to_list(None) for name in (ACCOUNTS, SESSIONS)]

    assert PASSWORD not in repr(kept)
    assert repr(secret) not in repr(kept)
