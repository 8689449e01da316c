"""`rebuild`: the figures out of ticketing's export are those that the events gave."""

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from random import Random

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import Response, StreamingResponse
from hypothesis import given

from deploy.local.ports import free_port
from services.analytics.domain.export import ExportedConversation
from services.analytics.domain.rollup import DayBucket, QuestionCount
from services.analytics.rebuild import rebuild_from
from services.analytics.recorder import Recorder
from services.analytics.stores.days import Days
from services.analytics.stores.facts import Facts
from services.analytics.ticketing_export import LineRefused
from shared.events import ConversationEscalated, Event, MessageLogged, MessageReceived, UsageRecorded
from shared.mongo import Database
from tests import builders
from tests.integration.analytics.happenings import a_history, histories
from tests.integration.analytics.process import ROOT
from tests.integration.analytics.recount import erasure, is_message, newest_outcome, newest_rating, recounted
from tests.integration.analytics.telling import figures, roll_up, told_by
from tests.integration.analytics.test_any_order import MANY_REAL_WRITES, forget_everything

TOKEN = "5e" * 32
OLDER = {
    "conversation_id": "66f0c0ffee66f0c0ffee00aa",
    "created_at": "2025-03-01T10:00:00Z",
    "status": "closed",
    "escalated": True,
    "first_question": "Can I pay by invoice?",
    "message_count": 6,
    "messages": [],
    "costs": [{"id": "legacy", "cost_nanousd": 325_000, "tokens": 85}],
}


def exported(history: Iterable[Event]) -> list[dict[str, object]]:
    """What ticketing's export says of the conversations that these events are about."""
    told: dict[str, list[Event]] = {}
    for event in sorted(history, key=lambda event: (event.occurred_at, getattr(event, "message_id", ""))):
        told.setdefault(event.conversation_id, []).append(event)
    return [_exported_conversation(conversation_id, events) for conversation_id, events in told.items()]


def _exported_conversation(conversation_id: str, events: list[Event]) -> dict[str, object]:
    line = _exported_whole(conversation_id, events)
    if erased := erasure(events):
        day = erased.first_message_on or events[0].occurred_at.date()
        line |= {"erased": True, "created_at": f"{day}T00:00:00Z", "message_count": erased.message_count}
        line |= {"first_question": None, "messages": []}
    return line


def _exported_whole(conversation_id: str, events: list[Event]) -> dict[str, object]:
    messages = [_exported_message(event) for event in events if is_message(event)]
    asked = [
        event.content
        for event in events
        if isinstance(event, MessageReceived) or (isinstance(event, MessageLogged) and event.role == "user")
    ]
    rating, outcome = newest_rating(events), newest_outcome(events)
    return {
        "conversation_id": conversation_id,
        "created_at": events[0].occurred_at.isoformat(),
        "revision": outcome.revision if outcome else 0,
        "status": "auto_resolved",
        "outcome": outcome.new if outcome else None,
        "reopened_count": outcome.reopened_count if outcome else 0,
        "escalated": any(isinstance(event, ConversationEscalated) for event in events),
        "first_question": next(iter(asked), None),
        "message_count": len(messages),
        "messages": messages,
        "costs": [
            {
                "id": event.message_id if isinstance(event, MessageLogged) else event.id,
                "cost_nanousd": event.cost_nanousd,
                "tokens": sum(event.tokens.model_dump().values()),
            }
            for event in events
            if isinstance(event, MessageLogged | UsageRecorded)
        ],
        "rating": rating and {"solved": rating.solved, "score": rating.score, "at": rating.occurred_at.isoformat()},
    }


def _exported_message(event: Event) -> dict[str, str]:
    role = "user" if isinstance(event, MessageReceived) else getattr(event, "role", "assistant")
    return {"id": getattr(event, "message_id", ""), "role": role, "created_at": event.occurred_at.isoformat()}


async def lines_of(export: Iterable[dict[str, object]]) -> AsyncIterator[ExportedConversation | LineRefused]:
    for line in export:
        yield ExportedConversation.model_validate_json(json.dumps(line))


def nobody(_: str) -> None:
    """Nobody is told how it goes."""


@MANY_REAL_WRITES
@given(histories())
async def test_from_nothing_it_gives_what_the_events_gave(
    store: Database, facts: Facts, days: Days, history: list[Event]
) -> None:
    await forget_everything(store)
    await rebuild_from(lines_of(exported(history)), facts, days, nobody)

    assert await figures(days) == recounted(history)


async def test_after_the_events_and_done_twice_it_changes_nothing(facts: Facts, days: Days, recorder: Recorder) -> None:
    history = a_history(events=80, conversations=9, chance=_chance())
    for event in history:
        await recorder.record([told_by(event)])
    await roll_up(days)
    before = await figures(days)
    for _ in range(2):
        await rebuild_from(lines_of(exported(history)), facts, days, nobody)

    assert before == await figures(days) == recounted(history)


async def test_while_events_arrive_it_doubles_nothing(facts: Facts, days: Days, recorder: Recorder) -> None:
    history = a_history(events=120, conversations=9, chance=_chance())

    async def hear() -> None:
        for event in history:
            await recorder.record([told_by(event)])

    rebuilding = rebuild_from(lines_of(exported(history[:90])), facts, days, nobody)
    await asyncio.gather(hear(), rebuilding)
    await roll_up(days)

    assert await figures(days) == recounted(history)


