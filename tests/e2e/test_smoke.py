"""`tests/smoke.sh` says what it did, and fails loudly."""

import asyncio
import os
from pathlib import Path
from typing import Final

import pytest

from tests.system import ADMIN_EMAIL, ADMIN_PASSWORD, RunningSystem, Shape

SCRIPT: Final = Path(__file__).parents[1] / "smoke.sh"
ONE_ADDRESS: Final = pytest.mark.parametrize("shape", [Shape.ONE_PROCESS], scope="package", indirect=True)


@ONE_ADDRESS
async def test_it_exercises_all_seven_routes(system: RunningSystem) -> None:
    code, said, complaints = await _run(system.base_url)

    assert (code, complaints) == (0, "")
    for route in (
        "POST /api/support/conversations ",
        "POST /api/support/conversations/ID/messages",
        "PATCH /api/support/conversations/ID",
        "GET /api/support/conversations?",
        "GET /api/support/conversations/ID ",
        "GET /api/support/tickets",
        "GET /api/support/analytics",
    ):
        assert route in said, said
    assert "estimated_cost_usd 325" in said


@ONE_ADDRESS
async def test_a_wrong_password_ends_it_with_the_answer_shown(system: RunningSystem) -> None:
    code, _, complaints = await _run(system.base_url, password="not-the-password")

    assert code == 1
    assert "HTTP 401" in complaints
    assert "not-the-password" not in complaints


@ONE_ADDRESS
async def test_a_desk_that_is_not_there_ends_it_with_a_sentence(system: RunningSystem) -> None:
    code, _, complaints = await _run("http://127.0.0.1:9")

    assert code == 1
    assert complaints.startswith("FAILED  POST /api/support/session")


@ONE_ADDRESS
@pytest.mark.parametrize("arguments", [(), ("one", "two")])
async def test_without_its_arguments_it_says_how_to_call_it(arguments: tuple[str, ...], system: RunningSystem) -> None:
    code, _, complaints = await _run(*arguments)

    assert code == 2
    assert complaints.startswith("Usage:")


async def _run(*arguments: str, password: str = ADMIN_PASSWORD) -> tuple[int | None, str, str]:
    process = await asyncio.create_subprocess_exec(
        SCRIPT,
        *arguments,
        env={"PATH": os.environ["PATH"], "ADMIN_EMAIL": ADMIN_EMAIL, "ADMIN_PASSWORD": password},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    said, complaints = await process.communicate()
    return process.returncode, said.decode(), complaints.decode()
