"""A conversation, two workers and a clock: what the machine of `test_any_interleaving.py` moves."""

from collections.abc import Callable, Iterator
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
    """Works as the service does, one step at a time; between any two of them anything may happen."""

    def __init__(self, desk: Desk, name: str) -> None:
        self._desk = desk
        self._name = name
        self.crash()

    def crash(self) -> None:
        """All that it knew is gone."""
        self.fence: int | None = None
        self._life = self._live()

    def advance(self) -> None:
        next(self._life)

    def work_off(self) -> None:
        """Everything there is to do, without an accident."""
        self.crash()
        self.advance()
        while self.fence is not None:
            self.advance()

    def _live(self) -> Iterator[None]:
        while True:
            self._take()
            yield
            while self.fence is not None:
                yield from self._flush()
                if self.fence is not None and self._desk.transcript.pending:
                    yield from self._answer()
                yield from self._release()

    def _take(self) -> None:
        held = steps.take(self._desk.transcript, self._name, self._desk.now, LEASE_FOR)
        if held is not None:
            self._desk.transcript, self.fence = held, held.last_fence

    def _flush(self) -> Iterator[None]:
        """What it has kept and said is what it saw before: it may be told much later, or never."""
        seen = self._desk.transcript
        kept, said = [turn.id for turn in seen.finished], [event.id for event in seen.unsaid]
        for turn in seen.finished:
            self._desk.kept.setdefault(turn.id, turn)
        yield
        for event in seen.unsaid:
            self._desk.said[event.id] = event
        yield
        self._desk.transcript = steps.settle(self._desk.transcript, kept, said)
        yield

    def _answer(self) -> Iterator[None]:
        self._step(lambda current, fence: steps.begin_attempt(current, fence, self._desk.now, LEASE_FOR))
        seen = self._desk.transcript
        if self.fence is None:
            return
        yield
        if self.fence % 2:  # every other turn is too short for a checkpoint
            self._step(self._checkpoint)
            yield
        finished, reply = an_end(seen, f"by {self._name}")
        self._step(lambda current, fence: steps.commit(current, fence, finished, reply, []))
        yield

    def _checkpoint(self, current: Transcript, fence: int) -> Transcript:
        attempt = current.last_attempt
        return steps.checkpoint(current, fence, attempt, "By", now=self._desk.now, lease_for=LEASE_FOR)

    def _release(self) -> Iterator[None]:
        self._step(steps.release)
        if self._desk.transcript.lease is None:
            self.fence = None
        yield

    def _step(self, step: Callable[[Transcript, int], Transcript]) -> None:
        if self.fence is None:
            return
        before = self._desk.transcript
        try:
            self._desk.transcript = step(before, self.fence)
            assert self._desk.transcript == before or (before.lease and before.lease.holder == self._name)
        except (LeaseLost, TakenOver):
            self._desk.transcript = steps.abandon(self._desk.transcript, self.fence)
            self.fence = None
