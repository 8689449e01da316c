"""How many tokens a text can be."""

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.chat_worker.domain.bounds import FIXED_TOKENS, TOKENS_PER_TEXT, most_prompt_tokens, with_seen
from services.chat_worker.settings import ChatWorkerSettings
from shared.events import TokenCounts
from tests.unit.chat_worker.prices import a_price_row

DOLLAR: Final = 1_000_000_000


@given(st.text())
def test_what_a_visitor_wrote_may_be_a_token_a_byte(text: str) -> None:
    assert most_prompt_tokens(own=[], others=[text]) >= len(text.encode())


@given(st.lists(st.text(), max_size=3), st.lists(st.text(), max_size=3), st.text())
def test_whatever_is_added_raises_the_bound(own: list[str], others: list[str], more: str) -> None:
    before = most_prompt_tokens(own=own, others=others)

    assert most_prompt_tokens(own=[*own, more], others=others) >= before + TOKENS_PER_TEXT
    assert most_prompt_tokens(own=own, others=[*others, more]) >= before + TOKENS_PER_TEXT


def test_what_claude_adds_itself_is_in_the_bound_of_an_empty_prompt() -> None:
    assert most_prompt_tokens(own=[], others=[]) == FIXED_TOKENS


def test_a_byte_begun_of_our_own_is_a_token_begun() -> None:
    assert most_prompt_tokens(own=["abc"], others=[]) == FIXED_TOKENS + TOKENS_PER_TEXT + 2


@pytest.mark.parametrize(
    ("own_bytes", "thread_bytes", "share"), [(5_000, 500, 0.05), (5_000, 32_000, 0.15), (80_000, 4_000, 0.15)]
)
def test_an_ordinary_call_reserves_a_small_part_of_a_conversations_cap(
    own_bytes: int, thread_bytes: int, share: float
) -> None:
    """The sample's articles and a first question; a full window; a large set of articles."""
    fields = ChatWorkerSettings.model_fields
    most = most_prompt_tokens(own=["a" * own_bytes], others=["a" * thread_bytes])
    row = a_price_row()
    reserved = most * row.dearest_input_nanousd + fields["max_tokens"].default * row.output_nanousd

    assert reserved <= share * fields["conversation_cap_usd"].default * DOLLAR


def test_the_text_that_came_counts_where_a_stream_was_cut_off() -> None:
    begun = TokenCounts(input_tokens=25, output_tokens=1)

    assert with_seen(begun, 400) == TokenCounts(input_tokens=25, output_tokens=100)
    assert with_seen(begun, 3) == begun


def test_what_claude_says_counts_where_it_is_more_than_the_text_that_came() -> None:
    told = TokenCounts(input_tokens=25, output_tokens=60)

    assert with_seen(told, 200) == told
