"""The account that is there from the first start."""

import asyncio
import json
import stat
from pathlib import Path

import pytest
from pydantic import SecretStr

from services.ticketing.clock import utc_now
from services.ticketing.identity.administration import Administration
from services.ticketing.identity.first_account import FileNotWritable, FirstAccount
from services.ticketing.identity.passwords import Passwords
from services.ticketing.stores.accounts import Accounts
from services.ticketing.stores.audit import Audit
from services.ticketing.stores.collections import ACCOUNTS, AUDIT, SESSIONS
from services.ticketing.stores.sessions import Sessions
from shared.auth import Role
from shared.mongo import Database
from tests.builders import NOON
from tests.integration.ticketing.conftest import ADMIN, PASSWORD
from tests.integration.ticketing.people import keep_account


def first_account(store: Database, *, password: str | None = None, file: Path | None = None) -> FirstAccount:
    accounts, passwords = Accounts(store), Passwords()
    return FirstAccount(
        accounts,
        Administration(store, accounts, Sessions(store), Audit(store), passwords, now=utc_now, least=12),
        passwords,
        email=ADMIN,
        password=SecretStr(password) if password else None,
        file=file,
    )


def names_in(folder: Path) -> list[str]:
    return [file.name for file in folder.iterdir()]


async def opens(store: Database, password: str) -> bool:
    account = await Accounts(store).by_email(ADMIN)
    assert account is not None
    assert account.role is Role.ADMIN
    return await Passwords().verify(password, account.password_hash)


async def test_a_random_password_is_shown_once(store: Database, capsys: pytest.CaptureFixture[str]) -> None:
    await first_account(store).ensure()
    shown = capsys.readouterr().out
    password = shown.partition("password")[2].split()[0]

    assert ADMIN in shown
    assert len(password) >= 20
    assert await opens(store, password)
    await first_account(store).ensure()
    assert capsys.readouterr().out == ""


async def test_or_it_is_written_to_a_file_that_only_the_owner_reads(
    store: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "kept"
    folder.mkdir()
    file = folder / "first-account.json"
    await first_account(store, file=file).ensure()
    written = json.loads(file.read_text())

    assert written.keys() == {"email", "password"}
    assert written["password"] not in capsys.readouterr().out
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert names_in(folder) == [file.name]
    assert await opens(store, written["password"])


async def test_starts_at_the_same_time_make_one_account_that_opens(
    store: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await asyncio.gather(*(first_account(store).ensure() for _ in range(5)))
    shown = capsys.readouterr().out

    assert shown.count("password  ") == 1
    assert await store[ACCOUNTS].count_documents({}) == 1
    assert await opens(store, shown.partition("password")[2].split()[0])


async def test_a_crash_after_the_file_was_written_locks_nobody_out(store: Database, tmp_path: Path) -> None:
    file = tmp_path / "first-account.json"
    file.write_text(json.dumps({"email": ADMIN, "password": "written before"}))
    await first_account(store, file=file).ensure()

    assert await opens(store, "written before")


async def test_a_file_that_cannot_be_read_is_replaced(store: Database, tmp_path: Path) -> None:
    file = tmp_path / "first-account.json"
    file.write_text("{")
    await first_account(store, file=file).ensure()

    assert await opens(store, json.loads(file.read_text())["password"])


async def test_a_file_that_cannot_be_written_makes_no_account(store: Database, tmp_path: Path) -> None:
    with pytest.raises(FileNotWritable):
        await first_account(store, file=tmp_path / "missing" / "first-account.json").ensure()
    assert await Accounts(store).is_empty()


async def test_a_given_password_is_applied_at_every_start(store: Database, tmp_path: Path) -> None:
    await first_account(store, file=tmp_path / "account").ensure()
    await first_account(store, password=PASSWORD).ensure()
    assert await opens(store, PASSWORD)

    await first_account(store, password="another long password").ensure()
    assert await opens(store, "another long password")
    assert await store[ACCOUNTS].count_documents({}) == 1


async def test_another_password_signs_everybody_out_and_the_same_one_nobody(store: Database) -> None:
    await first_account(store, password=PASSWORD).ensure()
    account = await Accounts(store).by_email(ADMIN)
    assert account is not None
    session = {"_id": "s", "account_id": (await store[ACCOUNTS].find_one({}) or {})["_id"], "expires_at": NOON}
    await store[SESSIONS].insert_one(session | {"expires_at": utc_now().replace(year=2100)})

    await first_account(store, password=PASSWORD).ensure()
    assert await store[SESSIONS].count_documents({}) == 1
    await first_account(store, password="another long password").ensure()
    assert await store[SESSIONS].count_documents({}) == 0


async def test_an_account_that_lost_its_role_gets_it_back(store: Database) -> None:
    await keep_account(store, ADMIN, Role.VIEWER, PASSWORD)
    await first_account(store, password=PASSWORD).ensure()
    assert await opens(store, PASSWORD)


async def test_so_does_one_that_was_disabled(store: Database) -> None:
    await first_account(store, password=PASSWORD).ensure()
    await store[ACCOUNTS].update_one({}, {"$set": {"disabled": True}})
    await first_account(store, password=PASSWORD).ensure()
    account = await Accounts(store).by_email(ADMIN)
    assert account is not None
    assert account.is_active_admin


async def test_what_a_start_does_is_in_the_audit_trail(store: Database, tmp_path: Path) -> None:
    await first_account(store, file=tmp_path / "account").ensure()
    await first_account(store, password=PASSWORD).ensure()
    await first_account(store, password=PASSWORD).ensure()

    told = [(entry["who"], entry["action"]) async for entry in store[AUDIT].find().sort("at")]
    assert told == [("settings", "account.created"), ("settings", "password.changed")]
