"""Which behaviour a request gets, and what a behaviour may say."""

from typing import Any

import pytest
from pydantic import ValidationError

from deploy.standin.behaviours import FILLER, Behaviour, FixedReply, UsageOverride
from deploy.standin.replies import Call
from deploy.standin.script import Script
from deploy.standin.usage import Usage

ORDINARY = Behaviour()


def behaviour(**fields: Any) -> Behaviour:
    return Behaviour.model_validate(fields)


def script(*behaviours: Behaviour) -> Script:
    made = Script()
    made.push(list(behaviours))
    return made


def test_without_a_script_requests_are_answered_as_usual() -> None:
    assert script().take("Hello", streaming=True) == ORDINARY


def test_a_behaviour_serves_its_times_and_is_gone() -> None:
    twice = behaviour(times=2, model="claude-other")
    served = script(twice)
    assert [served.take("q", streaming=True) for _ in range(3)] == [twice, twice, ORDINARY]


def test_a_behaviour_without_times_stays_until_cleared() -> None:
    always = behaviour(times=None, model="claude-other")
    served = script(always)
    assert all(served.take("q", streaming=True) == always for _ in range(50))
    served.clear()
    assert served.take("q", streaming=True) == ORDINARY


def test_the_first_behaviour_that_matches_serves() -> None:
    refund, every = behaviour(match="refund", model="a"), behaviour(model="b")
    served = script(refund, every)
    assert served.take("How do payments work?", streaming=True) == every
    assert served.take("Where is my REFUND?", streaming=True) == refund


def test_what_only_a_stream_can_suffer_waits_for_a_stream() -> None:
    cut = behaviour(fault={"kind": "cut", "after_deltas": 1})
    served = script(cut)
    assert served.take("q", streaming=False) == ORDINARY
    assert served.take("q", streaming=True) == cut


def test_the_same_seed_strikes_the_same_requests() -> None:
    def struck(seed: int) -> list[bool]:
        served = script(behaviour(times=None, probability=0.3, seed=seed, model="claude-other"))
        return [served.take("q", streaming=True) != ORDINARY for _ in range(200)]

    assert struck(7) == struck(7) != struck(8)
    assert 30 < sum(struck(7)) < 90


@pytest.mark.parametrize(
    "fields",
    [
        {"mach": "refund"},
        {"reply": {"txt": "a"}},
        {"fault": {"kind": "explode"}},
        {"fault": {"kind": "cut"}},
        {"fault": {"kind": "cut", "after_deltas": 1, "after_bytes": 1}},
        {"error": {"status": 200}},
        {"error": {"status": 529, "spend_limit": True}},
        {"error": {"status": 529}, "reply": {"text": "a"}},
        {"probability": 0},
        {"times": 0},
    ],
)
def test_a_behaviour_that_makes_no_sense_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        behaviour(**fields)


def test_a_spent_budget_is_told_apart_from_a_rate_limit() -> None:
    spent = behaviour(error={"status": 429, "spend_limit": True}).error
    assert spent
    assert spent.error().details == {"error_code": "enforced_spend_limit_reached"}
    assert spent.error().headers == {}


def test_a_rate_limit_may_say_when_to_come_back() -> None:
    limited = behaviour(error={"status": 429, "retry_after_seconds": 3}).error
    assert limited
    assert limited.error().headers == {"retry-after": "3"}


def test_a_fixed_reply_is_told_as_it_stands() -> None:
    reply = FixedReply.model_validate({"text": "Hi.", "tool_calls": [{"name": "a", "input": {"b": 1}}]}).reply()
    assert reply.text == "Hi."
    assert reply.stop_reason == "tool_use"
    assert [block.input for block in reply.blocks if isinstance(block, Call)] == [{"b": 1}]


def test_a_fixed_reply_may_be_of_any_size_or_empty() -> None:
    assert len(FixedReply(size_characters=100_003).reply().text) == 100_003
    assert FixedReply(size_characters=3).reply().text == FILLER[:3]
    assert FixedReply().reply().blocks == ()


def test_named_token_counts_replace_the_counted_ones() -> None:
    counted = Usage(input_tokens=1, output_tokens=2, cache_read_input_tokens=3)
    assert UsageOverride(output_tokens=60).applied(counted) == counted.model_copy(update={"output_tokens": 60})
    assert UsageOverride(input_tokens=25).applied(counted) == Usage(input_tokens=25, output_tokens=2)
    written = UsageOverride(cache_creation_input_tokens=9).applied(counted)
    assert written.ephemeral_5m_input_tokens == 9
