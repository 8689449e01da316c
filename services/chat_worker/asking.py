"""Asking Claude once: the request, its money, the reply as it streams, and the account of it."""

import time
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

import structlog

from services.chat_worker.budget import Budget
from services.chat_worker.claude.calls import CallFailed, CallRefused, Claude, ClaudeCall
from services.chat_worker.domain.breaker import CircuitBreaker
from services.chat_worker.domain.conclusions import Said
from services.chat_worker.domain.promises import Hit, PromiseCheck, Promises
from services.chat_worker.domain.prompt import ChatRequest, Prompt, question_of, thread_as_messages
from services.chat_worker.domain.texts import Texts
from services.chat_worker.domain.tools import TOOLS
from services.chat_worker.knowledge import Choice, Knowledge
from services.chat_worker.metrics import ChatWorkerMetrics
from services.chat_worker.settings import ChatWorkerSettings
from services.chat_worker.stores.spend import Reservation
from services.chat_worker.stores.turns import FinishedTurns
from services.chat_worker.turn_at_work import TurnAtWork
from shared.events import UsageRecorded, as_utc, event_id
from shared.failpoints import FailPoint, reach

log = structlog.get_logger(__name__)

EARLIER_TURNS = 40


class MoreArrived(Exception):
    """The visitor wrote more before anything of the answer was shown."""


class PromiseMade(Exception):
    """The reply promises what only a person can."""


@dataclass(frozen=True)
class Asked:
    """A call that ended well, what it cost, and the articles that it was given."""

    said: Said
    usage: UsageRecorded
    chosen: Choice


class Asking:
    def __init__(
        self,
        *,
        settings: ChatWorkerSettings,
        turns: FinishedTurns,
        claude: Claude,
        budget: Budget,
        prompt: Prompt,
        knowledge: Knowledge,
        texts: Texts,
        promises: Promises,
        metrics: ChatWorkerMetrics,
    ) -> None:
        self._settings = settings
        self._turns = turns
        self._claude = claude
        self._budget = budget
        self._prompt = prompt
        self._knowledge = knowledge
        self._texts = texts
        self._promises = promises
        self._metrics = metrics
        self._breaker = CircuitBreaker(settings.breaker_failures, settings.breaker_seconds, time.monotonic)

    def pause_seconds(self) -> float:
        """How long to leave Claude alone, because call after call has failed."""
        return self._breaker.pause_seconds()

    async def ask(self, work: TurnAtWork, *, may_restart: bool) -> Asked:
        """Show the reply while it comes. Every call is accounted for, however it ends.

        Raises CallFailed, CallRefused, CapReached, PromiseMade, and with `may_restart` MoreArrived.
        """
        request, chosen = await self._request(work)
        newest = work.transcript.pending[-1]
        reservation = await self._budget.reserve(request, work.conversation_id, newest.visitor_key)
        call = self._claude.call(request)
        try:
            said = await self._paid(work, call, reservation, may_restart=may_restart)
        except (CallFailed, CallRefused) as error:
            self._note(failed=isinstance(error, CallFailed))
            await self._owe(work, self._usage(work, call, reservation, "failed"))
            raise
        except BaseException:
            if call.first_token_seconds is not None:
                self._note(failed=False)
            await self._owe(work, self._usage(work, call, reservation, "wasted"))
            raise
        self._note(failed=False)
        return Asked(said, self._usage(work, call, reservation, "used"), chosen)

    async def _request(self, work: TurnAtWork) -> tuple[ChatRequest, Choice]:
        transcript = work.transcript
        earlier = await self._turns.newest_of(work.conversation_id, EARLIER_TURNS)
        kept = {turn.id for turn in earlier}
        earlier += [turn for turn in transcript.finished if turn.id not in kept]
        locale = transcript.pending[-1].locale
        chosen = self._knowledge.choose(question_of(earlier, transcript.pending), locale)
        language = self._texts.language_name(locale)
        request = ChatRequest(
            model=self._settings.model,
            max_tokens=self._settings.max_tokens,
            system=self._prompt.system(datetime.now(UTC).date()),
            tools=TOOLS,
            articles=chosen.articles,
            articles_stay=chosen.whole,
            messages=thread_as_messages(earlier, transcript.pending, language, self._settings.window_tokens),
        )
        return request, chosen

    async def _paid(self, work: TurnAtWork, call: ClaudeCall, reservation: Reservation, *, may_restart: bool) -> Said:
        try:
            await self._stream(work, call, may_restart=may_restart)
            return _said(work, call)
        finally:
            await self._budget.settle(reservation, call)

    async def _stream(self, work: TurnAtWork, call: ClaudeCall, *, may_restart: bool) -> None:
        check = PromiseCheck(self._promises)
        async with aclosing(call.deltas()) as deltas:
            async for piece in deltas:
                if not work.shown.text and await work.more_arrived() and may_restart:
                    raise MoreArrived
                self._look_for_promise(check.feed(piece))
                await work.shown.add(piece)
                reach(FailPoint.CHAT_WORKER_IN_CALL)
        self._look_for_promise(check.finish())
        await work.shown.flush()

    def _look_for_promise(self, hit: Hit | None) -> None:
        if hit:
            log.warning("reply withdrawn: it promises what only a person can", rule=hit.rule, category=hit.category)
            self._metrics.promises.labels(category=hit.category).inc()
            raise PromiseMade

    def _note(self, *, failed: bool) -> None:
        """For the circuit breaker: a call that Claude refuses was answered."""
        was_open = self._breaker.is_open
        if failed:
            self._breaker.failed()
        else:
            self._breaker.succeeded()
        if self._breaker.is_open != was_open:
            self._metrics.circuit_open.set(self._breaker.is_open)
            log.warning("circuit to claude opened" if self._breaker.is_open else "circuit to claude closed")

    async def _owe(self, work: TurnAtWork, usage: UsageRecorded) -> None:
        self._metrics.record(usage)
        await work.owe(usage)

    def _usage(
        self,
        work: TurnAtWork,
        call: ClaudeCall,
        reservation: Reservation,
        outcome: Literal["used", "wasted", "failed"],
    ) -> UsageRecorded:
        cost = self._budget.cost(reservation, call)
        return UsageRecorded(
            id=event_id(work.turn.id, "usage", work.turn.attempt),
            occurred_at=as_utc(datetime.now(UTC)),
            conversation_id=work.conversation_id,
            turn_id=work.turn.id,
            attempt=work.turn.attempt,
            outcome=outcome,
            model=call.requested_model,
            request_id=call.request_id,
            tokens=call.reading.tokens,
            cost_nanousd=cost.nanousd,
            price_version=cost.price_version,
            first_token_seconds=call.first_token_seconds,
            duration_seconds=call.duration_seconds,
        )


def _said(work: TurnAtWork, call: ClaudeCall) -> Said:
    """Raises CallRefused for nothing at all, CallFailed for a pause that only tools of Claude's own could end."""
    reading = call.reading
    assert reading.stop_reason is not None  # noqa: S101  a call without one has failed
    if reading.stop_reason == "pause_turn":
        raise CallFailed("Claude paused the turn, and there is nothing here to wait for")
    speaks = work.shown.text.strip() or reading.tools or reading.stop_reason == "refusal"
    if not speaks:
        raise CallRefused(f"an empty reply, stop reason {reading.stop_reason}")
    return Said(
        text=work.shown.text,
        stop_reason=reading.stop_reason,
        sources=reading.sources,
        tools=reading.tools,
        model=reading.model,
        request_id=call.request_id,
        tokens=reading.tokens,
    )
