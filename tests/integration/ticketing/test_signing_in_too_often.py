"""Whoever fails to sign in waits, longer each time: by account, and by address."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import httpx2
import pytest

from services.ticketing.app import create_app
from services.ticketing.stores.collections import ACCOUNTS, SIGN_IN_FAILURES
from shared.mongo import Database
from tests.integration.ticketing.conftest import ADMIN, PASSWORD, Configure, Running, running
from tests.integration.ticketing.people import SESSION

WRONG: Final = "not the password"


@asynccontextmanager
async def at(service: Running, address: str) -> AsyncIterator[httpx2.AsyncClient]:
    """A client at this address."""
    transport = httpx2.ASGITransport(service.app, client=(address, 4711), raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://desk") as http:
        yield http


async def tries(http: httpx2.AsyncClient, email: str, password: str = WRONG) -> httpx2.Response:
    return await http.post(SESSION, json={"email": email, "password": password})


@pytest.fixture
async def strict(configure: Configure) -> AsyncIterator[Running]:
    """After two failures of an account, or four of an address, a minute's wait."""
    settings = configure(
        TICKETING_SIGN_IN_FREE_BY_ACCOUNT=2, TICKETING_SIGN_IN_FREE_BY_ADDRESS=4, TICKETING_SIGN_IN_WAIT_SECONDS=60
    )
    async with running(settings) as service:
        yield service


async def test_an_account_waits_wherever_it_is_tried_from_and_even_with_the_right_password(strict: Running) -> None:
    async with at(strict, "203.0.113.1") as here, at(strict, "203.0.113.2") as there:
        assert [(await tries(here, ADMIN)).status_code for _ in range(3)] == [401, 401, 401]
        refused = await tries(there, ADMIN, PASSWORD)

    assert (refused.status_code, refused.json()["type"]) == (429, "urn:support-desk:problem:too-many-attempts")
    assert 1 <= int(refused.headers["Retry-After"]) <= 60


async def test_an_account_that_does_not_exist_waits_just_the_same(strict: Running) -> None:
    async with at(strict, "203.0.113.1") as here:
        assert [(await tries(here, "nobody@desk.example")).status_code for _ in range(4)] == [401, 401, 401, 429]


async def test_an_address_waits_whatever_account_it_tries_and_others_do_not(strict: Running) -> None:
    async with at(strict, "203.0.113.1") as here, at(strict, "203.0.113.2") as there:
        statuses = [(await tries(here, f"a{number}@desk.example")).status_code for number in range(6)]
        assert statuses == [401, 401, 401, 401, 401, 429]
        assert (await tries(here, ADMIN, PASSWORD)).status_code == 429
        assert (await tries(there, ADMIN, PASSWORD)).status_code == 200


async def test_a_network_of_ipv6_is_one_address(strict: Running) -> None:
    for number in range(5):
        async with at(strict, f"2001:db8::{number:x}") as here:
            await tries(here, f"a{number}@desk.example")
    async with at(strict, "2001:db8::ffff") as here, at(strict, "2001:db8:0:1::1") as elsewhere:
        assert (await tries(here, "b@desk.example")).status_code == 429
        assert (await tries(elsewhere, "b@desk.example")).status_code == 401


async def test_the_right_password_in_time_forgets_the_failures_of_the_account(strict: Running) -> None:
    async with at(strict, "203.0.113.1") as here, at(strict, "203.0.113.2") as there:
        for _ in range(2):
            await tries(here, ADMIN)
        assert (await tries(here, ADMIN, PASSWORD)).status_code == 200
        assert (await tries(there, ADMIN)).status_code == 401
        assert (await tries(there, ADMIN, PASSWORD)).status_code == 200


async def test_the_right_password_of_one_account_does_not_forgive_an_address_the_others(strict: Running) -> None:
    async with at(strict, "203.0.113.1") as here:
        for number in range(4):
            await tries(here, f"a{number}@desk.example")
            assert (await tries(here, ADMIN, PASSWORD)).status_code == 200
        assert (await tries(here, "b@desk.example")).status_code == 401
        assert (await tries(here, "c@desk.example")).status_code == 429


async def test_of_many_attempts_at_the_same_moment_no_more_are_looked_at_than_one_after_the_other(
    strict: Running,
) -> None:
    async with at(strict, "203.0.113.1") as here:
        answers = await asyncio.gather(*(tries(here, ADMIN) for _ in range(30)))
    assert [answer.status_code for answer in answers].count(401) == 3
    assert [answer.status_code for answer in answers].count(429) == 27


async def test_the_wait_ends(configure: Configure) -> None:
    settings = configure(TICKETING_SIGN_IN_FREE_BY_ACCOUNT=1, TICKETING_SIGN_IN_WAIT_SECONDS=4)
    async with running(settings) as service, at(service, "203.0.113.1") as here:
        await tries(here, ADMIN)
        await tries(here, ADMIN)
        assert (await tries(here, ADMIN, PASSWORD)).status_code == 429
        await asyncio.sleep(4.1)
        assert (await tries(here, ADMIN, PASSWORD)).status_code == 200


async def test_neither_addresses_nor_accounts_are_kept_readable(strict: Running, store: Database) -> None:
    async with at(strict, "203.0.113.1") as here:
        await tries(here, "nobody@desk.example")
    kept = repr(await store[SIGN_IN_FAILURES].find().to_list(None))
    assert kept != "[]"
    assert "nobody" not in kept
    assert "203.0.113" not in kept
    assert await store[ACCOUNTS].count_documents({}) == 1


async def test_nobody_is_let_in_when_failures_cannot_be_counted(configure: Configure) -> None:
    app = create_app(configure(MONGODB_URL="mongodb://127.0.0.1:9/?serverSelectionTimeoutMS=200"))
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://desk") as http:
        answer = await tries(http, ADMIN, PASSWORD)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
