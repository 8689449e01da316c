"""What has to be there before the first request: indexes and the first account."""

from services.ticketing.identity.first_account import FirstAccount
from services.ticketing.stores.collections import ensure_indexes
from shared.mongo import Database


class Preparation:
    """`done`: whether it is all there."""

    def __init__(self, database: Database, first_account: FirstAccount) -> None:
        self._database = database
        self._first_account = first_account
        self.done = False

    async def prepare(self) -> None:
        """Idempotent. Raises the database's errors and FileNotWritable."""
        await ensure_indexes(self._database)
        await self._first_account.ensure()
        self.done = True
