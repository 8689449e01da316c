"""One turn: from what is pending to a committed reply.

A message that arrives before the first delta was shown restarts the call with it. Whatever becomes of Claude, the
visitor gets exactly one reply; where a person is needed, it says what happens next.
"""

import asyncio
import random
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import structlog

from services.chat_worker.asking import Asked, Asking, MoreArrived, PromiseMade
from services.chat_worker.budget import Budget
from services.chat_worker.claude.calls import CallFailed, CallRefused
from services.chat_worker.domain import replies
from services.chat_worker.domain import transcript as steps
from services.chat_worker.domain.conclusions import Answer, Circumstances, concluded, handed_over
from services.chat_worker.domain.retrying import pause_seconds
from services.chat_worker.domain.texts import Texts
from services.chat_worker.domain.transcript import LeaseLost, TakenOver
from services.chat_worker.domain.wishes import Wishes
from services.chat_worker.metrics import ChatWorkerMetrics
from services.chat_worker.settings import ChatWorkerSettings
from services.chat_worker.stores.spend import CapReached
from services.chat_worker.stores.transcripts import Transcripts
from services.chat_worker.turn_at_work import TurnAtWork
from shared.events import CitedSource, EscalationCategory, Provenance, UsageRecorded, as_utc
from shared.failpoints import FailPoint, reach
from shared.publisher import LivePublisher

log = structlog.get_logger(__name__)

RESTARTS_FOR_NEWER_MESSAGES: Final = 3
"""A visitor who never stops typing is answered all the same."""


@dataclass(frozen=True)
class Outcome:
    """How a turn ends, and the call that it came from, if one did."""

    answer: Answer
    asked: Asked | None = None

    @property
    def usage(self) -> UsageRecorded | None:
        """A call whose words the visitor does not end up with was made in vain."""
        if self.asked is None:
            return None
        return self.asked.usage if self.answer.said else replies.as_wasted(self.asked.usage)


