"""How much may be spent on what, and when somebody should know."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

WARN_AT_PERCENT: Final = (50, 80)
FULL_PERCENT: Final = 100


class Scope(StrEnum):
    """What a cap is for. A visitor's, like the day's, is for one UTC day."""

    CONVERSATION = "conversation"
    VISITOR = "visitor"
    DAY = "day"
    MONTH = "month"


class Caps(BaseModel):
    """Nano-dollars for each scope; 0 stops all calls."""

    model_config = ConfigDict(frozen=True)

    conversation_nanousd: int = Field(ge=0)
    visitor_nanousd: int = Field(ge=0)
    day_nanousd: int = Field(ge=0)
    month_nanousd: int = Field(ge=0)

    def of(self, scope: Scope) -> int:
        nanousd: int = getattr(self, f"{scope}_nanousd")
        return nanousd


class Spending(BaseModel):
    """What a day and its month have cost so far. `full`: the names of the periods at whose cap a call was refused."""

    model_config = ConfigDict(frozen=True)

    day: date
    day_nanousd: int = 0
    month_nanousd: int = 0
    full: frozenset[str] = frozenset()
    noted: frozenset[str] = frozenset()


class Crossing(BaseModel):
    """A share of a cap that was reached in a period: something to tell once."""

    model_config = ConfigDict(frozen=True)

    scope: Scope
    period: str
    percent: int

    @property
    def name(self) -> str:
        return f"{self.period} {self.percent}"


def month_of(day: date) -> str:
    return f"{day:%Y-%m}"


def resets_at(scope: Scope, day: date) -> datetime | None:
    """When the cap of that day's scope begins anew; a conversation's never does."""
    match scope:
        case Scope.CONVERSATION:
            return None
        case Scope.MONTH:
            first = (day.replace(day=1) + timedelta(days=31)).replace(day=1)
        case Scope.VISITOR | Scope.DAY:
            first = day + timedelta(days=1)
    return datetime.combine(first, time(), UTC)


def crossings(spending: Spending, caps: Caps) -> Iterator[Crossing]:
    """Every share that is reached and was not told yet. As a call is refused before it could pass the cap, 100 % is
    when one was."""
    periods = {
        Scope.DAY: (spending.day.isoformat(), spending.day_nanousd),
        Scope.MONTH: (month_of(spending.day), spending.month_nanousd),
    }
    for scope, (period, spent) in periods.items():
        for percent in _reached(spent, caps.of(scope), refused=period in spending.full):
            crossing = Crossing(scope=scope, period=period, percent=percent)
            if crossing.name not in spending.noted:
                yield crossing


def _reached(spent: int, cap: int, *, refused: bool) -> Iterator[int]:
    if cap:
        yield from (percent for percent in WARN_AT_PERCENT if spent * 100 >= percent * cap)
    if refused or (cap and spent >= cap):
        yield FULL_PERCENT
