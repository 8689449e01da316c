"""`support_accounts`: who may sign in. An e-mail address, in lower case, belongs to one account."""

from dataclasses import dataclass
from datetime import datetime

from bson import ObjectId
from pymongo.errors import DuplicateKeyError

from services.ticketing.stores.collections import ACCOUNTS
from shared.auth import Role
from shared.mongo import Database, Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    id: str
    email: str
    role: Role
    password_hash: str


class Accounts:
    def __init__(self, database: Database) -> None:
        self._collection = database[ACCOUNTS]

    async def by_email(self, email: str) -> Account | None:
        return _to_account(await self._collection.find_one({"email": {"$eq": email}}))

    async def by_id(self, account_id: str) -> Account | None:
        return _to_account(await self._collection.find_one({"_id": ObjectId(account_id)}))

    async def is_empty(self) -> bool:
        return await self._collection.find_one({}, {"_id": 1}) is None

    async def add(self, email: str, role: Role, password_hash: str, now: datetime) -> bool:
        """Whether it was made; False when there is one with this address."""
        document = {
            "email": email,
            "role": role.value,
            "password_hash": password_hash,
            "created_at": now,
            "updated_at": now,
        }
        try:
            await self._collection.insert_one(document)
        except DuplicateKeyError:
            return False
        return True

    async def reset(self, email: str, role: Role, password_hash: str, now: datetime) -> None:
        """Another role and password for the account with this address."""
        await self._collection.update_one(
            {"email": {"$eq": email}},
            {"$set": {"role": role.value, "password_hash": password_hash, "updated_at": now}},
        )


def _to_account(document: Document | None) -> Account | None:
    if document is None:
        return None
    return Account(
        id=str(document["_id"]),
        email=document["email"],
        role=Role(document["role"]),
        password_hash=document["password_hash"],
    )
