"""Work is taken up at once, by one worker, within its slots, and left resumable when it cannot be finished."""

import asyncio
from datetime import datetime, timedelta
from functools import partial

import pytest
from pymongo.errors import AutoReconnect
from structlog.testing import capture_logs

from services.chat_worker.domain import transcript as steps
from services.chat_worker.domain.transcript import Transcript
from shared.events import MessageReceived, ReplyGenerated
from tests.builders import CONVERSATION_ID, a_conversation_id, a_message_received
from tests.unit.chat_worker.scripted import Part, ScriptedClaude
from tests.unit.chat_worker.worker import Shared, Worker
from tests.waiting import eventually


class Gate:
    """Where a script waits until the test opens it; `reached` counts those that came."""

    def __init__(self) -> None:
        self.reached = 0
        self._open = asyncio.Event()

    def open(self) -> None:
        self._open.set()

    async def __call__(self) -> None:
        self.reached += 1
        await self._open.wait()


@pytest.fixture
def shared() -> Shared:
    shared = Shared()
    shared.arrives("How?")
    return shared


async def test_a_nudge_is_enough(shared: Shared) -> None:
    worker = Worker(shared, ScriptedClaude(["By card."]))

    worker.turns.nudge(CONVERSATION_ID)
    await worker.finish()

    assert shared.thread == ["How?", "By card."]
    assert len(shared.events(ReplyGenerated)) == 1
    assert shared.transcript.unsaid == []
    assert shared.transcript.lease is None


async def test_a_nudge_without_work_does_nothing() -> None:
    shared = Shared()
    worker = Worker(shared, ScriptedClaude())

    worker.turns.nudge(CONVERSATION_ID)
    await worker.finish()

    assert shared.transcript == Transcript(conversation_id=CONVERSATION_ID)


async def test_what_arrives_during_a_turn_is_answered_in_the_next(shared: Shared) -> None:
    claude = ScriptedClaude(["By ", lambda: shared.arrives("And when?"), "card."], ["Today."])
    worker = Worker(shared, claude)

    worker.turns.nudge(CONVERSATION_ID)
    await worker.finish()

    assert shared.thread == ["How?", "And when?", "By card.", "Today."]
    assert shared.transcript.lease is None


async def test_a_nudge_while_the_conversation_is_worked_on_is_not_forgotten(shared: Shared) -> None:
    """The work may be over the moment before the message that the nudge is about was stored."""
    worker = Worker(shared, ScriptedClaude(["By card."], ["Today."]))
    worker.turns.nudge(CONVERSATION_ID)
    await eventually(lambda: not shared.transcript.needs_work, "the first was not answered")
    shared.arrives("And when?")

    worker.turns.nudge(CONVERSATION_ID)
    await eventually(lambda: len(shared.events(ReplyGenerated)) == 2, "the second was not answered")
    await worker.finish()


async def test_two_workers_that_are_nudged_at_once_make_one_reply(shared: Shared) -> None:
    claude = ScriptedClaude(["By card."])
    one, other = Worker(shared, claude), Worker(shared, claude)

    one.turns.nudge(CONVERSATION_ID)
    other.turns.nudge(CONVERSATION_ID)
    await asyncio.gather(one.finish(), other.finish())

    assert len(claude.requests) == 1
    assert shared.thread == ["How?", "By card."]


async def test_the_sweep_takes_up_what_nobody_works_on(shared: Shared) -> None:
    worker = Worker(shared, ScriptedClaude(["By card."]))

    await worker.turns.sweep()
    await worker.finish()

    assert shared.thread == ["How?", "By card."]


async def test_the_sweep_leaves_alone_what_somebody_works_on(shared: Shared) -> None:
    await shared.transcripts.take(CONVERSATION_ID, "another", timedelta(seconds=10))
    worker = Worker(shared, ScriptedClaude())

    await worker.turns.sweep()
    await worker.finish()

    assert shared.thread == ["How?"]


async def test_events_that_a_dead_worker_left_unsaid_are_said(shared: Shared) -> None:
    await Worker(shared, ScriptedClaude(["By card."])).answer()
    shared.transcripts.pass_time(11)
    worker = Worker(shared, ScriptedClaude())

    await worker.turns.sweep()
    await worker.finish()

    assert len(shared.publisher.said) == 2
    assert shared.transcript.lease is None


async def test_while_the_broker_is_away_the_work_is_left_and_said_once_it_is_back(shared: Shared) -> None:
    worker = Worker(shared, ScriptedClaude(["By card."]))
    shared.publisher.away = True
    worker.turns.nudge(CONVERSATION_ID)
    await eventually(lambda: shared.transcript.unsaid and shared.transcript.lease is None, "it was not left")

    shared.publisher.away = False
    await worker.turns.sweep()
    await worker.finish()

    assert len(shared.publisher.said) == 2
    assert not shared.transcript.needs_work


