"""When a cap begins anew, and which shares of it are told."""

from datetime import UTC, date, datetime
from typing import Any, Final

import pytest

from services.chat_worker.domain.caps import Caps, Crossing, Scope, Spending, crossings, resets_at

DAY: Final = date(2026, 12, 31)
CAPS: Final = Caps(conversation_nanousd=10, visitor_nanousd=20, day_nanousd=100, month_nanousd=1_000)


def told(caps: Caps = CAPS, **changes: Any) -> list[tuple[str, int]]:  # Any: the fields of Spending
    return [(each.scope.value, each.percent) for each in crossings(Spending(day=DAY, **changes), caps)]


@pytest.mark.parametrize(
    ("scope", "reset"),
    [
        (Scope.CONVERSATION, None),
        (Scope.VISITOR, datetime(2027, 1, 1, tzinfo=UTC)),
        (Scope.DAY, datetime(2027, 1, 1, tzinfo=UTC)),
        (Scope.MONTH, datetime(2027, 1, 1, tzinfo=UTC)),
    ],
)
def test_a_cap_begins_anew_at_midnight_utc(scope: Scope, reset: datetime | None) -> None:
    assert resets_at(scope, DAY) == reset


@pytest.mark.parametrize(
    ("day", "first"), [(date(2026, 2, 1), (2026, 3)), (date(2026, 1, 31), (2026, 2)), (date(2026, 11, 20), (2026, 12))]
)
def test_a_months_cap_begins_anew_on_the_first(day: date, first: tuple[int, int]) -> None:
    assert resets_at(Scope.MONTH, day) == datetime(*first, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("spent", "expected"),
    [(0, []), (49, []), (50, [50]), (79, [50]), (80, [50, 80]), (99, [50, 80]), (100, [50, 80, 100])],
)
def test_every_share_that_is_reached_is_told(spent: int, expected: list[int]) -> None:
    assert told(day_nanousd=spent) == [("day", percent) for percent in expected]
    assert told(month_nanousd=spent * 10) == [("month", percent) for percent in expected]


def test_a_call_that_was_refused_is_a_cap_that_is_reached() -> None:
    """What is spent stays below the cap, as a call that could pass it is not made."""
    assert told(day_nanousd=97, full={"2026-12-31"}) == [("day", 50), ("day", 80), ("day", 100)]
    assert told(full={"2026-12"}) == [("month", 100)]
    assert told(full={"2026-12-30", "2026-11"}) == []


def test_what_was_told_in_a_period_is_not_told_again() -> None:
    said = Crossing(scope=Scope.DAY, period="2026-12-31", percent=50)
    yesterday = Crossing(scope=Scope.DAY, period="2026-12-30", percent=80)

    assert told(day_nanousd=80, noted={said.name, yesterday.name}) == [("day", 80)]


def test_without_a_budget_only_a_refusal_is_told() -> None:
    nothing = Caps(conversation_nanousd=0, visitor_nanousd=0, day_nanousd=0, month_nanousd=0)

    assert told(nothing) == []
    assert told(nothing, full={"2026-12-31"}) == [("day", 100)]
