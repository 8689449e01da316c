"""From day buckets to the report."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from services.analytics.domain.rollup import DayBucket, DayCount, OutcomeCounts, days_up_to, report
from tests.unit.analytics.strategies import WITHOUT_A_CLOCK

FRIDAY = date(2026, 11, 20)
SATURDAY = date(2026, 11, 21)
DAYS = (FRIDAY, SATURDAY)


def test_a_range_ends_with_its_last_day_and_spans_years() -> None:
    assert days_up_to(SATURDAY, 2) == DAYS
    assert days_up_to(date(2024, 12, 31), 366)[0] == date(2024, 1, 1)


def test_totals_are_sums_over_the_days() -> None:
    buckets = [
        DayBucket(day=FRIDAY, conversations=3, messages=9, escalated=1, cost_nanousd=325_000),
        DayBucket(day=SATURDAY, conversations=1, messages=2, cost_nanousd=245_000),
    ]
    figures = report(DAYS, buckets, ())

    assert (figures.total_conversations, figures.total_messages) == (4, 11)
    assert (figures.escalated_pct, figures.auto_resolved_pct) == (25.0, 75.0)
    assert figures.avg_messages_per_conversation == 2.8
    assert figures.total_cost_usd == 0.00057


def test_what_visitors_say_is_counted_among_those_who_said_it() -> None:
    buckets = [
        DayBucket(day=FRIDAY, conversations=9, ratings=2, solved=1, scores=3, score_sum=10),
        DayBucket(day=SATURDAY, conversations=1, ratings=1, solved=1),
    ]
    figures = report(DAYS, buckets, ())

    assert (figures.solved_pct, figures.avg_score) == (66.7, 3.33)


def test_how_they_ended_is_counted_and_so_is_what_has_not_ended() -> None:
    buckets = [
        DayBucket(day=FRIDAY, conversations=5, outcome_answered=2, outcome_confirmed=1, outcome_escalated=1),
        DayBucket(day=SATURDAY, conversations=2, outcome_abandoned=1, reopened=1),
    ]
    figures = report(DAYS, buckets, ())

    assert figures.outcomes == OutcomeCounts(answered=2, confirmed=1, abandoned=1, escalated=1, undecided=2)
    assert figures.reopened == 1


def test_cost_is_exact_to_the_nano_dollar() -> None:
    buckets = [DayBucket(day=day, conversations=1, cost_nanousd=100_000_001) for day in DAYS]

    assert report(DAYS, buckets, ()).total_cost_usd == 0.200000002


def test_without_conversations_every_figure_is_zero() -> None:
    figures = report(DAYS, [DayBucket(day=FRIDAY)], ())

    assert figures.model_dump(exclude={"top_questions", "conversations_by_day"}) == {
        "total_conversations": 0,
        "total_messages": 0,
        "auto_resolved_pct": 0.0,
        "escalated_pct": 0.0,
        "avg_messages_per_conversation": 0.0,
        "total_cost_usd": 0.0,
        "solved_pct": None,
        "avg_score": None,
        "outcomes": {"answered": 0, "confirmed": 0, "abandoned": 0, "escalated": 0, "undecided": 0},
        "reopened": 0,
    }


def test_a_day_without_conversations_is_shown_with_none() -> None:
    figures = report(DAYS, [DayBucket(day=SATURDAY, conversations=2)], ())

    assert figures.conversations_by_day == (DayCount(date=FRIDAY, count=0), DayCount(date=SATURDAY, count=2))


def test_buckets_of_other_days_are_left_out() -> None:
    assert report((FRIDAY,), [DayBucket(day=SATURDAY, conversations=2)], ()).total_conversations == 0


@WITHOUT_A_CLOCK
@given(st.integers(1, 10_000), st.data())
def test_the_two_rates_make_a_hundred(conversations: int, data: st.DataObject) -> None:
    escalated = data.draw(st.integers(0, conversations))
    figures = report(DAYS, [DayBucket(day=FRIDAY, conversations=conversations, escalated=escalated)], ())

    assert figures.auto_resolved_pct == round(100 - figures.escalated_pct, 1)
    assert 0 <= figures.auto_resolved_pct <= 100
