"""What a call costs, to the nano-dollar."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.chat_worker import settings
from services.chat_worker.domain.pricing import ModelPrice, PriceTable, UnknownModel
from shared.events import TokenCounts

HAIKU = ModelPrice(input_nanousd=1_000, cache_creation_nanousd=1_250, cache_read_nanousd=100, output_nanousd=5_000)
OTHER = ModelPrice(input_nanousd=3_000, cache_creation_nanousd=3_750, cache_read_nanousd=300, output_nanousd=15_000)
PRICES = PriceTable(version="2026-11-01", models={"claude-haiku-4-5": HAIKU, "claude-haiku-4": OTHER})
COUNTS = st.builds(
    TokenCounts,
    input_tokens=st.integers(0, 200_000),
    cache_creation_input_tokens=st.integers(0, 200_000),
    cache_read_input_tokens=st.integers(0, 200_000),
    output_tokens=st.integers(0, 64_000),
)


def test_each_class_of_tokens_has_its_own_price() -> None:
    counts = TokenCounts(
        input_tokens=1, cache_creation_input_tokens=10, cache_read_input_tokens=1_000, output_tokens=100
    )

    assert HAIKU.cost_nanousd(counts) == 1_000 + 12_500 + 100_000 + 500_000


def test_a_small_question_on_haiku_costs_325_micro_dollars() -> None:
    assert HAIKU.cost_nanousd(TokenCounts(input_tokens=25, output_tokens=60)) == 325_000


@given(COUNTS, COUNTS)
def test_a_sum_of_calls_costs_the_sum_of_their_costs(one: TokenCounts, other: TokenCounts) -> None:
    both = TokenCounts.model_validate(
        {name: getattr(one, name) + getattr(other, name) for name in TokenCounts.model_fields}
    )

    assert HAIKU.cost_nanousd(both) == HAIKU.cost_nanousd(one) + HAIKU.cost_nanousd(other)


def test_a_dated_name_has_the_price_of_its_model() -> None:
    assert PRICES.price_of("claude-haiku-4-5-20251001") == HAIKU
    assert PRICES.price_of("claude-haiku-4-20250101") == OTHER


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
    with pytest.raises(UnknownModel, match="2026-11-01 has no row for the model"):
        PRICES.price_of(model)


@given(st.integers(0, 400_000), st.integers(0, 64_000), st.data())
def test_no_split_of_the_prompt_over_the_classes_costs_more_than_was_reserved(
    prompt_bytes: int, max_tokens: int, data: st.DataObject
) -> None:
    tokens = prompt_bytes // 2
    written = data.draw(st.integers(0, tokens))
    read = data.draw(st.integers(0, tokens - written))
    counts = TokenCounts(
        input_tokens=tokens - written - read,
        cache_creation_input_tokens=written,
        cache_read_input_tokens=read,
        output_tokens=data.draw(st.integers(0, max_tokens)),
    )

    assert HAIKU.cost_nanousd(counts) <= PRICES.highest_cost_nanousd("claude-haiku-4-5", prompt_bytes, max_tokens)


def test_the_table_that_comes_with_the_service_is_a_price_table() -> None:
    default = settings.ChatWorkerSettings.model_fields["prices_file"].default
    table = PriceTable.model_validate(tomllib.loads(default.read_text()))

    assert table.price_of("claude-haiku-4-5") == HAIKU
