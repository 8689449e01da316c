"""Keys with which machines sign in.

A key is 256 random bits, so its hash is a plain SHA-256: there is nothing to guess that a slow hash would protect, and
a machine signs in every few minutes.
"""

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Final

from bson import ObjectId

from services.ticketing.domain.audit import Action, Deed
from services.ticketing.stores.api_keys import ApiKey, ApiKeys
from services.ticketing.stores.audit import Audit
from services.ticketing.stores.transactions import Transaction, together
from shared.auth import Principal, Scope, role_of
from shared.mongo import Database
from shared.problems import Problem

PREFIX: Final = "desk_"
"""Tells a key from other secrets, for those who search for secrets where none should be."""


class ApiKeyNotFound(Problem):
    def __init__(self) -> None:
        super().__init__(404, "api-key-not-found", "There is no API key with this id.")


class NameTaken(Problem):
    def __init__(self) -> None:
        super().__init__(409, "name-taken", "There is an API key with this name. Choose another, or revoke that one.")


class AlreadyExpired(Problem):
    def __init__(self) -> None:
        super().__init__(422, "already-expired", "A key cannot expire before it is made. Choose a later moment.")


class Machines:
    def __init__(self, database: Database, keys: ApiKeys, audit: Audit, now: Callable[[], datetime]) -> None:
        self._database = database
        self._keys = keys
        self._audit = audit
        self._now = now

    async def all(self) -> list[ApiKey]:
        return await self._keys.all()

    async def create(
        self, name: str, scopes: frozenset[Scope], expires_at: datetime | None, by: str
    ) -> tuple[ApiKey, str]:
        """The key and its secret, which nobody can see again. Raises NameTaken and AlreadyExpired."""
        now = self._now()
        if expires_at is not None and expires_at <= now:
            raise AlreadyExpired
        key = ApiKey(id=str(ObjectId()), name=name, scopes=scopes, created_by=by, created_at=now, expires_at=expires_at)
        secret = PREFIX + secrets.token_urlsafe(32)
        told = {"name": name, "scopes": _listed(scopes), "expires_at": expires_at.isoformat() if expires_at else None}

        async def keep(transaction: Transaction) -> None:
            if not await self._keys.add(key, _hash(secret), transaction):
                raise NameTaken
            deed = Deed(who=by, action=Action.API_KEY_CREATED, which=key.id, at=now, after=told)
            await self._audit.write(deed, transaction)

        await together(self._database, keep)
        return key, secret

    async def revoke(self, key_id: str, by: str) -> None:
        """Nobody signs in with it again. Raises ApiKeyNotFound."""

        async def remove(transaction: Transaction) -> None:
            key = await self._keys.remove(key_id, transaction)
            if key is None:
                raise ApiKeyNotFound
            told = {"name": key.name, "scopes": _listed(key.scopes)}
            deed = Deed(who=by, action=Action.API_KEY_REVOKED, which=key.id, at=self._now(), before=told)
            await self._audit.write(deed, transaction)

        await together(self._database, remove)

    async def signed_in(self, secret: str) -> Principal | None:
        """Who holds this key; None when it is none, or has expired."""
        key = await self._keys.use(_hash(secret), self._now())
        if key is None:
            return None
        return Principal(account_id=key.id, email=key.actor, role=role_of(key.scopes), scopes=key.scopes)


def _listed(scopes: frozenset[Scope]) -> str:
    return ", ".join(sorted(scopes))


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
