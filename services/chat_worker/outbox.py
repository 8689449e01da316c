"""Says what was committed: finished turns become documents and live frames, unsaid events are published.

Everything is read from the transcript and repeated until it is confirmed, so it is said at least once and, ids being
deterministic, in effect once.
"""

import structlog

from services.chat_worker.domain import transcript as steps
from services.chat_worker.domain.transcript import Transcript
from services.chat_worker.domain.turn import FinishedTurn
from services.chat_worker.stores.transcripts import Transcripts
from services.chat_worker.stores.turns import FinishedTurns
from shared.events import Handler
from shared.failpoints import FailPoint, reach
from shared.publisher import EventPublisher, LivePublisher
from shared.visitor_view import MessageShown

log = structlog.get_logger(__name__)


class Outbox:
    def __init__(
        self, transcripts: Transcripts, turns: FinishedTurns, publisher: EventPublisher, live: LivePublisher
    ) -> None:
        self._transcripts = transcripts
        self._turns = turns
        self._publisher = publisher
        self._live = live

    async def flush(self, transcript: Transcript) -> None:
        """Raises BrokerUnavailable or the database's errors; what was not said then stays unsaid."""
        if not (transcript.finished or transcript.unsaid):
            return
        for turn in transcript.finished:
            await self._show(turn)
        if transcript.finished and transcript.handled_by is Handler.PERSON:
            await self._live.publish_confirmed(transcript.conversation_id, steps.as_update(transcript))
        for turn in transcript.finished:
            await self._turns.keep(turn)
        for event in transcript.unsaid:
            await self._publisher.publish(event)
        reach(FailPoint.CHAT_WORKER_AFTER_PUBLISH)
        kept = [turn.id for turn in transcript.finished]
        said = [event.id for event in transcript.unsaid]
        await self._transcripts.change(transcript.conversation_id, lambda current, _: steps.settle(current, kept, said))

    async def _show(self, turn: FinishedTurn) -> None:
        for message in turn.messages:
            if message.role != "user":
                await self._live.publish_confirmed(turn.conversation_id, MessageShown(message=message))
