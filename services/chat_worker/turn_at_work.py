"""A turn while it is worked on: where it stands in the transcript, and what the visitor has seen of it.

While a turn is in hand its lease is renewed and the partial reply is kept about once a second; that look at the
document is also how a takeover by another worker or by a person is seen.
"""

import asyncio
from datetime import timedelta
from typing import NoReturn

from services.chat_worker.domain import transcript as steps
from services.chat_worker.domain.transcript import Transcript, TurnInHand
from services.chat_worker.settings import ChatWorkerSettings
from services.chat_worker.shown_reply import ShownReply
from services.chat_worker.stores.transcripts import Transcripts
from shared.events import UsageRecorded
from shared.publisher import LivePublisher


class TurnAtWork:
    """Every method that touches the document raises LeaseLost or TakenOver when the turn is not ours any more."""

    transcript: Transcript
    turn: TurnInHand
    shown: ShownReply

    def __init__(
        self,
        conversation_id: str,
        fence: int,
        transcripts: Transcripts,
        live: LivePublisher,
        settings: ChatWorkerSettings,
    ) -> None:
        self.conversation_id = conversation_id
        self.fence = fence
        self._transcripts = transcripts
        self._live = live
        self._settings = settings
        self._lease_for = timedelta(seconds=settings.lease_seconds)

    async def begin(self) -> None:
        """Begin an attempt at everything that is pending; what an earlier one showed is withdrawn."""
        begun = await self._transcripts.change(
            self.conversation_id,
            lambda current, now: steps.begin_attempt(current, self.fence, now, self._lease_for),
        )
        assert begun is not None  # noqa: S101  this step never declines
        assert begun.turn is not None  # noqa: S101  this step sets it
        self.transcript, self.turn = begun, begun.turn
        self.shown = ShownReply(self._live, self.conversation_id, begun.turn, self._settings.delta_seconds)
        await self.shown.begin()

    async def look(self) -> Transcript:
        """Renew the lease, keep the partial reply, and see what has become of the conversation."""
        attempt, text = self.turn.attempt, self.shown.text
        seen = await self._transcripts.change(
            self.conversation_id,
            lambda current, now: steps.checkpoint(
                current, self.fence, attempt, text, now=now, lease_for=self._lease_for
            ),
        )
        assert seen is not None  # noqa: S101  this step never declines
        return seen

    async def more_arrived(self) -> bool:
        """Whether the visitor has written since this attempt began."""
        return bool(steps.unanswered_by(await self.look()))

    async def keep(self) -> NoReturn:
        """Look again and again."""
        while True:
            await asyncio.sleep(self._settings.checkpoint_seconds)
            await self.look()

    async def show(self, text: str) -> None:
        """Let the visitor see exactly this: the rest of it, or where something else was shown, all of it anew."""
        if not text.startswith(self.shown.text):
            await self.begin()
        await self.shown.add(text.removeprefix(self.shown.text))
        await self.shown.flush()

    async def owe(self, usage: UsageRecorded) -> None:
        """A call that did not become the reply is accounted for all the same, whoever has the lease now."""
        await self._transcripts.change(self.conversation_id, lambda current, _: steps.owe(current, usage))
