"""The analytics route's query and answer."""

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from services.analytics.domain.rollup import QUESTIONS_A_DAY, QUESTIONS_IN_REPORT


class AnalyticsQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    days: int = Field(30, ge=1, le=366, description="UTC days, today included.")


class _Answer(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class QuestionCountView(_Answer):
    question: str = Field(description="As it was first written, on one line, cut to 200 characters.")
    count: int = Field(description="Conversations that began with it.")


class DayCountView(_Answer):
    date: date
    count: int = Field(description="Conversations that began on this UTC day.")


class OutcomeCountsView(_Answer):
    """How conversations ended: each is decided once nothing has happened for a day, and counts in one of these."""

    answered: int = Field(description="A reply was shown, and the visitor did not say that it was solved.")
    confirmed: int = Field(description="The visitor said that it was solved.")
    abandoned: int = Field(description="No reply was committed.")
    escalated: int = Field(description="Put before people.")
    undecided: int = Field(description="They go on, or ended less than a day ago.")


class AnalyticsView(_Answer):
    """The desk's figures over a range of UTC days.

    A conversation belongs to the day of its earliest message, with all its messages, its cost and its escalation,
    whenever they came. Where there was no conversation, every figure is 0: also `auto_resolved_pct`, since nothing was
    resolved.
    """

    total_conversations: int
    total_messages: int = Field(description="Of visitors, the bot and people.")
    auto_resolved_pct: float = Field(description="100 minus escalated_pct.")
    escalated_pct: float = Field(description="Conversations ever put before people, in percent, to one decimal.")
    avg_messages_per_conversation: float = Field(description="To one decimal.")
    total_cost_usd: float = Field(description="Dollars, out of exact nano-dollars.")
    solved_pct: float | None = Field(
        description="Of the visitors who said whether it was solved, those who said that it was, in percent."
    )
    avg_score: float | None = Field(description="Of the scores that visitors gave, 1 to 5.")
    outcomes: OutcomeCountsView
    reopened: int = Field(description="Conversations that the visitor came back to within seven days of their end.")
    top_questions: list[QuestionCountView] = Field(
        description=(
            f"The {QUESTIONS_IN_REPORT} most frequent first questions, without regard to case and spacing. "
            f"Approximate: the sum of the {QUESTIONS_A_DAY} most frequent of each day."
        )
    )
    conversations_by_day: list[DayCountView] = Field(description="Every day of the range, oldest first.")
