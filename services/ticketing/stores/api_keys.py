"""`support_api_keys`: what machines sign in with. Only hashes of the secrets are kept."""

from dataclasses import dataclass
from datetime import datetime

from bson import ObjectId
from pymongo import ASCENDING, ReturnDocument
from pymongo.errors import DuplicateKeyError

from services.ticketing.stores.collections import API_KEYS
from services.ticketing.stores.documents import to_moment
from services.ticketing.stores.transactions import Transaction
from shared.auth import Scope
from shared.mongo import Database, Document


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """`scopes`: what whoever holds it may do; none where the key is older than they are. `created_by` as in the audit
    trail."""

    id: str
    name: str
    scopes: frozenset[Scope]
    created_by: str
    created_at: datetime
    expires_at: datetime | None = None
    last_used_at: datetime | None = None

    @property
    def actor(self) -> str:
        """Its name where a person's address would stand."""
        return f"key:{self.name}"


class ApiKeys:
    def __init__(self, database: Database) -> None:
        self._collection = database[API_KEYS]

    async def all(self) -> list[ApiKey]:
        """By name, those that have expired too."""
        return [_to_key(document) async for document in self._collection.find().sort("name", ASCENDING)]

    async def add(self, key: ApiKey, secret_hash: bytes, transaction: Transaction) -> bool:
        """Whether it was made; False when there is one of this name."""
        document = {
            "_id": ObjectId(key.id),
            "name": key.name,
            "scopes": sorted(key.scopes),
            "created_by": key.created_by,
            "created_at": key.created_at,
            "expires_at": key.expires_at,
            "secret_hash": secret_hash,
        }
        try:
            await self._collection.insert_one(document, session=transaction)
        except DuplicateKeyError:
            return False
        return True

    async def remove(self, key_id: str, transaction: Transaction) -> ApiKey | None:
        """What was removed; None when there is no such key."""
        document = await self._collection.find_one_and_delete({"_id": ObjectId(key_id)}, session=transaction)
        return _to_key(document) if document else None

    async def use(self, secret_hash: bytes, now: datetime) -> ApiKey | None:
        """The key with this secret, if it has not expired."""
        document = await self._collection.find_one_and_update(
            {"secret_hash": secret_hash, "$or": [{"expires_at": None}, {"expires_at": {"$gt": now}}]},
            {"$set": {"last_used_at": now}},
            return_document=ReturnDocument.AFTER,
        )
        return _to_key(document) if document else None

    async def by_id(self, key_id: str, now: datetime) -> ApiKey | None:
        """The key, if it has not expired."""
        document = await self._collection.find_one({"_id": ObjectId(key_id)})
        key = _to_key(document) if document else None
        return key if key and (key.expires_at is None or key.expires_at > now) else None


def _to_key(document: Document) -> ApiKey:
    return ApiKey(
        id=str(document["_id"]),
        name=document["name"],
        scopes=frozenset(map(Scope, document.get("scopes", ()))),
        created_by=document["created_by"],
        created_at=document["created_at"],
        expires_at=to_moment(document.get("expires_at")),
        last_used_at=to_moment(document.get("last_used_at")),
    )
