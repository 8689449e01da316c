"""What is counted in an hour or a day is counted by key, and forgotten when that ends."""

from datetime import timedelta

from services.gateway.domain.windows import Window

DAY = 86_400
LATE = 20_000 * DAY + DAY - 90.5
"""A minute and a half before midnight."""


def a_window(most: int = 2) -> Window:
    return Window(most, timedelta(days=1))


def test_so_many_come_and_no_more() -> None:
    window = a_window()

    assert [window.take("one", LATE) for _ in range(4)] == [True, True, False, False]


def test_another_has_its_own() -> None:
    window = a_window(1)
    window.take("one", LATE)

    assert window.take("another", LATE)


def test_with_the_next_day_all_are_there_again() -> None:
    window = a_window(1)
    window.take("one", LATE)

    assert not window.take("one", LATE + 90)
    assert window.take("one", LATE + 91)
    assert window.remaining("one") == 0
    assert window.remaining("another") == 1


def test_how_long_it_lasts_is_said_in_whole_seconds_and_never_none() -> None:
    assert a_window().ends_in(LATE) == 91
    assert a_window().ends_in(20_000 * DAY) == DAY
    assert a_window().ends_in(20_000 * DAY - 0.001) == 1
