"""`GET /api/support/analytics`, for whoever may read."""

from collections.abc import Callable
from datetime import date
from typing import Annotated, Final, Protocol

from fastapi import APIRouter, Depends, Query, Security
from fastapi.security import APIKeyCookie, HTTPBearer

from services.analytics.domain.rollup import QUESTIONS_IN_REPORT, DayBucket, QuestionCount, days_up_to, report
from services.analytics.schemas import AnalyticsQuery, AnalyticsView
from shared.auth import ACCESS_COOKIE, AccessTokens, Role, Scope, require_access
from shared.mongo import UNAVAILABLE
from shared.problems import Problem, problem_responses, retry_after

RETRY_AFTER_SECONDS: Final = 5

# What the OpenAPI description says of how to sign in; `require_access` decides.
BEARER: Final = HTTPBearer(scheme_name="access_token", bearerFormat="JWT", auto_error=False)
COOKIE: Final = APIKeyCookie(scheme_name="access_cookie", name=ACCESS_COOKIE, auto_error=False)


class Counted(Protocol):
    """What was counted from a first day to a last, both included."""

    async def buckets(self, first: date, last: date) -> list[DayBucket]: ...

    async def top_questions(self, first: date, last: date, limit: int) -> list[QuestionCount]: ...


class FiguresUnavailable(Problem):
    def __init__(self) -> None:
        super().__init__(
            503,
            "figures-unavailable",
            "The figures cannot be read right now. Try again in a few seconds.",
            headers=retry_after(RETRY_AFTER_SECONDS),
        )


def create_routes(counted: Counted, tokens: AccessTokens, today: Callable[[], date]) -> APIRouter:
    """`today` gives the current UTC day."""
    signed_in = [Security(BEARER), Security(COOKIE), Depends(require_access(tokens, Role.VIEWER, Scope.ANALYTICS_READ))]
    router = APIRouter(tags=["analytics"], dependencies=signed_in)

    @router.get(
        "/api/support/analytics",
        summary="The desk's figures",
        response_model=AnalyticsView,
        responses=problem_responses(401, 422, 503),
    )
    async def analytics(query: Annotated[AnalyticsQuery, Query()]) -> AnalyticsView:
        """Totals, rates and most frequent first questions over the last UTC days, today included.

        The figures are those of a few seconds ago. `top_questions` sums the 100 most frequent of each day, and is
        therefore approximate: a question that is never among a day's 100 is not in it.
        """
        days = days_up_to(today(), query.days)
        try:
            buckets = await counted.buckets(days[0], days[-1])
            questions = await counted.top_questions(days[0], days[-1], QUESTIONS_IN_REPORT)
        except UNAVAILABLE as error:
            raise FiguresUnavailable from error
        return AnalyticsView.model_validate(report(days, buckets, questions))

    return router
