"""People and machines of the desk, with their tokens."""

from typing import Any

import httpx2
from bson import ObjectId

from services.ticketing.identity.passwords import Passwords
from services.ticketing.stores.accounts import Account, Accounts
from shared.auth import Role
from shared.mongo import Database
from tests.builders import NOON
from tests.integration.ticketing.client import Client, Json

ACCOUNTS = "/api/support/accounts"
KEYS = "/api/support/api-keys"
SESSION = "/api/support/session"
GOOD_PASSWORD = "four unrelated words here"


async def keep_account(store: Database, email: str, role: Role, password: str) -> None:
    """One that is there without anybody having made it."""
    password_hash = await Passwords().hash(password)
    account = Account(id=str(ObjectId()), email=email, role=role, password_hash=password_hash, created_at=NOON)
    assert await Accounts(store).keep_new(account)


async def create(client: Client, email: str, role: str = "agent", **fields: Any) -> Json:
    """An account that the client makes; its view."""
    body = {"email": email, "role": role, "password": GOOD_PASSWORD, **fields}
    return dict((await client.ask("POST", ACCOUNTS, json=body, expect=201)).json())


async def change(client: Client, account: Json, *, expect: int = 200, **fields: Any) -> Json:
    answer = await client.ask("PATCH", f"{ACCOUNTS}/{account['id']}", json=fields, expect=expect)
    return dict(answer.json())


async def sign_in(http: httpx2.AsyncClient, email: str, password: str = GOOD_PASSWORD, *, expect: int = 200) -> Client:
    """Somebody at another browser: without the cookies of others, and with their own token."""
    answer = await http.post(SESSION, json={"email": email, "password": password})
    http.cookies.clear()
    assert answer.status_code == expect, answer.text
    return Client(http, answer.json().get("token", ""))


async def refresh_cookie(http: httpx2.AsyncClient, email: str, password: str = GOOD_PASSWORD) -> str:
    """The refresh token of a new session."""
    await http.post(SESSION, json={"email": email, "password": password})
    cookie = str(http.cookies["support_refresh"])
    http.cookies.clear()
    return cookie


async def goes_on(http: httpx2.AsyncClient, cookie: str) -> bool:
    """Whether the session of this refresh token does."""
    answer = await http.post(f"{SESSION}/refresh", headers={"Cookie": f"support_refresh={cookie}"})
    http.cookies.clear()
    return answer.status_code == 200
