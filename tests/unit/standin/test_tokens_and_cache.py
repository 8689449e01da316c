"""Counting tokens, and what the prompt cache makes of them."""

from typing import Any

import pytest

from deploy.standin.blocks import prompt_blocks
from deploy.standin.cache import MIN_PREFIX_TOKENS, PromptCache
from deploy.standin.tokens import count_tokens
from deploy.standin.usage import Usage
from tests.unit.standin.prompts import ESCALATE, request, text

MARK = {"type": "ephemeral"}
HOUR = {"type": "ephemeral", "ttl": "1h"}
LONG = MIN_PREFIX_TOKENS


class Clock:
    """Seconds that pass when told to."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


class Desk:
    """A cache, its clock, and the same question again and again."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.cache = PromptCache(self.clock)

    def ask(self, *tokens: int, marks: dict[int, Any], key: str = "key", **fields: Any) -> Usage:
        """A system prompt in blocks of so many tokens, with marks on some, and a question of 2 tokens."""
        system = [
            text(chr(ord("a") + place) * 4 * size) | {"cache_control": marks.get(place)}
            for place, size in enumerate(tokens)
        ]
        return self.cache.use(key, prompt_blocks(request("12345678", system=system, **fields)))


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.mark.parametrize(("said", "tokens"), [("", 1), ("a", 1), ("abcd", 1), ("abcde", 2), ("x" * 400, 100)])
def test_four_characters_are_a_token_and_there_is_at_least_one(said: str, tokens: int) -> None:
    assert count_tokens(said) == tokens


def test_a_prefix_is_written_first_and_read_then(desk: Desk) -> None:
    first = desk.ask(LONG, marks={0: MARK})
    assert (first.input_tokens, first.cache_creation_input_tokens, first.cache_read_input_tokens) == (2, LONG, 0)
    assert (first.ephemeral_5m_input_tokens, first.ephemeral_1h_input_tokens) == (LONG, 0)
    again = desk.ask(LONG, marks={0: MARK})
    assert (again.input_tokens, again.cache_creation_input_tokens, again.cache_read_input_tokens) == (2, 0, LONG)


def test_a_prefix_below_the_minimum_is_silently_not_cached(desk: Desk) -> None:
    for _ in range(2):
        usage = desk.ask(LONG - 1, marks={0: MARK})
        assert (usage.input_tokens, usage.cache_creation_input_tokens, usage.cache_read_input_tokens) == (
            LONG + 1,
            0,
            0,
        )


def test_without_a_mark_nothing_is_cached(desk: Desk) -> None:
    desk.ask(LONG, marks={})
    assert desk.ask(LONG, marks={}).cache_read_input_tokens == 0


def test_a_prefix_lives_five_minutes_from_its_last_use(desk: Desk) -> None:
    desk.ask(LONG, marks={0: MARK})
    for _ in range(3):
        desk.clock.seconds += 299
        assert desk.ask(LONG, marks={0: MARK}).cache_read_input_tokens == LONG
    desk.clock.seconds += 301
    assert desk.ask(LONG, marks={0: MARK}).cache_creation_input_tokens == LONG


def test_a_prefix_may_live_an_hour(desk: Desk) -> None:
    assert desk.ask(LONG, marks={0: HOUR}).ephemeral_1h_input_tokens == LONG
    desk.clock.seconds += 3599
    assert desk.ask(LONG, marks={0: HOUR}).cache_read_input_tokens == LONG


def test_each_key_has_prefixes_of_its_own(desk: Desk) -> None:
    desk.ask(LONG, marks={0: MARK}, key="one")
    assert desk.ask(LONG, marks={0: MARK}, key="other").cache_read_input_tokens == 0


def test_only_what_is_new_is_written_behind_a_prefix_that_is_read(desk: Desk) -> None:
    desk.ask(LONG, marks={0: MARK})
    usage = desk.ask(LONG, 100, marks={0: MARK, 1: MARK})
    assert (usage.cache_read_input_tokens, usage.cache_creation_input_tokens) == (LONG, 100)


def test_a_growing_conversation_reads_what_was_marked_a_few_blocks_before(desk: Desk) -> None:
    desk.ask(LONG, marks={0: MARK})
    usage = desk.ask(LONG, 50, 60, marks={2: MARK})
    assert (usage.cache_read_input_tokens, usage.cache_creation_input_tokens) == (LONG, 110)


def test_a_mark_on_the_whole_request_is_one_on_its_last_block(desk: Desk) -> None:
    assert desk.ask(LONG, marks={}, cache_control=MARK).cache_creation_input_tokens == LONG + 2


def test_tools_come_before_the_system_prompt_in_a_prefix(desk: Desk) -> None:
    desk.ask(LONG, marks={0: MARK})
    assert desk.ask(LONG, marks={0: MARK}, tools=[ESCALATE]).cache_read_input_tokens == 0


def test_the_classes_of_input_add_up_to_the_whole_input(desk: Desk) -> None:
    for _ in range(2):
        usage = desk.ask(LONG, 77, marks={0: MARK})
        parts = (usage.input_tokens, usage.cache_creation_input_tokens, usage.cache_read_input_tokens)
        assert sum(parts) == LONG + 77 + 2
