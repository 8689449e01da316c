"""A conversation, two workers and a clock: what the machine of `test_any_interleaving.py` moves."""

from collections.abc import Callable
from datetime import datetime, timedelta

from services.chat_worker.domain import transcript as steps
from services.chat_worker.domain.transcript import LeaseLost, TakenOver, Transcript
from services.chat_worker.domain.turn import FinishedTurn
from shared.events import MessageReceived, ReplyGenerated
from shared.visitor_view import Thread
from tests.builders import CONVERSATION_ID, NOON
from tests.unit.chat_worker.conversations import LEASE_FOR, an_end


class Desk:
    """The durable state: the transcript, the turns that are documents of their own, the events that were said."""

    def __init__(self) -> None:
        self.now: datetime = NOON
        self.transcript = Transcript(conversation_id=CONVERSATION_ID)
        self.kept: dict[str, FinishedTurn] = {}
        self.said: dict[str, steps.Unsaid] = {}

    @property
    def turns(self) -> list[FinishedTurn]:
        return list({turn.id: turn for turn in [*self.kept.values(), *self.transcript.finished]}.values())

    @property
    def thread(self) -> Thread:
        return steps.as_thread(self.transcript, list(self.kept.values()))

    @property
    def replies_said(self) -> list[ReplyGenerated]:
        return [event for event in self.said.values() if isinstance(event, ReplyGenerated)]

    def pass_time(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    def receive(self, event: MessageReceived) -> None:
        self.transcript = steps.receive(self.transcript, event, self.now)


class Worker:
    """Takes its steps one by one; between any two of them anything may happen."""

    def __init__(self, desk: Desk, name: str) -> None:
        self._desk = desk
        self._name = name
        self.crash()

    def crash(self) -> None:
        """All that it knew is gone."""
        self.fence: int | None = None
        self._seen: Transcript | None = None
        self._flushed: Transcript | None = None

    def take(self) -> None:
        desk = self._desk
        held = steps.take(desk.transcript, self._name, desk.now, LEASE_FOR)
        if held is not None:
            desk.transcript, self.fence = held, held.last_fence

    def begin(self) -> None:
        self._step(lambda current, fence: steps.begin_attempt(current, fence, self._desk.now, LEASE_FOR))
        self._seen = self._desk.transcript if self.fence else None

    def checkpoint(self, text: str) -> None:
        self._step(lambda current, fence: steps.checkpoint(current, fence, text, self._desk.now, LEASE_FOR))

    def commit(self) -> None:
        """What it answers is what it saw when it began, however long ago that was."""
        if self._seen is not None:
            finished, reply = an_end(self._seen, f"by {self._name}")
            self._step(lambda current, fence: steps.commit(current, fence, finished, reply, []))
        self._seen = None

    def flush(self) -> None:
        """Keep and say what it sees now; `settle` may come much later, or never."""
        if self.fence:
            self._flushed = self._desk.transcript
            for turn in self._flushed.finished:
                self._desk.kept.setdefault(turn.id, turn)
            for event in self._flushed.unsaid:
                self._desk.said[event.id] = event

    def settle(self) -> None:
        if self._flushed is not None:
            kept, said = [turn.id for turn in self._flushed.finished], [event.id for event in self._flushed.unsaid]
            self._desk.transcript = steps.settle(self._desk.transcript, kept, said)
        self._flushed = None

    def release(self) -> None:
        self._step(steps.release)

    def abandon(self) -> None:
        self._step(steps.abandon)
        self.crash()

    def work_off(self) -> None:
        """Everything there is to do, without an accident."""
        self.take()
        while self.fence and self._desk.transcript.needs_work:
            self.flush()
            self.settle()
            if self._desk.transcript.pending:
                self.begin()
                self.commit()
        self.release()
        self.crash()

    def _step(self, step: Callable[[Transcript, int], Transcript]) -> None:
        if self.fence is None:
            return
        try:
            self._desk.transcript = step(self._desk.transcript, self.fence)
        except (LeaseLost, TakenOver):
            self.crash()
