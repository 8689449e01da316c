"""The chat worker's stores on a real mongod, and its processes on a real broker and a stand-in for Claude."""

from collections.abc import Iterator

import pytest

from services.chat_worker.stores.transcripts import Transcripts
from services.chat_worker.stores.turns import FinishedTurns
from shared.mongo import Database
from tests.fakes.standin import StandIn


@pytest.fixture
async def transcripts(store: Database) -> Transcripts:
    transcripts = Transcripts(store)
    await transcripts.ensure_indexes()
    return transcripts


@pytest.fixture
async def turns(store: Database) -> FinishedTurns:
    turns = FinishedTurns(store)
    await turns.ensure_indexes()
    return turns


@pytest.fixture(scope="package")
def claude_process() -> Iterator[StandIn]:
    with StandIn() as claude:
        yield claude


@pytest.fixture
def claude(claude_process: StandIn) -> StandIn:
    """Nothing scripted, nothing asked yet."""
    claude_process.reset()
    return claude_process
