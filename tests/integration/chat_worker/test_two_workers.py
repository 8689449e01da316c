"""Workers share the work without a partition, and what one leaves another takes up."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Final

import pytest

from shared.mongo import Database
from tests import broker
from tests.builders import a_conversation_id, a_message_received
from tests.fakes.standin import StandIn
from tests.integration.chat_worker.workers import Outside, Surroundings, a_worker, outside, replies_by, start_process
from tests.waiting import eventually

CONVERSATIONS: Final = 40
LONG_TEXT: Final = "This answer takes its time, for whoever writes it will not live to see its end. " * 20


@pytest.fixture
async def surroundings(rabbit_url: str, mongo_url: str, database: str, claude: StandIn) -> Surroundings:
    await broker.clear(rabbit_url)
    return Surroundings(rabbit_url, mongo_url, database, claude.url)


@pytest.fixture
async def world(surroundings: Surroundings, store: Database) -> AsyncIterator[Outside]:
    async with outside(surroundings, store) as world:
        yield world


async def test_each_of_many_conversations_gets_one_reply_and_both_workers_take_part(
    surroundings: Surroundings, world: Outside, claude: StandIn
) -> None:
    claude.script({"reply": {"text": "By card."}, "pace": {"first_token_seconds": 0.2}, "times": None})
    questions = [a_message_received(conversation_id=a_conversation_id()) for _ in range(CONVERSATIONS)]
    async with a_worker(surroundings) as one, a_worker(surroundings) as other:
        for question in questions:
            await world.write(question)
        said = await world.replies_said(CONVERSATIONS)
        shares = replies_by(one), replies_by(other)

    assert len(said) == CONVERSATIONS
    assert sum(shares) == len(claude.requests()) == CONVERSATIONS
    assert min(shares) > 0
    for question in questions:
        assert await world.reply(question.conversation_id) == "By card."


async def test_a_worker_that_is_added_under_load_takes_work_at_once(
    surroundings: Surroundings, world: Outside, claude: StandIn
) -> None:
    """Also what the first has already taken from the broker, and has no slot for."""
    claude.script({"reply": {"text": "By card."}, "pace": {"first_token_seconds": 0.5}, "times": None})
    questions = [a_message_received(conversation_id=a_conversation_id()) for _ in range(24)]
    async with AsyncExitStack() as workers:
        first = await workers.enter_async_context(a_worker(surroundings, concurrent_turns=1))
        for question in questions:
            await world.write(question)
        await eventually(lambda: replies_by(first) > 0, "the first did nothing")
        added = await workers.enter_async_context(a_worker(surroundings))
        await world.replies_said(len(questions))
        shares = replies_by(first), replies_by(added)

    assert sum(shares) == len(questions)
    assert shares[1] > 0


async def test_what_a_killed_worker_was_answering_another_answers_once(
    surroundings: Surroundings, world: Outside, claude: StandIn, tmp_path: Path
) -> None:
    claude.script({"reply": {"text": LONG_TEXT}, "pace": {"delta_seconds": 0.3}}, {"reply": {"text": "By card."}})
    question = a_message_received(conversation_id=a_conversation_id())
    killed = start_process(surroundings, tmp_path, CHAT_WORKER_LEASE_SECONDS="4")
    try:
        await world.write(question)
        await eventually(lambda: _half_written(world, question.conversation_id), "nothing was begun", within_seconds=30)
        async with a_worker(surroundings):
            killed.kill()
            reply = await world.reply(question.conversation_id, within_seconds=12)
            (said,) = await world.replies_said(1)
    finally:
        killed.kill()

    assert reply == said.content == "By card."
    assert said.provenance.attempts == 2
    transcript = await world.transcript(question.conversation_id)
    assert not transcript.needs_work
    assert transcript.lease is None


async def test_a_worker_that_stops_lets_another_go_on_at_once(
    surroundings: Surroundings, world: Outside, claude: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it could not finish in time is free, not leased."""
    monkeypatch.setattr("services.chat_worker.turns.DRAIN_SECONDS", 0.1)
    claude.script({"reply": {"text": LONG_TEXT}, "pace": {"delta_seconds": 0.3}}, {"reply": {"text": "By card."}})
    question = a_message_received(conversation_id=a_conversation_id())
    async with a_worker(surroundings, lease_seconds=600):
        await world.write(question)
        await eventually(lambda: _half_written(world, question.conversation_id), "nothing was begun")

    async with a_worker(surroundings):
        assert await world.reply(question.conversation_id) == "By card."


async def _half_written(world: Outside, conversation_id: str) -> bool:
    turn = (await world.transcript(conversation_id)).turn
    return turn is not None and turn.text != ""
