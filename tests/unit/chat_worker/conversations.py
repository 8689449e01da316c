"""Transcripts in the states that tests begin from, each reached by the steps that lead there."""

from datetime import timedelta
from typing import Final

from services.chat_worker.domain import replies, transcript
from services.chat_worker.domain.conclusions import Answer, Said
from services.chat_worker.domain.transcript import Transcript, Unsaid
from services.chat_worker.domain.turn import FinishedTurn
from shared.events import MessageReceived, Provenance, ReplyGenerated
from tests.builders import CONVERSATION_ID, MODEL, NOON, a_message_received, a_provenance

LEASE_FOR: Final = timedelta(seconds=10)
SECOND: Final = timedelta(seconds=1)
MADE: Final = Provenance.model_validate(a_provenance())


def heard(*messages: MessageReceived | str, at: Transcript | None = None) -> Transcript:
    """The transcript after these messages, all received at noon."""
    current = at or Transcript(conversation_id=CONVERSATION_ID)
    for message in messages:
        event = message if isinstance(message, MessageReceived) else a_message_received(message)
        current = transcript.receive(current, event, NOON)
    return current


def taken(current: Transcript, holder: str = "one") -> tuple[Transcript, int]:
    """The transcript under a lease from noon, and the lease's fence."""
    held = transcript.take(current, holder, NOON, LEASE_FOR)
    assert held is not None
    return held, held.last_fence


def begun(current: Transcript, holder: str = "one") -> tuple[Transcript, int]:
    """The transcript whose pending messages are being answered since noon, and the fence."""
    held, fence = taken(current, holder)
    return transcript.begin_attempt(held, fence, NOON, LEASE_FOR), fence


def an_end(current: Transcript, text: str = "By card.") -> tuple[FinishedTurn, ReplyGenerated]:
    """What would be committed for the turn in hand."""
    assert current.turn is not None
    answer = Answer(text=text, said=Said(text=text, stop_reason="end_turn", model=MODEL))
    finished = replies.finished_turn(current, current.turn, answer, MADE, NOON)
    return finished, replies.reply_event(finished, answer, MADE)


def committed(current: Transcript, fence: int, text: str = "By card.", *others: Unsaid) -> Transcript:
    """The transcript after the turn in hand was committed."""
    finished, reply = an_end(current, text)
    return transcript.commit(current, fence, finished, reply, others)


def answered(*messages: MessageReceived | str, at: Transcript | None = None) -> Transcript:
    """Messages that were answered, with nothing said yet, and the lease given back."""
    current, fence = begun(heard(*messages, at=at))
    return transcript.abandon(committed(current, fence), fence)


def pending(current: Transcript) -> list[str]:
    return [message.content for message in current.pending]


def shown(current: Transcript) -> list[tuple[int, str]]:
    """The thread as (seq, text)."""
    return [(message.seq, message.content) for message in transcript.as_thread(current, []).messages]