class Answering:
    """`prompt_version` is that of the words which `asking` sends."""

    def __init__(
        self,
        *,
        settings: ChatWorkerSettings,
        transcripts: Transcripts,
        asking: Asking,
        budget: Budget,
        texts: Texts,
        wishes: Wishes,
        prompt_version: str,
        live: LivePublisher,
        metrics: ChatWorkerMetrics,
    ) -> None:
        self._settings = settings
        self._transcripts = transcripts
        self._asking = asking
        self._budget = budget
        self._texts = texts
        self._wishes = wishes
        self._prompt_version = prompt_version
        self._live = live
        self._metrics = metrics

    async def take_turn(self, conversation_id: str, fence: int) -> None:
        """Answer what is pending and commit the reply. Raises LeaseLost, TakenOver: then nothing was committed."""
        work = TurnAtWork(conversation_id, fence, self._transcripts, self._live, self._settings)
        await work.begin()
        try:
            outcome = await self._answer_while_kept(work)
            await self._commit(work, outcome)
        except (LeaseLost, TakenOver):
            await work.shown.withdraw()
            raise

    async def _answer_while_kept(self, work: TurnAtWork) -> Outcome:
        """An answer that is there counts, for the commit sees what else has happened; until then both run or none."""
        keeping, answering = asyncio.create_task(work.keep()), asyncio.create_task(self._answer(work))
        try:
            await asyncio.wait([keeping, answering], return_when=asyncio.FIRST_COMPLETED)
            return answering.result() if answering.done() else keeping.result()
        finally:
            for task in (keeping, answering):
                task.cancel()
            await asyncio.gather(keeping, answering, return_exceptions=True)

    async def _answer(self, work: TurnAtWork) -> Outcome:
        await self._settle(work)
        outcome = await self._decide(work)
        try:
            await work.show(outcome.answer.text)
        except BaseException:
            await self._owe_as_wasted(work, outcome)
            raise
        return outcome

    async def _settle(self, work: TurnAtWork) -> None:
        """Wait whether the visitor goes on writing, where that is wished."""
        if self._settings.settle_seconds:
            await asyncio.sleep(self._settings.settle_seconds)
            if await work.more_arrived():
                await work.begin()

    async def _decide(self, work: TurnAtWork) -> Outcome:
        if work.turn.tries > self._settings.attempts + RESTARTS_FOR_NEWER_MESSAGES:
            log.error("turn given up: worker after worker ended in the middle of it", tries=work.turn.tries)
            return self._handed_over(work, EscalationCategory.ASSISTANT_UNAVAILABLE)
        failures, restarts = 0, 0
        deadline = time.monotonic() + self._settings.patience_seconds
        while True:
            if await self._asks_for_person(work):
                return self._handed_over(work, EscalationCategory.VISITOR_ASKED)
            if not await self._may_call(deadline):
                return self._handed_over(work, EscalationCategory.ASSISTANT_UNAVAILABLE)
            try:
                return await self._ask(work, may_restart=restarts < RESTARTS_FOR_NEWER_MESSAGES)
            except MoreArrived:
                restarts += 1
            except CallFailed as error:
                failures += 1
                if not await self._may_try_again(error, failures, deadline):
                    return self._handed_over(work, EscalationCategory.ASSISTANT_UNAVAILABLE)
            await work.begin()

    async def _ask(self, work: TurnAtWork, *, may_restart: bool) -> Outcome:
        """What asking once comes to, where asking again could not help. Raises CallFailed, MoreArrived."""
        try:
            asked = await self._asking.ask(work, may_restart=may_restart)
        except PromiseMade:
            return self._handed_over(work, EscalationCategory.PROMISE)
        except CallRefused as error:
            log.error("claude refused the call: check the key, the model and the account", reason=str(error))
            return self._handed_over(work, EscalationCategory.ASSISTANT_UNAVAILABLE)
        except CapReached as reached:
            log.warning("call not made: a spending cap is reached", scope=reached.scope, until=str(reached.resets_at))
            return self._handed_over(work, EscalationCategory.BUDGET_EXHAUSTED)
        return Outcome(concluded(asked.said, self._circumstances(work)), asked)

    async def _may_try_again(self, error: CallFailed, failures: int, deadline: float) -> bool:
        """Wait a little after a failure; False when the visitor's patience would not last."""
        pause = pause_seconds(failures, error.retry_after_seconds, random.random())  # noqa: S311  jitter
        log.warning("claude call failed", reason=str(error), failures=failures, pause_seconds=round(pause, 2))
        if failures >= self._settings.attempts or time.monotonic() + pause > deadline:
            return False
        await asyncio.sleep(pause)
        return True

    async def _asks_for_person(self, work: TurnAtWork) -> bool:
        """By the button, or in plain words; looking for them takes a while in a long text."""
        pending = work.transcript.pending
        if any(message.wants_person for message in pending):
            return True
        return await asyncio.to_thread(lambda: any(self._wishes.wants_person(message.content) for message in pending))

    async def _may_call(self, deadline: float) -> bool:
        """Wait while the circuit is open; False when that would take longer than patience lasts."""
        while pause := self._asking.pause_seconds():
            if time.monotonic() + pause > deadline:
                log.warning("claude is not called: it failed too often in a row", pause_seconds=round(pause, 2))
                return False
            await asyncio.sleep(pause)
        return True

    def _handed_over(self, work: TurnAtWork, category: EscalationCategory) -> Outcome:
        return Outcome(handed_over(category, self._circumstances(work)))

    def _circumstances(self, work: TurnAtWork) -> Circumstances:
        """The visitor is told things in the language they write, where that is clear, else in that of their browser."""
        newest = work.transcript.pending[-1]
        return Circumstances(
            texts=self._texts.in_language(self._texts.locale_of(newest.content) or newest.locale),
            support_email=self._settings.support_email,
            contact_known=work.transcript.contact_known,
            unresolved_in_a_row=work.transcript.unresolved_in_a_row,
        )

    async def _commit(self, work: TurnAtWork, outcome: Outcome) -> None:
        now = as_utc(datetime.now(UTC))
        answer, usage = outcome.answer, outcome.usage
        made = self._provenance(work, outcome)
        finished = replies.finished_turn(work.transcript, work.turn, answer, made, now)
        reply = replies.reply_event(finished, answer, made)
        others: list[steps.Unsaid] = [usage] if usage else []
        if answer.escalation:
            others.append(replies.escalation_event(work.transcript, work.turn, answer.escalation, now))
        try:
            await self._transcripts.change(
                work.conversation_id,
                lambda current, _: steps.commit(current, work.fence, finished, reply, others),
            )
        except (LeaseLost, TakenOver):
            await self._owe_as_wasted(work, outcome)
            raise
        reach(FailPoint.CHAT_WORKER_AFTER_COMMIT)
        self._count(work, outcome)

    async def _owe_as_wasted(self, work: TurnAtWork, outcome: Outcome) -> None:
        """The answer will not be the reply, but its call was paid for."""
        if outcome.usage:
            wasted = replies.as_wasted(outcome.usage)
            self._metrics.record(wasted)
            await work.owe(wasted)

    def _count(self, work: TurnAtWork, outcome: Outcome) -> None:
        escalation, usage = outcome.answer.escalation, outcome.usage
        log.info(
            "turn committed",
            turn_id=work.turn.id,
            tries=work.turn.tries,
            escalated=escalation.category if escalation else None,
            claude_request_id=usage.request_id if usage else None,
            cost_nanousd=usage.cost_nanousd if usage else 0,
        )
        self._metrics.replies.labels(outcome=escalation.category if escalation else "answered").inc()
        if usage:
            self._metrics.record(usage)
        if escalation:
            self._metrics.escalations.labels(category=escalation.category).inc()

    def _provenance(self, work: TurnAtWork, outcome: Outcome) -> Provenance:
        asked, usage = outcome.asked, outcome.usage
        model = asked.said.model if asked else self._settings.model
        return Provenance(
            model=model,
            request_id=asked.said.request_id if asked else None,
            prompt_version=self._prompt_version,
            knowledge_version=asked.chosen.version if asked else "",
            price_version=usage.price_version if usage else self._budget.price_version_of(self._settings.model),
            attempts=work.turn.tries,
            offered=[CitedSource(title=article.title, url=article.url) for article in asked.chosen.articles]
            if asked
            else [],
            tools=asked.said.tools if asked else [],
            cost_nanousd=usage.cost_nanousd if usage else 0,
        )
