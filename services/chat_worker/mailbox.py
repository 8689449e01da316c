"""Where a message arrives, a visitor's or a person's: kept first, then shown, then somebody is nudged to go on."""

from datetime import datetime

from services.chat_worker.domain import transcript as steps
from services.chat_worker.domain.transcript import Transcript
from services.chat_worker.stores.transcripts import Transcripts
from services.chat_worker.turns import Turns
from shared.events import AgentReplied, ContactProvided, ConversationStatusChanged, MessageReceived
from shared.failpoints import FailPoint, reach
from shared.publisher import LivePublisher
from shared.visitor_view import MessageShown


class Mailbox:
    def __init__(self, transcripts: Transcripts, turns: Turns, live: LivePublisher) -> None:
        self._transcripts = transcripts
        self._turns = turns
        self._live = live

    async def put(self, event: MessageReceived) -> None:
        """Durable when this returns. Idempotent."""
        already_shown = 0

        def receive(transcript: Transcript, now: datetime) -> Transcript:
            nonlocal already_shown
            already_shown = transcript.last_seq
            return steps.receive(transcript, event, now)

        after = await self._transcripts.change(event.conversation_id, receive)
        assert after is not None  # noqa: S101  this step never declines
        reach(FailPoint.CHAT_WORKER_AFTER_MAILBOX)
        self._turns.nudge(event.conversation_id)
        for message in steps.as_thread(after, []).messages:
            if message.role == "user" and message.seq > already_shown:
                await self._live.publish(event.conversation_id, MessageShown(message=message))

    async def put_reply(self, event: AgentReplied) -> None:
        """A person's message: durable when this returns, and shown before whoever works on the conversation is done.
        Idempotent."""
        after = await self._transcripts.change(
            event.conversation_id, lambda current, _: steps.agent_replied(current, event)
        )
        assert after is not None  # noqa: S101  this step never declines
        self._turns.nudge(event.conversation_id)
        for message in steps.as_thread(after, []).messages:
            if message.id == event.message_id:
                await self._live.publish(event.conversation_id, MessageShown(message=message))
        await self._live.publish(event.conversation_id, steps.as_update(after))

    async def hand_over(self, event: ConversationStatusChanged) -> None:
        """Remember who has the conversation, and tell the visitor. Idempotent."""
        after = await self._transcripts.change(
            event.conversation_id, lambda current, _: steps.hand_to(current, event.handled_by, event.revision)
        )
        assert after is not None  # noqa: S101  this step never declines
        self._turns.nudge(event.conversation_id)
        await self._live.publish(event.conversation_id, steps.as_update(after))

    async def keep_contact(self, event: ContactProvided) -> None:
        """Ask for an address no more, here and on the visitor's page. Idempotent."""
        after = await self._transcripts.change(event.conversation_id, lambda current, _: steps.learn_contact(current))
        assert after is not None  # noqa: S101  this step never declines
        await self._live.publish(event.conversation_id, steps.as_update(after))
