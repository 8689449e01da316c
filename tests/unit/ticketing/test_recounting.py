"""Figures, summary and origin follow from what is stored."""

from services.ticketing.domain.conversation import Origin, Tally, Totals, recounted
from tests.builders import NOON
from tests.unit.ticketing.conversations import MINUTE, a_conversation, a_tally

LONG = "é" * 500
OLD = Totals(message_count=4, input_tokens=100, output_tokens=50, cost_nanousd=350_000)


def test_the_summary_is_the_first_question_cut_by_code_points() -> None:
    assert recounted(a_conversation(), a_tally(first_question=LONG), 200).summary == "é" * 200


def test_the_figures_are_those_of_the_tally_whatever_they_were() -> None:
    own = Totals(message_count=2, input_tokens=25, output_tokens=60, cost_nanousd=325_000)
    wrong = a_conversation(totals=Totals(9, 9, 9, 9))
    assert recounted(wrong, Tally(own=own), 200).totals == own


def test_counting_again_changes_nothing() -> None:
    tally = a_tally(first_question="Hello?", first_at=NOON - MINUTE, last_at=NOON + MINUTE, origin=Origin(source="app"))
    once = recounted(a_conversation(), tally, 200)
    assert recounted(once, tally, 200) == once


def test_it_began_with_its_earliest_message_and_was_touched_by_its_latest() -> None:
    counted = recounted(a_conversation(), a_tally(first_at=NOON - MINUTE, last_at=NOON + MINUTE), 200)
    assert (counted.created_at, counted.updated_at) == (NOON - MINUTE, NOON + MINUTE)


def test_a_later_touch_by_a_person_is_kept() -> None:
    touched = a_conversation(updated_at=NOON + 2 * MINUTE)
    assert recounted(touched, a_tally(last_at=NOON), 200).updated_at == NOON + 2 * MINUTE


def test_the_visitors_first_message_tells_where_it_takes_place() -> None:
    origin = Origin(source="app", user_id="u-1")
    assert recounted(a_conversation(), a_tally(origin=origin), 200).origin == origin
    assert recounted(a_conversation(origin=origin), a_tally(), 200).origin == origin


def test_totals_of_the_older_system_are_kept_below_what_comes_on_top() -> None:
    old = a_conversation(totals=OLD, inherited=OLD, summary="An old question")
    counted = recounted(old, a_tally(first_question="A new question"), 200)

    assert counted.totals == OLD.plus(Totals(message_count=1))
    assert counted.summary == "An old question"


def test_its_messages_are_not_counted_beside_its_totals() -> None:
    old = a_conversation(totals=OLD, inherited=OLD)
    kept = Totals(message_count=4, input_tokens=100, output_tokens=50)
    assert recounted(old, Tally(inherited=kept), 200).totals == OLD


def test_where_it_left_messages_but_no_totals_the_messages_count() -> None:
    kept = Totals(message_count=3, input_tokens=10, output_tokens=20)
    assert recounted(a_conversation(), Tally(inherited=kept), 200).totals == kept
