"""Sessions over time: rotation, two tabs, theft, the end."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry
from pydantic import SecretStr

from services.ticketing.clock import utc_now
from services.ticketing.domain.backoff import Backoff
from services.ticketing.identity.access import AccessTokenIssuer
from services.ticketing.identity.gate import Gate
from services.ticketing.identity.machines import Machines
from services.ticketing.identity.passwords import Passwords
from services.ticketing.identity.sign_in import SessionOver, SignIn, WrongPassword
from services.ticketing.metrics import TicketingMetrics
from services.ticketing.stores.accounts import Accounts
from services.ticketing.stores.api_keys import ApiKeys
from services.ticketing.stores.audit import Audit
from services.ticketing.stores.collections import ACCOUNTS, SESSIONS
from services.ticketing.stores.sessions import Sessions
from services.ticketing.stores.sign_in_failures import SignInFailures
from shared.auth import Role
from shared.mongo import Database
from tests.integration.ticketing.conftest import ADMIN, PASSWORD
from tests.integration.ticketing.people import keep_account
from tests.unit.ticketing.keys import secrets_in

SECOND = timedelta(seconds=1)
GRACE = 10 * SECOND
BACKOFF = Backoff(free=3, first=SECOND, longest=60 * SECOND, memory=timedelta(hours=1))
HERE = "203.0.113.7"


class Clock:
    """Stands still until it is told to go on."""

    def __init__(self) -> None:
        self.now = utc_now()

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def sign_in(store: Database, clock: Clock, tmp_path: Path) -> SignIn:
    passwords = Passwords()
    await keep_account(store, ADMIN, Role.ADMIN, PASSWORD)
    return SignIn(
        Accounts(store),
        Sessions(store),
        passwords,
        AccessTokenIssuer(SecretStr(secrets_in(tmp_path / "keys")["TICKETING_SIGNING_KEY"]), timedelta(minutes=15)),
        TicketingMetrics(CollectorRegistry()),
        gate=Gate(SignInFailures(store, "account", BACKOFF), SignInFailures(store, "address", BACKOFF), clock),
        machines=Machines(store, ApiKeys(store), Audit(store), clock),
        now=clock,
        session_life=timedelta(hours=12),
        grace=GRACE,
    )


async def first_token(sign_in: SignIn) -> str:
    return str((await sign_in.sign_in(ADMIN, PASSWORD, HERE)).refresh)


@pytest.mark.parametrize("change", [{"role": "viewer"}, {"disabled": True}, {"password_hash": "another"}], ids=str)
async def test_whoever_is_changed_while_they_sign_in_does_not_get_in_as_they_were(
    sign_in: SignIn, store: Database, change: dict[str, object]
) -> None:
    account = await Accounts(store).by_email(ADMIN)
    assert account is not None
    await store[ACCOUNTS].update_one({"email": ADMIN}, {"$set": change})

    with pytest.raises(WrongPassword):
        await sign_in.begin_session(account)
    assert await store[SESSIONS].count_documents({}) == 0


async def test_two_tabs_that_refresh_at_the_same_time_end_with_the_same_token(sign_in: SignIn, clock: Clock) -> None:
    token = await first_token(sign_in)
    one = await sign_in.refresh(token)
    clock.now += GRACE
    other = await sign_in.refresh(token)

    assert one.refresh == other.refresh
    assert str((await sign_in.refresh(str(other.refresh))).refresh) != token


async def test_a_token_that_was_replaced_longer_ago_ends_the_session_for_everybody(
    sign_in: SignIn, clock: Clock
) -> None:
    stolen = await first_token(sign_in)
    rightful = await sign_in.refresh(stolen)
    clock.now += GRACE + SECOND

    with pytest.raises(SessionOver):
        await sign_in.refresh(stolen)
    with pytest.raises(SessionOver):
        await sign_in.refresh(str(rightful.refresh))


async def test_so_does_one_that_was_replaced_twice(sign_in: SignIn) -> None:
    stolen = await first_token(sign_in)
    second = await sign_in.refresh(stolen)
    third = await sign_in.refresh(str(second.refresh))

    with pytest.raises(SessionOver):
        await sign_in.refresh(stolen)
    with pytest.raises(SessionOver):
        await sign_in.refresh(str(third.refresh))


async def test_it_ends_twelve_hours_after_signing_in_however_often_it_was_refreshed(
    sign_in: SignIn, clock: Clock
) -> None:
    signed_in = await sign_in.sign_in(ADMIN, PASSWORD, HERE)
    for _ in range(11):
        clock.now += timedelta(hours=1)
        signed_in = await sign_in.refresh(str(signed_in.refresh))
    assert signed_in.session_left == timedelta(hours=1)

    clock.now += timedelta(hours=1)
    with pytest.raises(SessionOver):
        await sign_in.refresh(str(signed_in.refresh))


async def test_signing_out_of_one_session_leaves_the_others(sign_in: SignIn) -> None:
    here, there = await first_token(sign_in), await first_token(sign_in)
    await sign_in.sign_out(here)

    with pytest.raises(SessionOver):
        await sign_in.refresh(here)
    assert await sign_in.refresh(there)


@pytest.mark.parametrize("text", ["", "x", "a" * 22 + "." + "0" * 64])
async def test_what_is_no_token_of_a_session_is_over(sign_in: SignIn, text: str) -> None:
    with pytest.raises(SessionOver):
        await sign_in.refresh(text)
    await sign_in.sign_out(text)


async def test_a_guessed_token_does_not_sign_anybody_out(sign_in: SignIn) -> None:
    token = await first_token(sign_in)
    await sign_in.sign_out(token.partition(".")[0] + "." + "0" * 64)
    assert await sign_in.refresh(token)
