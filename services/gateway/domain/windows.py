"""Counting within a span of the clock, such as an hour or a day of UTC."""

import math
from collections import Counter
from datetime import timedelta


class Window:
    """How often each key may come within the span that it is. With the span's end all of them are forgotten.

    The windows of the `limits` library slide, but all that they hold is looked through at each count: that is for
    minutes, not for a day's conversations.
    """

    def __init__(self, most: int, span: timedelta) -> None:
        self.most = most
        self._seconds = span.total_seconds()
        self._nth = 0
        self._taken: Counter[str] = Counter()

    def take(self, key: str, now: float) -> bool:
        """Whether it may come once more; then that counts. `now` in seconds since 1970."""
        nth = int(now // self._seconds)
        if nth != self._nth:
            self._nth, self._taken = nth, Counter()
        if self._taken[key] >= self.most:
            return False
        self._taken[key] += 1
        return True

    def remaining(self, key: str) -> int:
        return self.most - self._taken[key]

    def ends_in(self, now: float) -> int:
        """Seconds, at least one."""
        return math.ceil(self._seconds - now % self._seconds)
