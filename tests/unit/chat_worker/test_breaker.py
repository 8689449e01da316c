"""While Claude fails call after call, only probes are let through."""

from services.chat_worker.domain.breaker import CircuitBreaker


class Clock:
    def __init__(self) -> None:
        self.seconds = 1_000.0

    def __call__(self) -> float:
        return self.seconds


def a_breaker(clock: Clock, failures: int = 0) -> CircuitBreaker:
    """Opens after three failures, for five seconds."""
    breaker = CircuitBreaker(3, 5.0, clock)
    for _ in range(failures):
        breaker.failed()
    return breaker


def test_a_few_failures_hold_nobody_up() -> None:
    breaker = a_breaker(Clock(), failures=2)

    assert not breaker.is_open
    assert [breaker.pause_seconds() for _ in range(10)] == [0.0] * 10


def test_after_too_many_failures_in_a_row_everybody_waits() -> None:
    breaker = a_breaker(Clock(), failures=3)

    assert breaker.is_open
    assert breaker.pause_seconds() == breaker.pause_seconds() == 5.0


def test_failures_with_a_success_between_them_are_not_in_a_row() -> None:
    breaker = a_breaker(Clock(), failures=2)
    breaker.succeeded()
    breaker.failed()

    assert not breaker.is_open


def test_when_the_time_has_come_one_tries_and_the_others_wait() -> None:
    clock = Clock()
    breaker = a_breaker(clock, failures=3)
    clock.seconds += 5

    assert [breaker.pause_seconds() for _ in range(3)] == [0.0, 5.0, 5.0]


def test_a_probe_that_fails_keeps_it_open_as_long_again() -> None:
    clock = Clock()
    breaker = a_breaker(clock, failures=3)
    clock.seconds += 5
    breaker.pause_seconds()
    clock.seconds += 4
    breaker.failed()

    assert breaker.pause_seconds() == 5.0


def test_a_probe_that_succeeds_closes_it_for_all() -> None:
    clock = Clock()
    breaker = a_breaker(clock, failures=3)
    clock.seconds += 5
    breaker.pause_seconds()
    breaker.succeeded()

    assert [breaker.pause_seconds() for _ in range(3)] == [0.0] * 3


def test_a_probe_that_was_given_up_is_followed_by_another() -> None:
    clock = Clock()
    breaker = a_breaker(clock, failures=3)
    clock.seconds += 5
    breaker.pause_seconds()
    clock.seconds += 5

    assert breaker.pause_seconds() == 0.0
