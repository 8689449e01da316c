"""Merging: any order, any repetition, the same fact."""

from datetime import UTC, date, datetime, timedelta
from functools import reduce
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.analytics.domain import facts
from services.analytics.domain.facts import Fact, KnownCost, KnownMessage, KnownQuestion, KnownStatus, merge
from shared.events import Status
from tests.unit.analytics.strategies import CONVERSATION_ID, WITHOUT_A_CLOCK
from tests.unit.analytics.strategies import facts as facts_of_one

NOTHING = Fact(conversation_id=CONVERSATION_ID)
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def a_fact(**known: object) -> Fact:
    return Fact.model_validate({"conversation_id": CONVERSATION_ID, **known})


def a_message(message_id: str, at: datetime = NOON, role: str = "user") -> Fact:
    return a_fact(messages=[KnownMessage(id=message_id, at=at, role=role)])


@WITHOUT_A_CLOCK
@given(facts_of_one(12), st.randoms(use_true_random=False))
def test_any_order_with_any_repetition_ends_in_the_same_fact(told: list[Fact], chance: Random) -> None:
    again = told + [chance.choice(told) for _ in told]
    chance.shuffle(again)

    assert reduce(merge, again, NOTHING) == reduce(merge, told, NOTHING)


@WITHOUT_A_CLOCK
@given(*[facts_of_one(4).map(lambda told: reduce(merge, told, NOTHING))] * 3)
def test_it_does_not_matter_what_is_merged_with_what_first(one: Fact, two: Fact, three: Fact) -> None:
    assert merge(merge(one, two), three) == merge(one, merge(two, three))


@WITHOUT_A_CLOCK
@given(facts_of_one(12), st.randoms(use_true_random=False))
def test_the_order_does_not_matter_past_the_bound_either(told: list[Fact], chance: Random) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(facts, "MOST_ENTRIES", 2)
        again = told * 2
        chance.shuffle(again)
        merged = reduce(merge, again, NOTHING)

        assert merged == reduce(merge, told, NOTHING)
        assert len(merged.messages) <= 2
        assert len(merged.costs) <= 2


def test_a_conversation_counts_on_the_day_of_its_earliest_message() -> None:
    today = a_message("b", NOON)
    moved = merge(today, a_message("a", NOON - timedelta(days=1)))

    assert today.day == date(2026, 11, 20)
    assert moved.day == date(2026, 11, 19)
    assert merge(moved, a_message("c", NOON + timedelta(days=1))).day == date(2026, 11, 19)


def test_a_day_is_one_of_utc() -> None:
    late_in_new_york = datetime.fromisoformat("2026-11-20T22:30:00-05:00")

    assert a_message("a", late_in_new_york).day == date(2026, 11, 21)


def test_what_has_no_message_yet_counts_on_no_day() -> None:
    assert merge(a_fact(escalated=True), a_fact(costs=[KnownCost(id="a", nanousd=1, tokens=1)])).day is None


def test_an_older_status_does_not_override_a_newer_one() -> None:
    newer = a_fact(status=KnownStatus(at=NOON, id="2", value=Status.CLOSED))
    older = a_fact(status=KnownStatus(at=NOON - timedelta(seconds=1), id="1", value=Status.OPEN))

    assert merge(newer, older).status == newer.status


def test_the_first_question_is_the_one_that_was_asked_first_not_the_one_that_came_first() -> None:
    second = a_fact(first_question=KnownQuestion(at=NOON, id="b", text="And then?"))
    first = a_fact(first_question=KnownQuestion(at=NOON - timedelta(minutes=1), id="a", text="How?"))

    assert merge(second, first).first_question == first.first_question


def test_messages_known_by_number_only_are_counted_beside_the_listed_ones() -> None:
    older = a_fact(unlisted={"count": 6, "began_at": NOON - timedelta(days=90)})
    continued = merge(older, a_message("a"))

    assert continued.message_count == 7
    assert continued.day == date(2026, 8, 22)
    assert merge(continued, older) == continued


def test_a_full_fact_keeps_the_earliest_messages() -> None:
    full = a_fact(
        messages=[
            KnownMessage(id=f"{nth:06}", at=NOON + timedelta(seconds=nth), role="user")
            for nth in range(facts.MOST_ENTRIES)
        ]
    )
    later = merge(full, a_message("zz", NOON + timedelta(days=1)))
    earlier = merge(full, a_message("zz", NOON - timedelta(days=1)))

    assert later == full
    assert earlier.message_count == facts.MOST_ENTRIES
    assert earlier.messages[0].id == "zz"


def test_of_an_erased_conversation_nothing_but_figures_is_known_whatever_comes_late() -> None:
    erasure = {"began_at": NOON.replace(hour=0), "message_count": 2}
    asked = a_fact(first_question=KnownQuestion(at=NOON, id="a", text="How?"), unlisted={"count": 1, "began_at": NOON})
    erased = reduce(merge, [a_message("a"), a_fact(erasure=erasure), asked, a_message("b"), a_message("c")])

    assert erased == a_fact(erasure=erasure)
    assert (erased.message_count, erased.day) == (2, NOON.date())


def test_what_a_call_has_cost_is_added_to_an_erased_conversation() -> None:
    erased = a_fact(erasure={"began_at": NOON, "message_count": 2}, costs=[KnownCost(id="a", nanousd=1, tokens=1)])

    assert merge(erased, a_fact(costs=[KnownCost(id="b", nanousd=2, tokens=2)])).cost_nanousd == 3
