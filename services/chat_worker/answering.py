"""One turn: from what is pending to a committed reply.

While a turn is in hand its lease is renewed and the partial reply is kept about once a second; that look at the
document is also how a takeover by another worker or by a person is seen. A message that arrives before the first delta
was shown restarts the call with it. Whatever becomes of Claude, the visitor gets exactly one reply.
"""

import asyncio
import random
import time
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from typing import Final, Literal, NoReturn

import structlog

from services.chat_worker.budget import Budget
from services.chat_worker.claude.calls import CallFailed, CallRefused, Claude, ClaudeCall
from services.chat_worker.domain import escalation, replies
from services.chat_worker.domain import transcript as steps
from services.chat_worker.domain.breaker import CircuitBreaker
from services.chat_worker.domain.prompt import ChatRequest, Prompt, thread_as_messages
from services.chat_worker.domain.replies import Answer
from services.chat_worker.domain.retrying import pause_seconds
from services.chat_worker.domain.transcript import LeaseLost, TakenOver, Transcript, TurnInHand
from services.chat_worker.metrics import ChatWorkerMetrics
from services.chat_worker.settings import ChatWorkerSettings
from services.chat_worker.shown_reply import ShownReply
from services.chat_worker.stores.spend import CapReached, Reservation
from services.chat_worker.stores.transcripts import Transcripts
from services.chat_worker.stores.turns import FinishedTurns
from shared.events import Provenance, UsageRecorded, as_utc, event_id
from shared.failpoints import FailPoint, reach
from shared.publisher import LivePublisher

log = structlog.get_logger(__name__)

RESTARTS_FOR_NEWER_MESSAGES: Final = 3
"""A visitor who never stops typing is answered all the same."""
EARLIER_TURNS: Final = 40


class MoreArrived(Exception):
    """The visitor wrote more before anything of the answer was shown."""


class TurnAtWork:
    """What a running turn knows: where it stands in the transcript, and what the visitor has seen."""

    def __init__(self, transcript: Transcript, fence: int, shown: ShownReply) -> None:
        assert transcript.turn is not None  # noqa: S101  made only from a transcript whose turn has just begun
        self.conversation_id = transcript.conversation_id
        self.transcript = transcript
        self.turn: TurnInHand = transcript.turn
        self.fence = fence
        self.shown = shown


