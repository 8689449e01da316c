"""How long to wait before Claude is called again."""

from hypothesis import given
from hypothesis import strategies as st

from services.chat_worker.domain.retrying import FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS, pause_seconds


def test_the_longest_pause_doubles_up_to_a_bound() -> None:
    ceilings = [pause_seconds(failures, None, chance=1.0) for failures in range(1, 8)]

    assert ceilings == [0.5, 1.0, 2.0, 4.0, 8.0, 8.0, 8.0]
    assert (ceilings[0], ceilings[-1]) == (FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS)


def test_the_pauses_of_many_workers_are_spread_from_nothing_on() -> None:
    assert pause_seconds(3, None, chance=0.0) == 0.0
    assert pause_seconds(3, None, chance=0.25) == 0.5


@given(st.integers(1, 1_000), st.floats(0, 1), st.floats(0, 86_400))
def test_it_is_never_shorter_than_claude_asked_for(failures: int, chance: float, asked: float) -> None:
    assert pause_seconds(failures, asked, chance) >= asked