async def test_no_more_conversations_are_answered_at_once_than_there_are_slots() -> None:
    shared, gate = Shared(), Gate()
    script: list[Part] = [gate, "By card."]
    worker = Worker(shared, ScriptedClaude(*[script] * 5), concurrent_turns=2)
    for conversation_id in _five_questions(shared):
        worker.turns.nudge(conversation_id)
    await eventually(lambda: gate.reached == 2, "the slots were not used")
    await _let_others_run()
    assert gate.reached == 2

    gate.open()
    await eventually(lambda: len(shared.events(ReplyGenerated)) == 5, "not all were answered")
    await worker.finish()


async def test_a_full_worker_sweeps_nothing_and_one_with_a_free_slot_does(shared: Shared) -> None:
    gate = Gate()
    worker = Worker(shared, ScriptedClaude([gate, "By card."], ["By card."]), concurrent_turns=1)
    await worker.turns.sweep()
    await eventually(lambda: gate.reached == 1, "nothing was taken")
    (other, *_) = _five_questions(shared)

    await worker.turns.sweep()
    await _let_others_run()

    assert shared.transcripts.known(other).lease is None
    gate.open()
    await worker.finish()


async def test_a_worker_that_stops_begins_nothing_that_only_waited_for_a_slot() -> None:
    shared, gate = Shared(), Gate()
    claude = ScriptedClaude([gate, "By card."])
    worker = Worker(shared, claude, concurrent_turns=1)
    for conversation_id in _five_questions(shared):
        worker.turns.nudge(conversation_id)
    await eventually(lambda: gate.reached == 1, "nothing was taken")

    stopping = asyncio.create_task(worker.turns.stop())
    await asyncio.sleep(0)
    gate.open()
    await stopping

    assert len(claude.requests) == 1
    assert len(shared.events(ReplyGenerated)) == 1


async def test_a_worker_that_stops_takes_no_nudge(shared: Shared) -> None:
    worker = Worker(shared, ScriptedClaude())
    await worker.turns.stop()

    worker.turns.nudge(CONVERSATION_ID)
    await worker.turns.sweep()
    await _let_others_run()

    assert shared.transcript.lease is None


async def test_what_is_not_finished_when_a_worker_stops_may_be_taken_up_at_once(
    shared: Shared, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.chat_worker.turns.DRAIN_SECONDS", 0.01)
    gate = Gate()
    worker = Worker(shared, ScriptedClaude(["By ", gate]))
    worker.turns.nudge(CONVERSATION_ID)
    await eventually(lambda: gate.reached, "nothing was begun")

    await worker.finish()

    assert shared.transcript.lease is None
    assert shared.usages == [(1, "wasted")]
    assert [message.content for message in shared.transcript.pending] == ["How?"]


async def test_a_person_who_takes_the_conversation_ends_the_turn_without_an_error(shared: Shared) -> None:
    worker = Worker(shared, ScriptedClaude([shared.a_person_takes_it, "By card."]))

    with capture_logs() as logs:
        worker.turns.nudge(CONVERSATION_ID)
        await worker.finish()

    assert [line["log_level"] for line in logs if line["event"] == "turn ended by others"] == ["info"]
    assert not [line for line in logs if line["log_level"] == "error"]
    assert shared.transcript.lease is None


async def test_a_database_that_is_away_is_no_error_of_ours(shared: Shared) -> None:
    def database_goes() -> None:
        shared.transcripts.fault = AutoReconnect("away")

    worker = Worker(shared, ScriptedClaude(["By ", database_goes, Gate()]))

    with capture_logs() as logs:
        worker.turns.nudge(CONVERSATION_ID)
        await eventually(lambda: [line for line in logs if "work waits" in line["event"]], "nothing was logged")

    assert not [line for line in logs if line["log_level"] == "error"]


async def test_a_conversation_that_cannot_be_worked_on_stops_no_other() -> None:
    shared = Shared()
    worker = Worker(shared, ScriptedClaude([ZeroDivisionError()], ["By card."]))
    first, second, *_ = _five_questions(shared)

    with capture_logs() as logs:
        worker.turns.nudge(first)
        worker.turns.nudge(second)
        await worker.finish()

    assert [line["error"] for line in logs if line["log_level"] == "error"] == ["ZeroDivisionError"]
    assert shared.transcripts.known(first).lease is None
    assert len(shared.events(ReplyGenerated)) == 1


async def test_no_log_line_holds_what_was_said(shared: Shared) -> None:
    shared.arrives("SENTINEL-question")
    claude = ScriptedClaude(["SENTINEL-half", ZeroDivisionError()], ["SENTINEL-answer"])

    with capture_logs() as logs:
        for worker in (Worker(shared, claude), Worker(shared, claude)):
            worker.turns.nudge(CONVERSATION_ID)
            await worker.finish()

    assert len(shared.events(ReplyGenerated)) == 1
    assert "SENTINEL" not in str(logs)


def _five_questions(shared: Shared) -> list[str]:
    events = [a_message_received(conversation_id=a_conversation_id()) for _ in range(5)]
    for event in events:
        shared.transcripts.apply(event.conversation_id, partial(_receive, event))
    return [event.conversation_id for event in events]


def _receive(event: MessageReceived, current: Transcript, now: datetime) -> Transcript:
    return steps.receive(current, event, now)


async def _let_others_run() -> None:
    for _ in range(50):
        await asyncio.sleep(0)
