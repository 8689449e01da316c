"""What an admin does to accounts. Each change is one transaction: the account, its sessions, the audit trail."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from bson import ObjectId

from services.ticketing.domain.audit import Action, Deed, Values, difference
from services.ticketing.identity.passwords import Passwords, objection, random_password
from services.ticketing.stores.accounts import Account, Accounts
from services.ticketing.stores.audit import Audit
from services.ticketing.stores.sessions import Sessions
from services.ticketing.stores.transactions import Transaction, together
from shared.auth import Role
from shared.mongo import Database
from shared.problems import Problem


class AccountNotFound(Problem):
    def __init__(self) -> None:
        super().__init__(404, "account-not-found", "There is no account with this id.")


class EmailTaken(Problem):
    def __init__(self) -> None:
        super().__init__(409, "email-taken", "There is an account with this e-mail address.")


class LastAdmin(Problem):
    def __init__(self) -> None:
        detail = "This is the last admin who can sign in. Make somebody else an admin first."
        super().__init__(409, "last-admin", detail)


class PasswordRefused(Problem):
    def __init__(self, why: str) -> None:
        super().__init__(422, "password-refused", f"This password is not accepted: {why}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAccount:
    """Without a password one is made at random."""

    email: str
    name: str
    role: Role
    password: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountChange:
    """None leaves it as it is. `random_password`: the account gets another one, made at random."""

    name: str | None = None
    role: Role | None = None
    disabled: bool | None = None
    password: str | None = None
    random_password: bool = False

    def of(self, account: Account, password_hash: str | None) -> Account:
        return replace(
            account,
            name=account.name if self.name is None else self.name,
            role=self.role or account.role,
            disabled=account.disabled if self.disabled is None else self.disabled,
            password_hash=password_hash or account.password_hash,
        )


class Administration:
    """`least`: how many characters a password has. `by`: who does it, as the audit trail names them."""

    def __init__(
        self,
        database: Database,
        accounts: Accounts,
        sessions: Sessions,
        audit: Audit,
        passwords: Passwords,
        *,
        now: Callable[[], datetime],
        least: int,
    ) -> None:
        self._database = database
        self._accounts = accounts
        self._sessions = sessions
        self._audit = audit
        self._passwords = passwords
        self._now = now
        self._least = least

    async def all(self) -> list[Account]:
        return await self._accounts.all()

    async def create(self, new: NewAccount, by: str) -> tuple[Account, str | None]:
        """The account, and its password if that was made here. Raises EmailTaken and PasswordRefused."""
        chosen = new.password or random_password()
        now = self._now()
        account = Account(
            id=str(ObjectId()),
            email=new.email,
            name=new.name,
            role=new.role,
            password_hash=await self._hash(chosen, new.email),
            created_at=now,
        )

        async def keep(transaction: Transaction) -> None:
            if not await self._accounts.keep_new(account, transaction):
                raise EmailTaken
            told = {"email": account.email, **_told(account)}
            deed = Deed(who=by, action=Action.ACCOUNT_CREATED, which=account.id, at=now, after=told)
            await self._audit.write(deed, transaction)

        await together(self._database, keep)
        return account, None if new.password else chosen

    async def change(self, account_id: str, change: AccountChange, by: str) -> tuple[Account, str | None]:
        """The account, and its password if that was made here.

        Another role, another password or being disabled ends the account's sessions. Raises AccountNotFound,
        LastAdmin and PasswordRefused.
        """
        chosen = random_password() if change.random_password else change.password
        password_hash = await self._hash(chosen, (await self._get(account_id)).email) if chosen else None

        async def keep(transaction: Transaction) -> Account:
            before = await self._get(account_id, transaction)
            after = change.of(before, password_hash)
            if after != before:
                await self._keep(before, after, by, transaction)
            return after

        return await together(self._database, keep), chosen if change.random_password else None

    async def delete(self, account_id: str, by: str) -> None:
        """Raises AccountNotFound and LastAdmin."""

        async def remove(transaction: Transaction) -> None:
            account = await self._get(account_id, transaction)
            await self._check_admins(account, None, transaction)
            await self._accounts.remove(account_id, transaction)
            await self._sessions.revoke_all_of(account_id, transaction)
            told = {"email": account.email, **_told(account)}
            deed = Deed(who=by, action=Action.ACCOUNT_DELETED, which=account_id, at=self._now(), before=told)
            await self._audit.write(deed, transaction)

        await together(self._database, remove)

    async def _keep(self, before: Account, after: Account, by: str, transaction: Transaction) -> None:
        await self._check_admins(before, after, transaction)
        now = self._now()
        await self._accounts.keep_changed(after, now, transaction)
        if _signs_out(before, after):
            await self._sessions.revoke_all_of(before.id, transaction)
        told_before, told_after = difference(_told(before), _told(after))
        if told_after:
            deed = Deed(
                who=by, action=Action.ACCOUNT_CHANGED, which=before.id, at=now, before=told_before, after=told_after
            )
            await self._audit.write(deed, transaction)
        if after.password_hash != before.password_hash:
            deed = Deed(who=by, action=Action.PASSWORD_CHANGED, which=before.id, at=now)
            await self._audit.write(deed, transaction)

    async def _check_admins(self, before: Account, after: Account | None, transaction: Transaction) -> None:
        stays = after is not None and after.is_active_admin
        if (
            before.is_active_admin
            and not stays
            and not await self._accounts.another_admin_stays(before.id, transaction)
        ):
            raise LastAdmin

    async def _get(self, account_id: str, transaction: Transaction | None = None) -> Account:
        account = await self._accounts.by_id(account_id, transaction)
        if account is None:
            raise AccountNotFound
        return account

    async def _hash(self, password: str, email: str) -> str:
        if why := objection(password, email=email, least=self._least):
            raise PasswordRefused(why)
        return await self._passwords.hash(password)


def _told(account: Account) -> Values:
    return {"name": account.name, "role": account.role.value, "disabled": account.disabled}


def _signs_out(before: Account, after: Account) -> bool:
    return (before.role, before.password_hash) != (after.role, after.password_hash) or after.disabled
