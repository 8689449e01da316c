"""A circuit breaker: while Claude fails call after call, all turns of this process wait, and one of them tries."""

from collections.abc import Callable


class CircuitBreaker:
    """Opens after `failures` calls in a row that failed; then one call in `open_seconds` is let through as a probe.

    `clock` gives seconds that only grow. A probe that neither fails nor succeeds, for its turn was ended by others,
    needs nothing: the next one is due in time.
    """

    def __init__(self, failures: int, open_seconds: float, clock: Callable[[], float]) -> None:
        self._most_failures = failures
        self._open_seconds = open_seconds
        self._clock = clock
        self._failures = 0
        self._next_probe_at = 0.0

    @property
    def is_open(self) -> bool:
        return self._failures >= self._most_failures

    def pause_seconds(self) -> float:
        """0: call now; when it is open that call is the probe. Otherwise ask again after so many seconds."""
        now = self._clock()
        if not self.is_open:
            return 0.0
        if now < self._next_probe_at:
            return self._next_probe_at - now
        self._next_probe_at = now + self._open_seconds
        return 0.0

    def failed(self) -> None:
        self._failures += 1
        if self.is_open:
            self._next_probe_at = self._clock() + self._open_seconds

    def succeeded(self) -> None:
        self._failures = 0
