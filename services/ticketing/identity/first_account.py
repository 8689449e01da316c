"""The account that is there from the first start: the one that the settings name, or one with a random password.

Whatever a crash or a second process does meanwhile, there is one account, and whoever started the process can sign in.
"""

import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Final

import structlog
from pydantic import BaseModel, ConfigDict, SecretStr, ValidationError

from services.ticketing.identity.administration import AccountChange, Administration, EmailTaken, NewAccount
from services.ticketing.identity.passwords import Passwords, random_password
from services.ticketing.stores.accounts import Accounts
from shared.auth import Role

log = structlog.get_logger(__name__)

SETTINGS: Final = "settings"
"""Who does it, in the audit trail."""

NOTICE = """
  A first account was made. It is shown this once:
    e-mail    {email}
    password  {password}
  Set ADMIN_PASSWORD to choose another.
"""


class FileNotWritable(Exception):
    """The first account waits until TICKETING_FIRST_ACCOUNT_FILE names a file that can be written."""


class Credentials(BaseModel):
    """What stands in the file."""

    model_config = ConfigDict(frozen=True)

    email: str
    password: str


class FirstAccount:
    """`file`: where a random password is written (mode 0600); without it, it is printed once."""

    def __init__(
        self,
        accounts: Accounts,
        administration: Administration,
        passwords: Passwords,
        *,
        email: str,
        password: SecretStr | None,
        file: Path | None,
    ) -> None:
        self._accounts = accounts
        self._administration = administration
        self._passwords = passwords
        self._email = email
        self._password = password
        self._file = file

    async def ensure(self) -> None:
        """Idempotent. Raises FileNotWritable."""
        if self._password is not None:
            await self._apply(self._password.get_secret_value())
        elif await self._accounts.is_empty():
            await self._make_random()

    async def _apply(self, password: str) -> None:
        """The account has this password, and is an admin who can sign in; who was signed in has to do so again."""
        account = await self._accounts.by_email(self._email)
        if account and account.is_active_admin and await self._passwords.verify(password, account.password_hash):
            return
        if account is None and await self._make(Credentials(email=self._email, password=password)):
            return
        account = account or await self._accounts.by_email(self._email)
        if account:
            change = AccountChange(role=Role.ADMIN, disabled=False, password=password)
            await self._administration.change(account.id, change, SETTINGS)

    async def _make_random(self) -> None:
        chosen = Credentials(email=self._email, password=random_password())
        if self._file:
            chosen = self._written(self._file, chosen)
        if not await self._make(chosen):
            return
        if self._file:
            log.info("first account made: its password is in the file", file=str(self._file))
        else:
            sys.stdout.write(NOTICE.format(email=chosen.email, password=chosen.password))
            sys.stdout.flush()

    async def _make(self, chosen: Credentials) -> bool:
        """False when another process was faster."""
        new = NewAccount(email=chosen.email, name="", role=Role.ADMIN, password=chosen.password)
        try:
            await self._administration.create(new, SETTINGS)
        except EmailTaken:
            return False
        return True

    def _written(self, file: Path, chosen: Credentials) -> Credentials:
        try:
            return _written_once(file, chosen)
        except OSError as error:
            log.error("TICKETING_FIRST_ACCOUNT_FILE cannot be written: name another", error=error.strerror)
            raise FileNotWritable from error


def _written_once(file: Path, credentials: Credentials) -> Credentials:
    """What the file says. It is written before the account is made: a crash in between locks nobody out."""
    kept = _read(file)
    if kept is None:
        _replace(file, credentials)
    return kept or _read(file) or credentials


def _replace(file: Path, credentials: Credentials) -> None:
    handle, draft = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    with os.fdopen(handle, "w") as opened:
        json.dump(credentials.model_dump(), opened)
        opened.write("\n")
    Path(draft).replace(file)


def _read(file: Path) -> Credentials | None:
    try:
        return Credentials.model_validate_json(file.read_bytes())
    except (FileNotFoundError, ValidationError):
        return None
