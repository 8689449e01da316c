"""Keeps a notice for everything that calls for one.

An event is looked at before it is said (`outbox.py`): until then it lies in the conversation's document, so that a
crash loses none. How long a ticket has waited is looked up again and again.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from services.ticketing.domain.notice import raised_by, raised_by_age
from services.ticketing.stores.lists import Lists
from services.ticketing.stores.notices import Notices
from shared.events import Event

LONG_AGO: Final = timedelta(days=7)
"""A ticket that has been too old for so long is not told of: whoever sets up e-mail gets no flood of old ones."""


class Raising:
    """`visitor_wait`: how long a visitor has to see a reply; `age_limit`: how long a ticket may wait."""

    def __init__(
        self,
        notices: Notices,
        lists: Lists,
        *,
        now: Callable[[], datetime],
        visitor_wait: timedelta,
        age_limit: timedelta,
    ) -> None:
        self._notices = notices
        self._lists = lists
        self._now = now
        self._visitor_wait = visitor_wait
        self._age_limit = age_limit

    async def because_of(self, event: Event) -> None:
        """The same event again is the same notice."""
        notice = raised_by(event, self._now(), self._visitor_wait)
        if notice:
            await self._notices.keep(notice)

    async def because_of_age(self) -> None:
        now = self._now()
        too_long = now - self._age_limit
        tickets = await self._lists.waiting_since(too_long - LONG_AGO, too_long)
        await self._notices.keep_new([notice for ticket in tickets if (notice := raised_by_age(ticket, now))])
