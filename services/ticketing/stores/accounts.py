"""`support_accounts`: who may sign in. An e-mail address, in lower case, belongs to one account."""

from dataclasses import dataclass
from datetime import datetime

from bson import ObjectId
from pymongo import ASCENDING
from pymongo.errors import DuplicateKeyError

from services.ticketing.stores.collections import ACCOUNTS
from services.ticketing.stores.documents import to_moment
from services.ticketing.stores.transactions import Transaction
from shared.auth import Role
from shared.mongo import Database, Document

_NOT_DISABLED = {"$ne": True}


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Who is disabled keeps the account and cannot sign in."""

    id: str
    email: str
    name: str = ""
    role: Role
    disabled: bool = False
    password_hash: str
    created_at: datetime
    last_sign_in_at: datetime | None = None

    @property
    def is_active_admin(self) -> bool:
        return self.role is Role.ADMIN and not self.disabled


class Accounts:
    """`transaction`, where it is given, is the one to take part in."""

    def __init__(self, database: Database) -> None:
        self._collection = database[ACCOUNTS]

    async def by_email(self, email: str) -> Account | None:
        return _to_account(await self._collection.find_one({"email": {"$eq": email}}))

    async def by_id(self, account_id: str, transaction: Transaction | None = None) -> Account | None:
        return _to_account(await self._collection.find_one({"_id": ObjectId(account_id)}, session=transaction))

    async def all(self) -> list[Account]:
        """By address."""
        found = [_to_account(document) async for document in self._collection.find().sort("email", ASCENDING)]
        return [account for account in found if account]

    async def is_empty(self) -> bool:
        return await self._collection.find_one({}, {"_id": 1}) is None

    async def keep_new(self, account: Account, transaction: Transaction | None = None) -> bool:
        """Whether it was made; False when there is one with this address."""
        document = {"_id": ObjectId(account.id), "email": account.email, "created_at": account.created_at}
        try:
            await self._collection.insert_one({**document, **_changeable(account)}, session=transaction)
        except DuplicateKeyError:
            return False
        return True

    async def keep_changed(self, account: Account, now: datetime, transaction: Transaction) -> None:
        """What may change of it: all but the address."""
        changes = {**_changeable(account), "updated_at": now}
        await self._collection.update_one({"_id": ObjectId(account.id)}, {"$set": changes}, session=transaction)

    async def remove(self, account_id: str, transaction: Transaction) -> None:
        await self._collection.delete_one({"_id": ObjectId(account_id)}, session=transaction)

    async def another_admin_stays(self, account_id: str, transaction: Transaction) -> bool:
        """Whether somebody else is an admin who can sign in, and is so until the transaction ends.

        It writes to that account: of two admins who take the role from each other, the second has to ask again.
        """
        another = {"_id": {"$ne": ObjectId(account_id)}, "role": Role.ADMIN.value, "disabled": _NOT_DISABLED}
        result = await self._collection.update_one(another, {"$inc": {"vouched": 1}}, session=transaction)
        return bool(result.matched_count)

    async def signed_in(self, account: Account, now: datetime) -> bool:
        """False when it was disabled, deleted or got another role or password since it was read."""
        unchanged = {
            "_id": ObjectId(account.id),
            "role": account.role.value,
            "password_hash": account.password_hash,
            "disabled": _NOT_DISABLED,
        }
        result = await self._collection.update_one(unchanged, {"$set": {"last_sign_in_at": now}})
        return bool(result.matched_count)


def _changeable(account: Account) -> Document:
    return {
        "name": account.name,
        "role": account.role.value,
        "disabled": account.disabled,
        "password_hash": account.password_hash,
    }


def _to_account(document: Document | None) -> Account | None:
    if document is None:
        return None
    return Account(
        id=str(document["_id"]),
        email=document["email"],
        name=document.get("name", ""),
        role=Role(document["role"]),
        disabled=document.get("disabled", False),
        password_hash=document["password_hash"],
        created_at=to_moment(document.get("created_at")) or document["_id"].generation_time,
        last_sign_in_at=to_moment(document.get("last_sign_in_at")),
    )
