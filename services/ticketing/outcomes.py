"""Decides how conversations ended, once nothing has happened in them for long enough."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from services.ticketing.desk import Desk
from services.ticketing.stores.lists import Lists

AT_ONCE: Final = 100


class Outcomes:
    """`idle`: for how long nothing must have happened."""

    def __init__(self, lists: Lists, desk: Desk, idle: timedelta, now: Callable[[], datetime]) -> None:
        self._lists = lists
        self._desk = desk
        self._idle = idle
        self._now = now

    async def decide(self) -> None:
        """All that are due. Two processes that decide the same do no harm. Raises the database's errors."""
        while due := await self._lists.undecided(self._now() - self._idle, AT_ONCE):
            for conversation_id in due:
                await self._desk.decide_outcome(conversation_id, self._idle)
