"""A database as a worker sees it that is killed, or loses its connection, at any of its writes."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from pymongo.errors import AutoReconnect

from shared.mongo import Database

WRITES: Final = frozenset({"find_one_and_update", "update_one", "update_many"})


class Killed(BaseException):
    """The worker is gone: nothing that it would have done any more happens."""


class MortalDatabase:
    """Hands out `MortalCollection`s. One worker's: `killed_at` counts its writes down, `lost_at` likewise."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.dead = False
        self.writes_left: int | None = None
        self.answers_left: int | None = None
        self.last_write_happens = False

    def die(self, after_writes: int, *, in_effect: bool) -> None:
        """At the write after so many, which still takes effect or does not."""
        self.writes_left, self.last_write_happens = after_writes, in_effect

    def lose_answer(self, after_writes: int) -> None:
        """Of the write after so many, which takes effect."""
        self.answers_left = after_writes

    def __getitem__(self, name: str) -> "MortalCollection":
        return MortalCollection(self, self._database[name])


class MortalCollection:
    def __init__(self, owner: MortalDatabase, collection: Any) -> None:  # Any: Motor has no types
        self._owner = owner
        self._collection = collection

    def __getattr__(self, name: str) -> Any:  # Any: a collection's methods
        method = getattr(self._collection, name)
        return self._writing(method) if name in WRITES else method

    def _writing(self, method: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:  # Any: as above
        async def write(*arguments: Any, **options: Any) -> Any:
            owner = self._owner
            dying = owner.writes_left == 0
            if owner.dead or (dying and not owner.last_write_happens):
                owner.dead = True
                raise Killed
            owner.dead = dying
            owner.writes_left = owner.writes_left - 1 if owner.writes_left else owner.writes_left
            losing, owner.answers_left = owner.answers_left == 0, owner.answers_left - 1 if owner.answers_left else None
            answer = await method(*arguments, **options)
            if dying:
                raise Killed
            if losing:
                raise AutoReconnect("the answer was lost")
            return answer

        return write
