"""What a call costs, to the nano-dollar."""

from datetime import date, timedelta
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from services.chat_worker.domain.pricing import PriceRow, PriceTable, Tariff, UnknownModel
from shared.events import TokenCounts
from tests.builders import MODEL
from tests.unit.chat_worker.prices import a_price_row

TODAY: Final = date(2026, 11, 20)
LONG: Final = 100_000
HAIKU: Final = a_price_row()
DEARER: Final = a_price_row(above_prompt_tokens=LONG, input_nanousd=2_000, output_nanousd=7_500)
BANDS: Final = Tariff(bands=(HAIKU, DEARER))


def a_table(*rows: object) -> PriceTable:
    return PriceTable.model_validate({"prices": rows or [HAIKU]})


@st.composite
def counts(draw: st.DrawFn, input_tokens: int = 200_000, output_tokens: int = 64_000) -> TokenCounts:
    """Any split of a prompt over the classes that a request of ours can be billed for."""
    total = draw(st.integers(0, input_tokens))
    written = draw(st.integers(0, total))
    read = draw(st.integers(0, total - written))
    return TokenCounts(
        input_tokens=total - written - read,
        cache_creation_input_tokens=written,
        cache_read_input_tokens=read,
        output_tokens=draw(st.integers(0, output_tokens)),
    )


def test_each_class_of_tokens_has_its_own_price() -> None:
    tokens = TokenCounts(
        input_tokens=1,
        cache_creation_input_tokens=10_010,
        cache_creation_1h_input_tokens=10_000,
        cache_read_input_tokens=1_000,
        output_tokens=100,
    )

    assert HAIKU.cost_nanousd(tokens) == 1_000 + 12_500 + 20_000_000 + 100_000 + 500_000


def test_a_small_question_on_haiku_costs_325_micro_dollars() -> None:
    assert HAIKU.cost_nanousd(TokenCounts(input_tokens=25, output_tokens=60)) == 325_000


@given(counts(), counts())
def test_a_sum_of_calls_costs_the_sum_of_their_costs(one: TokenCounts, other: TokenCounts) -> None:
    both = TokenCounts.model_validate(
        {name: getattr(one, name) + getattr(other, name) for name in TokenCounts.model_fields}
    )

    assert HAIKU.cost_nanousd(both) == HAIKU.cost_nanousd(one) + HAIKU.cost_nanousd(other)


@pytest.mark.parametrize(("prompt_tokens", "band"), [(0, HAIKU), (1, HAIKU), (LONG, HAIKU), (LONG + 1, DEARER)])
def test_the_whole_call_is_billed_at_the_band_of_its_prompt(prompt_tokens: int, band: PriceRow) -> None:
    tokens = TokenCounts(cache_read_input_tokens=prompt_tokens // 2, output_tokens=10)
    tokens = tokens.model_copy(update={"input_tokens": prompt_tokens - prompt_tokens // 2})

    assert BANDS.cost_nanousd(tokens) == band.cost_nanousd(tokens)


@given(counts(), st.integers(0, 200_000), st.integers(0, 64_000))
def test_no_call_within_the_bounds_costs_more_than_was_reserved(
    tokens: TokenCounts, spare_prompt: int, spare_output: int
) -> None:
    reserved = BANDS.highest_cost_nanousd(tokens.total_input_tokens + spare_prompt, tokens.output_tokens + spare_output)

    assert BANDS.cost_nanousd(tokens) <= reserved


def test_a_longer_prompt_that_is_cheaper_does_not_lower_the_bound() -> None:
    cheaper = a_price_row(above_prompt_tokens=LONG, input_nanousd=1, cache_write_5m_nanousd=1, cache_read_nanousd=1)
    bands = Tariff(bands=(HAIKU, cheaper))
    within = TokenCounts(input_tokens=LONG)

    assert bands.cost_nanousd(within) <= bands.highest_cost_nanousd(LONG + 1, 0)


def test_a_price_holds_from_its_day_until_the_next_one_does() -> None:
    begins = date(2026, 12, 1)
    raised = a_price_row(valid_from=begins, input_nanousd=9_000)
    table = a_table(raised, HAIKU)

    assert table.tariff(MODEL, begins - timedelta(days=1)).bands == (HAIKU,)
    assert table.tariff(MODEL, begins).bands == (raised,)
    assert table.tariff(MODEL, begins + timedelta(days=400)).bands == (raised,)


def test_a_new_price_replaces_all_bands_of_the_old_one() -> None:
    flat = a_price_row(valid_from=TODAY)

    assert a_table(HAIKU, DEARER, flat).tariff(MODEL, TODAY).bands == (flat,)


def test_bands_may_stand_in_any_order() -> None:
    assert a_table(DEARER, HAIKU).tariff(MODEL, TODAY) == BANDS


def test_the_version_names_the_model_and_the_day_and_changes_with_any_price() -> None:
    version = a_table().tariff(MODEL, TODAY).version
    reordered = a_table(a_price_row(model="claude-other"), HAIKU).tariff(MODEL, TODAY).version
    corrected = a_table(a_price_row(output_nanousd=5_001)).tariff(MODEL, TODAY).version

    assert version.startswith("claude-haiku-4-5 2025-10-15 ")
    assert version == reordered != corrected


def test_a_dated_name_has_the_price_of_its_model() -> None:
    other = a_price_row(model="claude-haiku-4", input_nanousd=3_000)
    table = a_table(HAIKU, other)

    assert table.tariff("claude-haiku-4-5-20251001", TODAY).bands == (HAIKU,)
    assert table.tariff("claude-haiku-4-20250101", TODAY).bands == (other,)


@pytest.mark.parametrize(
    "model",
    [
        "claude-opus-4-5",
        "claude-haiku-4-6",
        "claude-haiku-4-50",
        "claude-haiku-4-5-fast",
        "claude-haiku",
        "my-claude-haiku-4-5",
        "",
    ],
)
def test_a_model_without_a_row_has_no_price(model: str) -> None:
    """Not that of a model whose name it begins with, which may cost a fraction of it."""
    with pytest.raises(UnknownModel, match=f"no row for the model '{model}' on 2026-11-20; it has claude-haiku-4-5"):
        a_table().tariff(model, TODAY)


def test_a_model_has_no_price_before_its_first_day() -> None:
    with pytest.raises(UnknownModel, match="on 2025-10-14; it has none"):
        a_table().tariff(MODEL, date(2025, 10, 14))


def test_two_rows_for_the_same_are_refused() -> None:
    with pytest.raises(ValidationError, match=r"row 2 \(claude-haiku-4-5, 2025-10-15\) says again what holds above 0"):
        a_table(HAIKU, a_price_row(input_nanousd=1))


def test_a_band_without_a_price_for_shorter_prompts_is_refused() -> None:
    with pytest.raises(ValidationError, match="claude-haiku-4-5, 2025-10-15: no row says what a short prompt costs"):
        a_table(DEARER)
