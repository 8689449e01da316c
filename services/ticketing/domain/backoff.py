"""How long to wait after so many failed attempts: not at all, then a little, then twice as long each time."""

from dataclasses import dataclass
from datetime import datetime, timedelta

_MOST_DOUBLINGS = 30


@dataclass(frozen=True, slots=True)
class Backoff:
    """`free` failures cost nothing. After them `first`, doubled with each, up to `longest`. `memory`: what happened
    longer ago than that is forgotten."""

    free: int
    first: timedelta
    longest: timedelta
    memory: timedelta

    def after(self, failures: int) -> timedelta:
        beyond = failures - self.free
        if beyond <= 0:
            return timedelta(0)
        return min(self.longest, self.first * (1 << min(beyond - 1, _MOST_DOUBLINGS)))


@dataclass(frozen=True, slots=True)
class Failures:
    """`until`: before it no further attempt is looked at. None: the next may be made at once, by whatever clock."""

    count: int
    until: datetime | None
    forgotten_at: datetime

    def wait(self, now: datetime) -> timedelta:
        return timedelta(0) if self.until is None else max(timedelta(0), self.until - now)

    def and_one_more(self, backoff: Backoff, now: datetime) -> "Failures":
        count = self.count + 1 if now < self.forgotten_at else 1
        wait = backoff.after(count)
        return Failures(count, now + wait if wait else None, now + wait + backoff.memory)