async def test_what_events_told_of_a_later_day_moves_to_the_day_that_the_export_knows(
    facts: Facts, days: Days, recorder: Recorder
) -> None:
    later = builders.a_message_received(conversation_id=str(OLDER["conversation_id"]))
    await recorder.record([told_by(later)])
    await roll_up(days)
    message = _exported_message(later)
    await rebuild_from(lines_of([{**OLDER, "message_count": 7, "messages": [message]}]), facts, days, nobody)

    began = date(2025, 3, 1)
    assert await days.buckets(began, began) == [
        DayBucket(day=began, conversations=1, messages=7, escalated=1, cost_nanousd=325_000, tokens=85)
    ]
    assert await days.top_questions(began, date.max, limit=10) == [
        QuestionCount(question="Can I pay by invoice?", count=1)
    ]
    assert [bucket.conversations for bucket in await days.buckets(builders.NOON.date(), date.max)] == [0]


@dataclass
class Ticketing:
    """Ticketing's export over HTTP; `breaks_off` ends it in the middle."""

    url: str
    lines: list[str]
    breaks_off: bool = False

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.get("/internal/export", response_model=None)
        async def export(request: Request) -> Response:
            if request.headers["Authorization"] != f"Bearer {TOKEN}":
                return Response(status_code=401)
            return StreamingResponse(self._stream(), media_type="application/x-ndjson")

        return app

    def _stream(self) -> Iterator[str]:
        for line in self.lines:
            yield line + "\n"
        if self.breaks_off:
            raise ConnectionError


@asynccontextmanager
async def ticketing(lines: list[str], *, breaks_off: bool = False) -> AsyncIterator[Ticketing]:
    port = free_port()
    peer = Ticketing(f"http://127.0.0.1:{port}", lines, breaks_off)
    server = uvicorn.Server(uvicorn.Config(peer.app(), port=port, log_config=None))
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    yield peer
    server.should_exit = True
    await serving


@dataclass
class Run:
    status: int
    said: str
    complained: str


async def run_rebuild(url: str, *arguments: str, **environment: str) -> Run:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "services.analytics", "rebuild", *arguments),
        cwd=ROOT,
        env={**os.environ, "SERVICE_TOKEN": TOKEN, "ANALYTICS_TICKETING_URL": url, **environment},
        stdout=PIPE,
        stderr=PIPE,
    )
    said, complained = await process.communicate()
    assert process.returncode is not None
    return Run(process.returncode, said.decode(), complained.decode())


async def test_the_command_reads_the_export_and_says_what_it_did(mongo_url: str, database: str, days: Days) -> None:
    history = a_history(events=60, conversations=9, chance=_chance())
    lines = [json.dumps(line) for line in exported(history)]
    async with ticketing(lines) as peer:
        run = await run_rebuild(
            "http://127.0.0.1:9", "--from-ticketing", peer.url, MONGODB_URL=mongo_url, MONGODB_DATABASE=database
        )

    assert (run.status, run.complained) == (0, "")
    assert f"{len(lines)} conversations merged, " in run.said.splitlines()[-1]
    assert await figures(days) == recounted(history)


async def test_a_line_that_cannot_be_read_is_named_and_the_others_are_merged(
    mongo_url: str, database: str, days: Days
) -> None:
    async with ticketing(['{"conversation_id": 1}', json.dumps(OLDER)]) as peer:
        run = await run_rebuild(peer.url, MONGODB_URL=mongo_url, MONGODB_DATABASE=database)

    assert run.status == 1
    assert run.said.startswith("Line 1 of the export is not a conversation (conversation_id: string_type, ")
    assert "1 conversations merged, 1 days recomputed, 1 lines refused." in run.said
    assert len(await figures(days)) == 1


async def test_an_export_that_breaks_off_is_said_to_have(mongo_url: str, database: str) -> None:
    async with ticketing([json.dumps(OLDER)], breaks_off=True) as peer:
        run = await run_rebuild(peer.url, MONGODB_URL=mongo_url, MONGODB_DATABASE=database)

    assert run.status == 1
    assert "broke off (RemoteProtocolError)" in run.complained
    assert "Traceback" not in run.complained


async def test_every_other_failure_is_one_sentence_too(mongo_url: str) -> None:
    nowhere = "mongodb://127.0.0.1:9/?serverSelectionTimeoutMS=200"
    async with ticketing([]) as peer:
        wrong_token = await run_rebuild(peer.url, MONGODB_URL=mongo_url, SERVICE_TOKEN="wrong")
        no_database = await run_rebuild(peer.url, MONGODB_URL=nowhere)
        no_setting = await run_rebuild(peer.url, MONGODB_URL=mongo_url, SERVICE_TOKEN="")
    nobody_there = await run_rebuild("http://127.0.0.1:9", MONGODB_URL=mongo_url)

    assert "give both processes the same SERVICE_TOKEN" in wrong_token.complained
    assert "Check MONGODB_URL" in no_database.complained
    assert "Check ANALYTICS_TICKETING_URL" in nobody_there.complained
    assert no_setting.complained.startswith("SERVICE_TOKEN: Field required")
    assert [run.status for run in (wrong_token, no_database, nobody_there, no_setting)] == [1, 1, 1, 2]
    for run in (wrong_token, no_database, nobody_there, no_setting):
        assert len(run.complained.splitlines()) == 1


def _chance() -> Random:
    return Random(28)  # noqa: S311  a history, not a secret
