"""One stand-in for all tests here, as a process; each test finds it as new."""

from collections.abc import AsyncIterator, Iterator

import anthropic
import pytest

from tests.fakes.standin import StandIn
from tests.live.claude_check import stand_in_client


@pytest.fixture(scope="package")
def running() -> Iterator[StandIn]:
    with StandIn() as stand_in:
        yield stand_in


@pytest.fixture
def stand_in(running: StandIn) -> StandIn:
    running.reset()
    return running


@pytest.fixture
async def claude(stand_in: StandIn) -> AsyncIterator[anthropic.AsyncAnthropic]:
    async with stand_in_client(stand_in) as client:
        yield client
