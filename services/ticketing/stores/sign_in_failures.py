"""`support_sign_in_failures`: how often signing in has failed, by account and by address. Only hashes of both are kept,
and the database removes them when they are forgotten."""

import hashlib
from datetime import datetime, timedelta

from pymongo.errors import DuplicateKeyError

from services.ticketing.domain.backoff import Backoff, Failures
from services.ticketing.stores.collections import SIGN_IN_FAILURES
from shared.mongo import Database, Document


class SignInFailures:
    """Of one kind, `account` or `address`. An attempt counts as failed until it is known to have succeeded: however
    many come at the same time, no more than the backoff allows are looked at."""

    def __init__(self, database: Database, kind: str, backoff: Backoff) -> None:
        self._collection = database[SIGN_IN_FAILURES]
        self._kind = kind
        self._backoff = backoff

    async def begin(self, whose: str, now: datetime) -> timedelta:
        """Zero when the attempt may be made; otherwise how long to wait."""
        key = self._key(whose)
        while True:
            before = await self._collection.find_one({"_id": key})
            known = _to_failures(before) if before else Failures(0, None, now)
            if wait := known.wait(now):
                return wait
            if await self._swap(key, before, known.and_one_more(self._backoff, now)):
                return timedelta(0)

    async def forget(self, whose: str) -> None:
        """All of them."""
        await self._collection.delete_one({"_id": self._key(whose)})

    async def take_back(self, whose: str) -> None:
        """The last one did not fail."""
        await self._collection.update_one(
            {"_id": self._key(whose), "count": {"$gt": 0}}, {"$inc": {"count": -1}, "$set": {"until": None}}
        )

    async def _swap(self, key: str, before: Document | None, after: Failures) -> bool:
        """False when somebody else wrote in between."""
        document = {"count": after.count, "until": after.until, "expires_at": after.forgotten_at}
        if before is None:
            try:
                await self._collection.insert_one({"_id": key, **document})
            except DuplicateKeyError:
                return False
            return True
        same = {"_id": key, "count": before["count"], "until": before["until"], "expires_at": before["expires_at"]}
        return bool((await self._collection.update_one(same, {"$set": document})).matched_count)

    def _key(self, whose: str) -> str:
        return f"{self._kind}:{hashlib.sha256(whose.encode()).hexdigest()}"


def _to_failures(document: Document) -> Failures:
    return Failures(document["count"], document["until"], document["expires_at"])
