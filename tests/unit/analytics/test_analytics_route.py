"""GET /api/support/analytics."""

from datetime import timedelta

import httpx2
import pytest
from pymongo.errors import ServerSelectionTimeoutError

from services.analytics.domain.rollup import DayBucket, QuestionCount
from tests.unit.analytics.conftest import TODAY, Buckets
from tests.unit.analytics.desk import Desk

ADDRESS = "/api/support/analytics"


def signed_in(desk: Desk) -> dict[str, str]:
    return {"Authorization": f"Bearer {desk.token()}"}


async def test_a_viewer_sees_the_figures(analytics: httpx2.AsyncClient, desk: Desk, buckets: Buckets) -> None:
    buckets.kept = [DayBucket(day=TODAY, conversations=2, messages=5, escalated=1, cost_nanousd=650_000, tokens=170)]
    buckets.asked = [QuestionCount(question="How do payments work?", count=2)]
    answer = await analytics.get(ADDRESS, params={"days": 2}, headers=signed_in(desk))

    assert answer.status_code == 200
    assert answer.json() == {
        "total_conversations": 2,
        "total_messages": 5,
        "auto_resolved_pct": 50.0,
        "escalated_pct": 50.0,
        "avg_messages_per_conversation": 2.5,
        "total_cost_usd": 0.00065,
        "solved_pct": None,
        "avg_score": None,
        "outcomes": {"answered": 0, "confirmed": 0, "abandoned": 0, "escalated": 0, "undecided": 2},
        "reopened": 0,
        "top_questions": [{"question": "How do payments work?", "count": 2}],
        "conversations_by_day": [{"date": "2026-11-19", "count": 0}, {"date": "2026-11-20", "count": 2}],
    }


async def test_the_ten_most_frequent_questions_are_shown(
    analytics: httpx2.AsyncClient, desk: Desk, buckets: Buckets
) -> None:
    buckets.asked = [QuestionCount(question=f"Question {nth}?", count=99 - nth) for nth in range(11)]
    answer = await analytics.get(ADDRESS, headers=signed_in(desk))

    assert answer.json()["top_questions"] == [{"question": f"Question {nth}?", "count": 99 - nth} for nth in range(10)]


@pytest.mark.parametrize(("query", "days"), [({}, 30), ({"days": 1}, 1), ({"days": 366}, 366)])
async def test_the_range_ends_today(
    analytics: httpx2.AsyncClient, desk: Desk, query: dict[str, int], days: int
) -> None:
    answer = await analytics.get(ADDRESS, params=query, headers=signed_in(desk))
    by_day = answer.json()["conversations_by_day"]

    assert len(by_day) == days
    assert by_day[-1]["date"] == TODAY.isoformat()
    assert by_day[0]["date"] == (TODAY - timedelta(days=days - 1)).isoformat()


@pytest.mark.parametrize(
    "query", ["days=0", "days=367", "days=-1", "days=x", "days=", "days=1.5", "days=1e1", "day=3", "days=3&from=x"]
)
async def test_any_other_query_is_refused(analytics: httpx2.AsyncClient, desk: Desk, query: str) -> None:
    answer = await analytics.get(f"{ADDRESS}?{query}", headers=signed_in(desk))

    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["type"] == "urn:support-desk:problem:invalid-request"


async def test_whoever_is_not_signed_in_sees_nothing(analytics: httpx2.AsyncClient, desk: Desk) -> None:
    for token in ("", "Bearer x", f"Bearer {desk.token(lasts=timedelta(0))}", f"Bearer {Desk().token()}"):
        answer = await analytics.get(ADDRESS, headers={"Authorization": token})
        assert answer.status_code == 401
        assert answer.json()["type"] == "urn:support-desk:problem:not-signed-in"


async def test_while_the_database_is_away_it_says_when_to_come_again(
    analytics: httpx2.AsyncClient, desk: Desk, buckets: Buckets
) -> None:
    buckets.broken = ServerSelectionTimeoutError("no server")
    answer = await analytics.get(ADDRESS, headers=signed_in(desk))

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert answer.json()["type"] == "urn:support-desk:problem:figures-unavailable"
