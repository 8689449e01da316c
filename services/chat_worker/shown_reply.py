"""The reply as the visitor watches it grow: the first piece at once, later ones in small bundles."""

import time

from services.chat_worker.domain.transcript import TurnInHand
from shared.publisher import LivePublisher
from shared.visitor_view import ReplyDelta, ReplyReset, ReplyStarted


class ShownReply:
    """One attempt. `text` is all that Claude said, of which the visitor was sent the first `shown` code points."""

    def __init__(self, live: LivePublisher, conversation_id: str, turn: TurnInHand, bundle_seconds: float) -> None:
        self._live = live
        self._conversation_id = conversation_id
        self._turn = turn
        self._bundle_seconds = bundle_seconds
        self._sent_at = 0.0
        self.text = ""
        self.shown = 0

    async def begin(self) -> None:
        """Announce the attempt; what an earlier one showed is withdrawn by that."""
        started = ReplyStarted(turn_id=self._turn.id, attempt=self._turn.attempt)
        await self._live.publish(self._conversation_id, started)

    async def withdraw(self) -> None:
        """Nothing of this turn holds: take back what was shown of it."""
        withdrawn = ReplyReset(turn_id=self._turn.id, attempt=self._turn.attempt + 1)
        await self._live.publish(self._conversation_id, withdrawn)

    async def add(self, piece: str) -> None:
        self.text += piece
        if time.monotonic() - self._sent_at >= self._bundle_seconds:
            await self.flush()

    async def flush(self) -> None:
        """Send what has not been sent."""
        if self.shown == len(self.text):
            return
        delta = ReplyDelta(
            turn_id=self._turn.id, attempt=self._turn.attempt, offset=self.shown, text=self.text[self.shown :]
        )
        self.shown = len(self.text)
        self._sent_at = time.monotonic()
        await self._live.publish(self._conversation_id, delta)
