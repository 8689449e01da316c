"""Who works on which conversation, and when.

A conversation is worked on under its lease, by one worker at a time, as long as there is something to answer or to say.
A nudge starts that at once; a sweep every second finds what nobody works on: a killed worker's turns, events that could
not be said, messages whose predecessor never came.
"""

import asyncio
import contextlib
from datetime import timedelta
from typing import Final
from uuid import uuid4

import structlog

from services.chat_worker.answering import Answering
from services.chat_worker.domain import transcript as steps
from services.chat_worker.domain.transcript import LeaseLost, TakenOver, Transcript
from services.chat_worker.metrics import ChatWorkerMetrics
from services.chat_worker.outbox import Outbox
from services.chat_worker.settings import ChatWorkerSettings
from services.chat_worker.stores.transcripts import Transcripts
from shared.failpoints import FailPoint, reach
from shared.mongo import is_transient
from shared.publisher import BrokerUnavailable

log = structlog.get_logger(__name__)

DRAIN_SECONDS: Final = 8.0


class Turns:
    def __init__(
        self,
        settings: ChatWorkerSettings,
        transcripts: Transcripts,
        answering: Answering,
        outbox: Outbox,
        metrics: ChatWorkerMetrics,
    ) -> None:
        self._transcripts = transcripts
        self._answering = answering
        self._outbox = outbox
        self._metrics = metrics
        self._holder = uuid4().hex
        self._lease_for = timedelta(seconds=settings.lease_seconds)
        self._slot_count = settings.concurrent_turns
        self._slots = asyncio.Semaphore(settings.concurrent_turns)
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._again: set[str] = set()
        self._stopping = False

    def nudge(self, conversation_id: str) -> None:
        """There may be work in this conversation: look as soon as a slot is free."""
        if self._stopping:
            return
        if conversation_id in self._tasks:
            self._again.add(conversation_id)
            return
        task = asyncio.create_task(self._serve(conversation_id), name=f"turns-{conversation_id}")
        self._tasks[conversation_id] = task
        task.add_done_callback(lambda _: self._served(conversation_id))

    async def stop(self) -> None:
        """Begin nothing new; let what is in hand finish for a while; leave the rest for others to take up at once."""
        self._stopping = True
        running = list(self._tasks.values())
        if not running:
            return
        _, unfinished = await asyncio.wait(running, timeout=DRAIN_SECONDS)
        for task in unfinished:
            task.cancel()
        await asyncio.gather(*unfinished, return_exceptions=True)

    async def sweep(self) -> None:
        """Nudge the conversations that have work which nobody does."""
        free = self._slot_count - len(self._tasks)
        if free > 0:
            async for conversation_id in self._transcripts.with_work(limit=free):
                if conversation_id not in self._tasks:
                    self.nudge(conversation_id)
        working, unsaid = await self._transcripts.backlog()
        self._metrics.backlog.set(working)
        self._metrics.unsaid.set(unsaid)

    def _served(self, conversation_id: str) -> None:
        del self._tasks[conversation_id]
        if conversation_id in self._again:
            self._again.discard(conversation_id)
            self.nudge(conversation_id)

    async def _serve(self, conversation_id: str) -> None:
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(conversation_id=conversation_id)
        async with self._slots:
            if self._stopping:
                return
            with self._metrics.turns_in_hand.track_inprogress():
                try:
                    await self._work(conversation_id)
                except BrokerUnavailable:
                    log.warning("events stay unsaid: the broker is away")
                except Exception as error:
                    log.log(*_severity(error), error=type(error).__name__, exc_info=not is_transient(error))

    async def _work(self, conversation_id: str) -> None:
        held = await self._transcripts.take(conversation_id, self._holder, self._lease_for)
        if held is None:
            return
        assert held.lease is not None  # noqa: S101  taken in the line above
        fence = held.lease.fence
        reach(FailPoint.CHAT_WORKER_AFTER_LEASE)
        try:
            await self._work_off(held, fence)
        except (LeaseLost, TakenOver):
            log.info("turn ended by others")
        finally:
            with contextlib.suppress(LeaseLost):
                await self._transcripts.change(conversation_id, lambda current, _: steps.abandon(current, fence))

    async def _work_off(self, transcript: Transcript, fence: int) -> None:
        while transcript.needs_work:
            await self._outbox.flush(transcript)
            if transcript.pending:
                await self._answering.take_turn(transcript.conversation_id, fence)
            reach(FailPoint.CHAT_WORKER_BEFORE_RELEASE)
            released = await self._transcripts.change(
                transcript.conversation_id, lambda current, _: steps.release(current, fence)
            )
            assert released is not None  # noqa: S101  this step never declines
            transcript = released


def _severity(error: Exception) -> tuple[int, str]:
    return (30, "work waits for the database") if is_transient(error) else (40, "work failed")
