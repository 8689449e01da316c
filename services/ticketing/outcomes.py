"""Decides how conversations ended, once nothing has happened in them for long enough."""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from pymongo.errors import PyMongoError

from services.ticketing.desk import Desk
from services.ticketing.stores.lists import Lists

log = structlog.get_logger(__name__)


class Outcomes:
    """`idle`: for how long nothing must have happened."""

    def __init__(self, lists: Lists, desk: Desk, idle: timedelta, now: Callable[[], datetime]) -> None:
        self._lists = lists
        self._desk = desk
        self._idle = idle
        self._now = now

    async def decide(self) -> None:
        """All that are due. Two processes that decide the same do no harm. Raises the database's errors; what is wrong
        with one conversation holds no other up."""
        async for conversation_id in self._lists.undecided(self._now() - self._idle):
            try:
                await self._desk.decide_outcome(conversation_id, self._idle)
            except PyMongoError:
                raise
            except Exception as error:  # whatever an old document holds
                log.error("outcome cannot be decided", conversation_id=conversation_id, exc_info=error)
