"""From day buckets to the report that the dashboard shows."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Final

from pydantic import BaseModel, ConfigDict

from shared.events import Outcome

QUESTIONS_A_DAY: Final = 100
QUESTIONS_IN_REPORT: Final = 10
_NANOUSD_A_DOLLAR: Final = 1_000_000_000


class _Figures(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class QuestionCount(_Figures):
    """How many conversations began with this question."""

    question: str
    count: int


class DayBucket(_Figures):
    """The conversations whose earliest message is of this UTC day, with everything that happened in them since.

    `ratings` say whether it was solved, `solved` of them that it was; `scores` are as many as add up to `score_sum`.
    `reopened`: how many the visitor came back to.
    """

    day: date
    conversations: int = 0
    messages: int = 0
    escalated: int = 0
    cost_nanousd: int = 0
    tokens: int = 0
    ratings: int = 0
    solved: int = 0
    scores: int = 0
    score_sum: int = 0
    outcome_answered: int = 0
    outcome_confirmed: int = 0
    outcome_abandoned: int = 0
    outcome_escalated: int = 0
    reopened: int = 0


class DayCount(_Figures):
    date: date
    count: int


class OutcomeCounts(_Figures):
    """How conversations ended; `undecided` are those that go on, or ended less than a day ago."""

    answered: int
    confirmed: int
    abandoned: int
    escalated: int
    undecided: int


class Report(_Figures):
    """All figures of a range of days. Without conversations every figure is 0, the two rates too; what visitors say is
    null where nobody has said anything."""

    total_conversations: int
    total_messages: int
    auto_resolved_pct: float
    escalated_pct: float
    avg_messages_per_conversation: float
    total_cost_usd: float
    solved_pct: float | None
    avg_score: float | None
    outcomes: OutcomeCounts
    reopened: int
    top_questions: tuple[QuestionCount, ...]
    conversations_by_day: tuple[DayCount, ...]


def days_up_to(last: date, number: int) -> tuple[date, ...]:
    """So many days, oldest first, `last` included."""
    return tuple(last - timedelta(days=back) for back in range(number - 1, -1, -1))


def report(days: Sequence[date], buckets: Iterable[DayBucket], top_questions: Iterable[QuestionCount]) -> Report:
    """The report over `days`, given the buckets of those that have one, and what was asked most in all of them."""
    by_day = {bucket.day: bucket for bucket in buckets}
    counted = [by_day[day] for day in days if day in by_day]
    conversations = sum(bucket.conversations for bucket in counted)
    messages = sum(bucket.messages for bucket in counted)
    escalated = sum(bucket.escalated for bucket in counted)
    said, solved = sum(bucket.ratings for bucket in counted), sum(bucket.solved for bucket in counted)
    scores, score_sum = sum(bucket.scores for bucket in counted), sum(bucket.score_sum for bucket in counted)
    escalated_pct = round(100 * escalated / conversations, 1) if conversations else 0.0
    return Report(
        total_conversations=conversations,
        total_messages=messages,
        auto_resolved_pct=round(100 - escalated_pct, 1) if conversations else 0.0,
        escalated_pct=escalated_pct,
        avg_messages_per_conversation=round(messages / conversations, 1) if conversations else 0.0,
        total_cost_usd=sum(bucket.cost_nanousd for bucket in counted) / _NANOUSD_A_DOLLAR,
        solved_pct=round(100 * solved / said, 1) if said else None,
        avg_score=round(score_sum / scores, 2) if scores else None,
        outcomes=_outcomes(counted, conversations),
        reopened=sum(bucket.reopened for bucket in counted),
        top_questions=tuple(top_questions),
        conversations_by_day=tuple(
            DayCount(date=day, count=by_day[day].conversations if day in by_day else 0) for day in days
        ),
    )


def _outcomes(counted: Sequence[DayBucket], conversations: int) -> OutcomeCounts:
    ended = {outcome.value: sum(getattr(bucket, f"outcome_{outcome}") for bucket in counted) for outcome in Outcome}
    return OutcomeCounts(**ended, undecided=conversations - sum(ended.values()))
