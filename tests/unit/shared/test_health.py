"""Whether a service is ready is said in time, whatever its servers do."""

import asyncio

import pytest

from shared.http import Check, health_router
from tests.unit.shared.api import an_app, client_of


async def fine() -> bool:
    return True


async def failing() -> bool:
    return False


async def hanging() -> bool:
    await asyncio.Event().wait()
    return True


@pytest.mark.parametrize(("check", "status"), [(fine, 200), (failing, 503), (hanging, 503)])
async def test_it_is_ready_when_all_that_it_needs_answers_in_time(
    check: Check, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.http.CHECK_SECONDS", 0.05)
    app = an_app()
    app.include_router(health_router({"mongodb": check, "rabbitmq": fine}, {"ticketing": check}))

    async with client_of(app) as client:
        answer = await client.get("/readyz")

    waits = [] if status == 200 else ["mongodb"]
    degraded = [] if status == 200 else ["ticketing"]
    assert answer.status_code == status
    assert answer.json() == {"ready": status == 200, "waiting_for": waits, "degraded": degraded}
