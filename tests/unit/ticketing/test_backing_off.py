"""How long whoever fails to sign in has to wait."""

from datetime import timedelta

from services.ticketing.domain.backoff import Backoff, Failures
from tests.builders import NOON

SECOND = timedelta(seconds=1)
BACKOFF = Backoff(free=3, first=SECOND, longest=10 * SECOND, memory=timedelta(hours=1))
NONE = Failures(0, None, NOON)


def test_the_first_few_cost_nothing_and_then_each_costs_twice_as_much_up_to_the_longest() -> None:
    waits = [BACKOFF.after(failures) / SECOND for failures in range(10)]
    assert waits == [0, 0, 0, 0, 1, 2, 4, 8, 10, 10]


def test_no_number_of_failures_is_too_many_to_compute() -> None:
    assert BACKOFF.after(10**9) == 10 * SECOND


def test_each_failure_counts_from_its_own_moment() -> None:
    failures = NONE
    for minute in range(4):
        failures = failures.and_one_more(BACKOFF, NOON + timedelta(minutes=minute))
    assert (failures.count, failures.until) == (4, NOON + timedelta(minutes=3) + SECOND)


def test_a_failure_that_costs_nothing_stops_nobody_whose_clock_is_behind() -> None:
    assert NONE.and_one_more(BACKOFF, NOON).wait(NOON - SECOND) == timedelta(0)


def test_after_long_enough_they_are_forgotten() -> None:
    remembered = Failures(9, NOON, NOON + BACKOFF.memory)
    assert remembered.and_one_more(BACKOFF, NOON + BACKOFF.memory - SECOND).count == 10
    assert remembered.and_one_more(BACKOFF, NOON + BACKOFF.memory).count == 1
