"""Where a message arrives, a visitor's or a person's: kept first, then shown, then somebody is nudged to go on. And
where a conversation ends for good: what comes later for one that was erased is refused."""

from datetime import UTC, datetime

from services.chat_worker.domain import transcript as steps
from services.chat_worker.domain.transcript import Transcript
from services.chat_worker.metrics import ChatWorkerMetrics
from services.chat_worker.stores.transcripts import Step, Transcripts
from services.chat_worker.stores.turns import FinishedTurns
from services.chat_worker.turns import Turns
from shared.events import (
    AgentReplied,
    ContactProvided,
    ConversationErased,
    ConversationStatusChanged,
    MessageReceived,
)
from shared.failpoints import FailPoint, reach
from shared.publisher import LivePublisher
from shared.visitor_view import MessageShown, ThreadErased


class Mailbox:
    def __init__(
        self,
        transcripts: Transcripts,
        finished: FinishedTurns,
        turns: Turns,
        live: LivePublisher,
        metrics: ChatWorkerMetrics,
    ) -> None:
        self._transcripts = transcripts
        self._finished = finished
        self._turns = turns
        self._live = live
        self._metrics = metrics

    async def put(self, event: MessageReceived) -> None:
        """Durable when this returns. Idempotent."""
        already_shown = 0

        def receive(transcript: Transcript, now: datetime) -> Transcript:
            nonlocal already_shown
            already_shown = transcript.last_seq
            return steps.receive(transcript, event, now)

        after = await self._take(event.conversation_id, receive)
        if after is None:
            return
        reach(FailPoint.CHAT_WORKER_AFTER_MAILBOX)
        self._turns.nudge(event.conversation_id)
        for message in steps.as_thread(after, []).messages:
            if message.role == "user" and message.seq > already_shown:
                await self._live.publish(event.conversation_id, MessageShown(message=message))

    async def put_reply(self, event: AgentReplied) -> None:
        """A person's message: durable when this returns, and shown before whoever works on the conversation is done.
        Idempotent."""
        after = await self._take(event.conversation_id, lambda current, _: steps.agent_replied(current, event))
        if after is None:
            return
        self._turns.nudge(event.conversation_id)
        for message in steps.as_thread(after, []).messages:
            if message.id == event.message_id:
                await self._live.publish(event.conversation_id, MessageShown(message=message))
        await self._live.publish(event.conversation_id, steps.as_update(after))

    async def hand_over(self, event: ConversationStatusChanged) -> None:
        """Remember who has the conversation, and tell the visitor. Idempotent."""
        after = await self._take(
            event.conversation_id,
            lambda current, _: steps.hand_to(current, event.handled_by, event.revision, event.heard),
        )
        if after is None:
            return
        self._turns.nudge(event.conversation_id)
        await self._live.publish(event.conversation_id, steps.as_update(after))

    async def keep_contact(self, event: ContactProvided) -> None:
        """Ask for an address no more, here and on the visitor's page. Idempotent."""
        after = await self._take(event.conversation_id, lambda current, _: steps.learn_contact(current))
        if after is not None:
            await self._live.publish(event.conversation_id, steps.as_update(after))

    async def erase(self, event: ConversationErased) -> None:
        """Delete what was said, and tell the visitor's pages; an answer in the making ends with its next look. The
        receipt is said like everything else. Idempotent."""
        while await self._erased(event) is None:
            pass
        self._turns.nudge(event.conversation_id)
        await self._live.publish(event.conversation_id, ThreadErased())

    async def _erased(self, event: ConversationErased) -> Transcript | None:
        """None where somebody wrote in between: then there may be a turn that was not erased."""
        read = await self._transcripts.read(event.conversation_id)
        until = datetime.now(UTC) + steps.LATE_EVENTS_REFUSED
        await self._finished.erase(event.conversation_id, [turn.id for turn in read.finished], until)
        return await self._transcripts.change(
            event.conversation_id,
            lambda current, now: steps.erase(current, event, now) if current.revision == read.revision else None,
        )

    async def _take(self, conversation_id: str, step: Step) -> Transcript | None:
        """The transcript after a step that never declines; None where it was erased, and takes nothing in any more."""
        after = await self._transcripts.change(conversation_id, step)
        assert after is not None  # noqa: S101  the steps taken here never decline
        if after.is_erased:
            self._metrics.late.inc()
            return None
        return after