class Answering:
    def __init__(
        self,
        *,
        settings: ChatWorkerSettings,
        transcripts: Transcripts,
        turns: FinishedTurns,
        claude: Claude,
        budget: Budget,
        prompt: Prompt,
        live: LivePublisher,
        metrics: ChatWorkerMetrics,
    ) -> None:
        self._settings = settings
        self._transcripts = transcripts
        self._turns = turns
        self._claude = claude
        self._budget = budget
        self._prompt = prompt
        self._live = live
        self._metrics = metrics
        self._breaker = CircuitBreaker(settings.breaker_failures, settings.breaker_seconds, time.monotonic)
        self._lease_for = timedelta(seconds=settings.lease_seconds)

    async def take_turn(self, conversation_id: str, fence: int) -> None:
        """Answer what is pending and commit the reply. Raises LeaseLost, TakenOver: then nothing was committed."""
        work = await self._begin(conversation_id, fence)
        try:
            answer, usage = await self._answer_while_kept(work)
            await self._commit(work, answer, usage)
        except (LeaseLost, TakenOver):
            await work.shown.withdraw()
            raise

    async def _answer_while_kept(self, work: TurnAtWork) -> tuple[Answer, UsageRecorded | None]:
        """An answer that is there counts, for the commit sees what else has happened; until then both run or none."""
        keeping, answering = asyncio.create_task(self._keep(work)), asyncio.create_task(self._answer(work))
        try:
            await asyncio.wait([keeping, answering], return_when=asyncio.FIRST_COMPLETED)
            return answering.result() if answering.done() else keeping.result()
        finally:
            for task in (keeping, answering):
                task.cancel()
            await asyncio.gather(keeping, answering, return_exceptions=True)

    async def _begin(self, conversation_id: str, fence: int) -> TurnAtWork:
        begun = await self._transcripts.change(
            conversation_id, lambda current, now: steps.begin_attempt(current, fence, now, self._lease_for)
        )
        assert begun is not None  # noqa: S101  this step never declines
        assert begun.turn is not None  # noqa: S101  this step sets it
        shown = ShownReply(self._live, conversation_id, begun.turn, self._settings.delta_seconds)
        await shown.begin()
        return TurnAtWork(begun, fence, shown)

    async def _begin_again(self, work: TurnAtWork) -> None:
        again = await self._begin(work.conversation_id, work.fence)
        work.transcript, work.turn, work.shown = again.transcript, again.turn, again.shown

    async def _keep(self, work: TurnAtWork) -> NoReturn:
        while True:
            await asyncio.sleep(self._settings.checkpoint_seconds)
            await self._look(work)

    async def _look(self, work: TurnAtWork) -> Transcript:
        """Renew the lease, keep the partial reply, and see what has become of the conversation."""
        attempt, text = work.turn.attempt, work.shown.text
        seen = await self._transcripts.change(
            work.conversation_id,
            lambda current, now: steps.checkpoint(
                current, work.fence, attempt, text, now=now, lease_for=self._lease_for
            ),
        )
        assert seen is not None  # noqa: S101  this step never declines
        return seen

    async def _answer(self, work: TurnAtWork) -> tuple[Answer, UsageRecorded | None]:
        if work.turn.tries > self._settings.attempts + RESTARTS_FOR_NEWER_MESSAGES:
            log.error("turn given up: worker after worker ended in the middle of it", tries=work.turn.tries)
            return await self._apologise(work, "assistant_unavailable"), None
        failures, restarts = 0, 0
        deadline = time.monotonic() + self._settings.patience_seconds
        while True:
            if not await self._may_call(deadline):
                return await self._apologise(work, "assistant_unavailable"), None
            try:
                return await self._ask(work, may_restart=restarts < RESTARTS_FOR_NEWER_MESSAGES)
            except MoreArrived:
                restarts += 1
            except CallFailed as error:
                failures += 1
                pause = pause_seconds(failures, error.retry_after_seconds, random.random())  # noqa: S311  jitter
                log.warning("claude call failed", reason=str(error), failures=failures, pause_seconds=round(pause, 2))
                if failures >= self._settings.attempts or time.monotonic() + pause > deadline:
                    return await self._apologise(work, "assistant_unavailable"), None
                await asyncio.sleep(pause)
            except CallRefused as error:
                log.error("claude refused the call: check the key, the model and the account", reason=str(error))
                return await self._apologise(work, "assistant_unavailable"), None
            except CapReached:
                log.error("daily cap reached: no calls until midnight UTC", cap_usd=self._settings.daily_cap_usd)
                return await self._apologise(work, "budget_exhausted"), None
            await self._begin_again(work)

    async def _may_call(self, deadline: float) -> bool:
        """Wait while the circuit is open; False when that would take longer than patience lasts."""
        while pause := self._breaker.pause_seconds():
            if time.monotonic() + pause > deadline:
                log.warning("claude is not called: it failed too often in a row", pause_seconds=round(pause, 2))
                return False
            await asyncio.sleep(pause)
        return True

    async def _ask(self, work: TurnAtWork, *, may_restart: bool) -> tuple[Answer, UsageRecorded]:
        request = await self._request(work.transcript)
        reservation = await self._budget.reserve(request)
        call = self._claude.call(request)
        try:
            answer = await self._paid(work, call, reservation, may_restart=may_restart)
        except (CallFailed, CallRefused) as error:
            self._note(failed=isinstance(error, CallFailed))
            await self._owe(work, self._usage(work, call, "failed"))
            raise
        except BaseException:
            await self._owe(work, self._usage(work, call, "wasted"))
            raise
        self._note(failed=False)
        return answer, self._usage(work, call, "used")

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

    async def _paid(self, work: TurnAtWork, call: ClaudeCall, reservation: Reservation, *, may_restart: bool) -> Answer:
        try:
            await self._stream(work, call, may_restart=may_restart)
            return self._answer_of(work, call)
        finally:
            await self._budget.settle(reservation, call)

    async def _stream(self, work: TurnAtWork, call: ClaudeCall, *, may_restart: bool) -> None:
        async with aclosing(call.deltas()) as deltas:
            async for piece in deltas:
                if not work.shown.text and steps.unanswered_by(await self._look(work)) and may_restart:
                    raise MoreArrived
                await work.shown.add(piece)
                reach(FailPoint.CHAT_WORKER_IN_CALL)
        await work.shown.flush()

    def _answer_of(self, work: TurnAtWork, call: ClaudeCall) -> Answer:
        text = work.shown.text
        if not text.strip():
            raise CallRefused(f"an empty reply, stop reason {call.stop_reason}")
        answer = Answer(
            text=text, stop_reason=call.stop_reason, request_id=call.request_id, model=call.model, tokens=call.tokens
        )
        return replies.judged(answer, self._settings.support_email)

    async def _apologise(self, work: TurnAtWork, category: replies.Category) -> Answer:
        """The fixed text that takes the answer's place, shown like one."""
        await self._begin_again(work)
        text = escalation.apology(self._settings.support_email)
        await work.shown.add(text)
        return Answer(text=text, model=self._settings.model, escalate=category)

    async def _commit(self, work: TurnAtWork, answer: Answer, usage: UsageRecorded | None) -> None:
        now = as_utc(datetime.now(UTC))
        made = self._provenance(work, answer)
        finished = replies.finished_turn(work.transcript, work.turn, answer, made, now)
        reply = replies.reply_event(finished, answer, made)
        others: list[steps.Unsaid] = [usage] if usage else []
        if answer.escalate:
            others.append(replies.escalation_event(work.transcript, work.turn, answer.escalate, now))
        try:
            await self._transcripts.change(
                work.conversation_id, lambda current, _: steps.commit(current, work.fence, finished, reply, others)
            )
        except (LeaseLost, TakenOver):
            if usage:
                await self._owe(work, replies.as_wasted(usage))
            raise
        reach(FailPoint.CHAT_WORKER_AFTER_COMMIT)
        self._count(work, answer, usage)

    async def _owe(self, work: TurnAtWork, usage: UsageRecorded) -> None:
        """A call that did not become the reply is accounted for all the same, whoever has the lease now."""
        self._metrics.record(usage)
        await self._transcripts.change(work.conversation_id, lambda current, _: steps.owe(current, usage))

    def _count(self, work: TurnAtWork, answer: Answer, usage: UsageRecorded | None) -> None:
        log.info(
            "turn committed",
            turn_id=work.turn.id,
            tries=work.turn.tries,
            escalated=answer.escalate,
            claude_request_id=answer.request_id,
            cost_nanousd=usage.cost_nanousd if usage else 0,
        )
        self._metrics.replies.labels(outcome=answer.escalate or "answered").inc()
        if usage:
            self._metrics.record(usage)
        if answer.escalate:
            self._metrics.escalations.labels(category=answer.escalate).inc()

    async def _request(self, transcript: Transcript) -> ChatRequest:
        earlier = await self._turns.newest_of(transcript.conversation_id, EARLIER_TURNS)
        kept = {turn.id for turn in earlier}
        earlier += [turn for turn in transcript.finished if turn.id not in kept]
        return ChatRequest(
            model=self._settings.model,
            max_tokens=self._settings.max_tokens,
            policy=self._prompt.policy(datetime.now(UTC).date()),
            knowledge=self._prompt.knowledge(),
            messages=thread_as_messages(earlier, transcript.pending, self._settings.window_tokens),
        )

    def _provenance(self, work: TurnAtWork, answer: Answer) -> Provenance:
        return Provenance(
            model=answer.model,
            request_id=answer.request_id,
            prompt_version=self._prompt.version,
            knowledge_version=self._prompt.knowledge_version,
            price_version=self._budget.price_version,
            attempts=work.turn.tries,
        )

    def _usage(self, work: TurnAtWork, call: ClaudeCall, outcome: Literal["used", "wasted", "failed"]) -> UsageRecorded:
        return UsageRecorded(
            id=event_id(work.turn.id, "usage", work.turn.attempt),
            occurred_at=as_utc(datetime.now(UTC)),
            conversation_id=work.conversation_id,
            turn_id=work.turn.id,
            attempt=work.turn.attempt,
            outcome=outcome,
            model=call.requested_model,
            request_id=call.request_id,
            tokens=call.tokens,
            cost_nanousd=self._budget.cost_nanousd(call),
            price_version=self._budget.price_version,
            first_token_seconds=call.first_token_seconds,
            duration_seconds=call.duration_seconds,
        )
