"""`support_sessions`: one document a sign-in, with hashes of its present and its last refresh token.

The database removes them when they are over.
"""

from dataclasses import dataclass
from datetime import datetime

from bson import ObjectId

from services.ticketing.stores.collections import SESSIONS
from services.ticketing.stores.transactions import Transaction
from shared.mongo import Database, Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """`seed` makes each refresh token's successor; `previous_hash` is the token before, good until shortly after
    `rotated_at`."""

    id: str
    account_id: str
    seed: bytes
    token_hash: bytes
    previous_hash: bytes | None
    rotated_at: datetime | None
    expires_at: datetime


class Sessions:
    def __init__(self, database: Database) -> None:
        self._collection = database[SESSIONS]

    async def begin(self, session: Session) -> None:
        await self._collection.insert_one(
            {
                "_id": session.id,
                "account_id": ObjectId(session.account_id),
                "seed": session.seed,
                "token_hash": session.token_hash,
                "expires_at": session.expires_at,
            }
        )

    async def get(self, session_id: str) -> Session | None:
        return _to_session(await self._collection.find_one({"_id": {"$eq": session_id}}))

    async def rotate(self, session: Session, successor_hash: bytes, now: datetime) -> bool:
        """Replace the present token. False when somebody else did so in between, or the session was revoked."""
        result = await self._collection.update_one(
            {"_id": session.id, "token_hash": session.token_hash},
            {"$set": {"token_hash": successor_hash, "previous_hash": session.token_hash, "rotated_at": now}},
        )
        return bool(result.matched_count)

    async def revoke(self, session_id: str) -> None:
        await self._collection.delete_one({"_id": {"$eq": session_id}})

    async def revoke_all_of(self, account_id: str, transaction: Transaction) -> None:
        await self._collection.delete_many({"account_id": ObjectId(account_id)}, session=transaction)


def _to_session(document: Document | None) -> Session | None:
    if document is None:
        return None
    return Session(
        id=document["_id"],
        account_id=str(document["account_id"]),
        seed=document["seed"],
        token_hash=document["token_hash"],
        previous_hash=document.get("previous_hash"),
        rotated_at=document.get("rotated_at"),
        expires_at=document["expires_at"],
    )
