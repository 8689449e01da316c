"""Money: exact inside, rounded once at the edge."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ticketing.domain.money import TokenPrice, microusd, usd

HAIKU = TokenPrice(input_nanousd=1_000, output_nanousd=5_000)
NANOUSD = st.integers(0, 10**18)


@pytest.mark.parametrize(("tokens", "micro"), [((25, 60), 325), ((45, 105), 570), ((0, 0), 0)])
def test_the_older_systems_example_costs_what_it_did_there(tokens: tuple[int, int], micro: int) -> None:
    assert microusd(HAIKU.cost_nanousd(*tokens)) == micro


@pytest.mark.parametrize(("nano", "micro"), [(499, 0), (500, 1), (1_499, 1), (1_500, 2)])
def test_half_a_micro_dollar_is_rounded_up(nano: int, micro: int) -> None:
    assert microusd(nano) == micro


def test_dollars_are_decimal() -> None:
    assert repr(usd(325_000)) == "0.000325"


@given(st.lists(NANOUSD, max_size=50))
def test_a_sum_is_rounded_once_and_not_in_its_parts(costs: list[int]) -> None:
    assert abs(microusd(sum(costs)) * 1_000 - sum(costs)) <= 500
