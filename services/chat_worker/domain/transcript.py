"""A conversation as the chat worker remembers it, and every step that it can take.

The whole state of a conversation's work is one small document. A step is a function from one transcript to the next;
the store applies it with a compare-and-swap on `revision`, so each step is atomic whichever process takes it. `now` is
always the database's clock, so that hosts with wrong clocks agree on who holds a lease.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import datetime, timedelta
from typing import Final

from pydantic import AwareDatetime, BaseModel, ConfigDict

from services.chat_worker.domain.escalation import names_contact
from services.chat_worker.domain.turn import FinishedTurn
from shared.events import (
    AgentReplied,
    ConversationErased,
    ErasureCompleted,
    EscalationCategory,
    EscalationRequested,
    Handler,
    MessageReceived,
    ReplyGenerated,
    UsageRecorded,
    event_id,
)
from shared.ids import derived_id
from shared.visitor_view import ConversationUpdated, PartialReply, Thread, ThreadMessage

REMEMBERED_IDS: Final = 500
"""How many message ids a transcript remembers, to know a repeated delivery."""
LEFT_MESSAGES: Final = 50
"""How many messages that were left to a person a transcript holds, until it is known that they could be seen."""
OPENING_CODE_POINTS: Final = 120
PREDECESSOR_PATIENCE: Final = timedelta(seconds=10)
"""How long a message waits for the one that its client sent before it."""

LATE_EVENTS_REFUSED: Final = timedelta(days=90)
"""How long it is remembered that a conversation was erased."""

Unsaid = ReplyGenerated | UsageRecorded | EscalationRequested | ErasureCompleted


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)


class LeaseLost(Exception):
    """Another worker has taken the conversation over: whatever was being done for it is void."""


class TakenOver(Exception):
    """A person has the conversation now: the bot's answer is withdrawn."""


class VisitorMessage(_Value):
    """A visitor's message. `seq` is 0 until it has its place in the thread."""

    message_id: str
    after_message_id: str | None
    content: str
    page_url: str | None
    locale: str | None
    wants_person: bool = False
    visitor_key: str
    received_at: AwareDatetime
    seq: int = 0

    def shown(self) -> ThreadMessage:
        return ThreadMessage(
            id=self.message_id, seq=self.seq, role="user", content=self.content, created_at=self.received_at
        )


class Lease(_Value):
    """Who works on the conversation. `fence` grows with every holder, so that a late one is recognised."""

    holder: str
    fence: int
    until: AwareDatetime


class TurnInHand(_Value):
    """The turn being answered: `text` is what the visitor had seen of `attempt` at the last checkpoint.

    Attempts are numbered through the conversation, so that a client which comes back knows which one it had seen;
    `tries` counts those of this turn.
    """

    id: str
    attempt: int
    tries: int
    answers: list[str]
    text: str = ""


class Transcript(_Value):
    """`left`: what the visitor wrote while a person had the conversation, until it is known whether the desk had heard
    it when that ended. `seen`: what it had heard then, and has not got here yet. `handled_revision`: of ticketing's
    newest word on who has the conversation. `unresolved_in_a_row`: replies that could only send the visitor to the
    support address. `contact_known`: a person would know where to write. `user_id` is a verified user's, `opening` the
    beginning of what was heard first. `erased_until`: there is nothing of it any more, and until then nothing is taken
    in."""

    conversation_id: str
    revision: int = 0
    last_seq: int = 0
    applied: list[str] = []
    waiting: list[VisitorMessage] = []
    pending: list[VisitorMessage] = []
    left: list[VisitorMessage] = []
    seen: list[str] = []
    lease: Lease | None = None
    last_fence: int = 0
    last_attempt: int = 0
    turn: TurnInHand | None = None
    finished: list[FinishedTurn] = []
    unsaid: list[Unsaid] = []
    handled_by: Handler = Handler.BOT
    handled_revision: int = 0
    unresolved_in_a_row: int = 0
    contact_known: bool = False
    user_id: str | None = None
    opening: str = ""
    last_message_at: AwareDatetime | None = None
    erased_until: AwareDatetime | None = None

    @property
    def is_erased(self) -> bool:
        return self.erased_until is not None

    @property
    def needs_work(self) -> bool:
        """Whether there is something to answer or to say."""
        return bool(self.pending or self.finished or self.unsaid)


def receive(transcript: Transcript, event: MessageReceived, now: datetime) -> Transcript:
    """Put a visitor's message into the mailbox; a repeated one changes nothing."""
    if transcript.is_erased or event.message_id in transcript.applied:
        return transcript
    message = VisitorMessage(
        message_id=event.message_id,
        after_message_id=event.after_message_id,
        content=event.content,
        page_url=event.page_url,
        locale=event.locale,
        wants_person=event.wants_person,
        visitor_key=event.visitor.key,
        received_at=now,
    )
    arrived = transcript.model_copy(
        update={
            "applied": [*transcript.applied, event.message_id][-REMEMBERED_IDS:],
            "waiting": [*transcript.waiting, message],
            "contact_known": transcript.contact_known or event.user_id is not None or names_contact(event.content),
            "user_id": transcript.user_id or event.user_id,
            "opening": transcript.opening or event.content.strip()[:OPENING_CODE_POINTS],
            "last_message_at": now,
        }
    )
    return place_waiting(arrived, now)


def place_waiting(transcript: Transcript, now: datetime) -> Transcript:
    """Give every waiting message its place whose predecessor has one, or has been waited for long enough."""
    while (message := _next_to_place(transcript, now)) is not None:
        seq = transcript.last_seq + 1
        transcript = transcript.model_copy(
            update={
                "last_seq": seq,
                "waiting": [other for other in transcript.waiting if other != message],
                "pending": [*transcript.pending, message.model_copy(update={"seq": seq})],
            }
        )
    return _leave_pending(transcript) if transcript.handled_by is Handler.PERSON else _leave_seen(transcript)


def _next_to_place(transcript: Transcript, now: datetime) -> VisitorMessage | None:
    waiting = {message.message_id: message for message in transcript.waiting}
    placed = _placed(transcript)
    for message in transcript.waiting:
        predecessor = message.after_message_id
        if predecessor is None or predecessor in placed:
            return message
        if now - message.received_at >= PREDECESSOR_PATIENCE:
            return _first_before(message, waiting)
    return None


def _placed(transcript: Transcript) -> Set[str]:
    return set(transcript.applied) - {message.message_id for message in transcript.waiting}


def _first_before(message: VisitorMessage, waiting: Mapping[str, VisitorMessage]) -> VisitorMessage:
    """The first of those that wait for each other up to this one: only what is not there is waited for no longer."""
    seen, first = {message.message_id}, message
    while (before := waiting.get(first.after_message_id or "")) is not None:
        if before.message_id in seen:
            return message
        seen.add(before.message_id)
        first = before
    return first


def take(transcript: Transcript, holder: str, now: datetime, lease_for: timedelta) -> Transcript | None:
    """Take the lease, if there is work, or a message got its place, and nobody holds it; None otherwise."""
    if transcript.lease and transcript.lease.until > now:
        return None
    placed = place_waiting(transcript, now)
    if not placed.needs_work and placed == transcript:
        return None
    fence = placed.last_fence + 1
    lease = Lease(holder=holder, fence=fence, until=now + lease_for)
    return placed.model_copy(update={"lease": lease, "last_fence": fence})


def begin_attempt(transcript: Transcript, fence: int, now: datetime, lease_for: timedelta) -> Transcript:
    """Start (again) to answer everything that is pending. Raises LeaseLost, TakenOver."""
    held = place_waiting(_renewed(transcript, fence, now, lease_for), now)
    if not held.pending:
        raise TakenOver(transcript.conversation_id)
    turn_id = derived_id("turn", transcript.conversation_id, held.pending[0].message_id)
    attempt = held.last_attempt + 1
    tries = held.turn.tries + 1 if held.turn and held.turn.id == turn_id else 1
    answers = [message.message_id for message in held.pending]
    turn = TurnInHand(id=turn_id, attempt=attempt, tries=tries, answers=answers)
    return held.model_copy(update={"turn": turn, "last_attempt": attempt})


def checkpoint(
    transcript: Transcript, fence: int, attempt: int, text: str, *, now: datetime, lease_for: timedelta
) -> Transcript:
    """Keep the lease, and what the visitor has seen of `attempt` unless it is over. Raises LeaseLost, TakenOver."""
    held = place_waiting(_renewed(transcript, fence, now, lease_for), now)
    if held.turn is None or not held.pending:
        raise TakenOver(transcript.conversation_id)
    if held.turn.attempt != attempt:
        return held
    return held.model_copy(update={"turn": held.turn.model_copy(update={"text": text})})


def unanswered_by(transcript: Transcript) -> list[VisitorMessage]:
    """What is pending but not part of the turn in hand: it arrived after the call began."""
    answered = set(transcript.turn.answers) if transcript.turn else set()
    return [message for message in transcript.pending if message.message_id not in answered]


def commit(
    transcript: Transcript, fence: int, finished: FinishedTurn, reply: ReplyGenerated, others: Sequence[Unsaid]
) -> Transcript:
    """End the turn: its messages and the reply leave the mailbox for good, and the events wait to be said.

    After a handover among them the conversation is a person's. The first writer wins; the same commit again changes
    nothing. Raises LeaseLost, TakenOver.
    """
    held = _held(transcript, fence)
    if any(turn.id == finished.id for turn in held.finished):
        return transcript
    if held.turn is None or held.turn.id != finished.id or held.handled_by is Handler.PERSON:
        raise TakenOver(transcript.conversation_id)
    seq = held.last_seq + 1
    answered = [message for message in held.pending if message.message_id in held.turn.answers]
    shown = finished.reply.model_copy(update={"seq": seq})
    messages = [*(message.shown() for message in answered), shown]
    escalations = [event for event in others if isinstance(event, EscalationRequested)]
    unresolved = any(event.category == EscalationCategory.UNRESOLVED for event in escalations)
    committed = held.model_copy(
        update={
            "last_seq": seq,
            "pending": unanswered_by(held),
            "turn": None,
            "finished": [*held.finished, finished.model_copy(update={"messages": messages})],
            "unsaid": [*held.unsaid, reply.model_copy(update={"seq": seq}), *others],
            "unresolved_in_a_row": held.unresolved_in_a_row + 1 if unresolved else 0,
        }
    )
    if any(event.handover for event in escalations):
        return _leave_pending(committed.model_copy(update={"handled_by": Handler.PERSON}))
    return committed


def learn_contact(transcript: Transcript) -> Transcript:
    """The visitor has left an address."""
    return transcript if transcript.is_erased else transcript.model_copy(update={"contact_known": True})


def owe(transcript: Transcript, event: Unsaid) -> Transcript:
    """Remember an event that has to be said, once."""
    if any(other.id == event.id for other in transcript.unsaid):
        return transcript
    return transcript.model_copy(update={"unsaid": [*transcript.unsaid, event]})


def settle(transcript: Transcript, kept_turns: Iterable[str], said_events: Iterable[str]) -> Transcript:
    """Forget the turns that are documents of their own now, and the events that were said."""
    kept, said = set(kept_turns), set(said_events)
    return transcript.model_copy(
        update={
            "finished": [turn for turn in transcript.finished if turn.id not in kept],
            "unsaid": [event for event in transcript.unsaid if event.id not in said],
        }
    )


def release(transcript: Transcript, fence: int) -> Transcript:
    """Give the lease back, unless there is more to do or it is somebody else's already."""
    return transcript if transcript.needs_work else abandon(transcript, fence)


def abandon(transcript: Transcript, fence: int) -> Transcript:
    """Give the lease back with the work undone, so that anybody may take it up at once."""
    if transcript.lease is None or transcript.lease.fence != fence:
        return transcript
    return transcript.model_copy(update={"lease": None})


def hand_to(transcript: Transcript, handler: Handler, revision: int, heard: Iterable[str] = ()) -> Transcript:
    """A person takes the conversation, or gives it back to the bot; news older than what is known changes nothing.

    What the person had not `heard` when they gave it back, nobody has seen: the bot answers it. What they had, it does
    not, even when it gets here later.
    """
    if transcript.is_erased or revision <= transcript.handled_revision:
        return transcript
    handed = transcript.model_copy(update={"handled_by": handler, "handled_revision": revision})
    if handler is Handler.PERSON:
        return _leave_pending(handed)
    return _take_up(handed, frozenset(heard)) if transcript.handled_by is Handler.PERSON else handed


def agent_replied(transcript: Transcript, event: AgentReplied) -> Transcript:
    """Put a person's message into the thread; a repeated one changes nothing.

    The conversation is theirs with it, unless it is known what became of it since.
    """
    if transcript.is_erased or event.message_id in transcript.applied:
        return transcript
    taken = hand_to(transcript, Handler.PERSON, event.revision)
    seq = taken.last_seq + 1
    written = ThreadMessage(
        id=event.message_id,
        seq=seq,
        role="agent",
        content=event.content,
        agent_name=event.agent_name,
        created_at=event.occurred_at,
    )
    turn = FinishedTurn(
        id=derived_id("agent", event.message_id), conversation_id=transcript.conversation_id, messages=[written]
    )
    return taken.model_copy(
        update={
            "applied": [*taken.applied, event.message_id][-REMEMBERED_IDS:],
            "last_seq": seq,
            "finished": [*taken.finished, turn],
            "unresolved_in_a_row": 0,
        }
    )


def erase(transcript: Transcript, event: ConversationErased, now: datetime) -> Transcript:
    """Nothing is left but what calls have cost, as far as that is still to be said, and the receipt. Whoever holds the
    lease has lost it. Erasing again changes nothing."""
    if transcript.is_erased:
        return transcript
    receipt = ErasureCompleted(
        id=event_id(event.id, "chat_worker"), occurred_at=now, conversation_id=transcript.conversation_id
    )
    return Transcript(
        conversation_id=transcript.conversation_id,
        revision=transcript.revision,
        last_fence=transcript.last_fence,
        unsaid=[*(paid for paid in transcript.unsaid if isinstance(paid, UsageRecorded)), receipt],
        erased_until=now + LATE_EVENTS_REFUSED,
    )


def _leave_pending(transcript: Transcript) -> Transcript:
    """What a visitor writes to a person is kept in the thread and not answered by the bot."""
    left = [*transcript.left, *transcript.pending]
    too_many = left[:-LEFT_MESSAGES]
    update = {"pending": [], "turn": None, "left": left[len(too_many) :]}
    return _unanswered(transcript.model_copy(update=update), too_many)


def _take_up(transcript: Transcript, heard: Set[str]) -> Transcript:
    unseen = [message for message in transcript.left if message.message_id not in heard]
    seen = [message for message in transcript.left if message.message_id in heard]
    on_the_way = sorted(heard - _placed(transcript))
    back = transcript.model_copy(update={"pending": [*unseen, *transcript.pending], "left": [], "seen": on_the_way})
    return _unanswered(back, seen)


def _leave_seen(transcript: Transcript) -> Transcript:
    """What comes late and a person has dealt with."""
    seen = [message for message in transcript.pending if message.message_id in transcript.seen]
    if not seen:
        return transcript
    pending = [message for message in transcript.pending if message not in seen]
    return _unanswered(transcript.model_copy(update={"pending": pending}), seen)


def _unanswered(transcript: Transcript, messages: Iterable[VisitorMessage]) -> Transcript:
    """They are done with, each for itself: others may stand between them in the thread."""
    done = [
        FinishedTurn(
            id=derived_id("unanswered", transcript.conversation_id, message.message_id),
            conversation_id=transcript.conversation_id,
            messages=[message.shown()],
        )
        for message in messages
    ]
    return transcript.model_copy(update={"finished": [*transcript.finished, *done]})


def _held(transcript: Transcript, fence: int) -> Transcript:
    if transcript.lease is None or transcript.lease.fence != fence:
        raise LeaseLost(transcript.conversation_id)
    return transcript


def _renewed(transcript: Transcript, fence: int, now: datetime, lease_for: timedelta) -> Transcript:
    held = _held(transcript, fence)
    if held.handled_by is Handler.PERSON:
        raise TakenOver(transcript.conversation_id)
    assert held.lease is not None  # noqa: S101  `_held` has just seen it
    return held.model_copy(update={"lease": held.lease.model_copy(update={"until": now + lease_for})})


def as_thread(transcript: Transcript, kept: Sequence[FinishedTurn]) -> Thread:
    """What the visitor sees. `kept` was read after the transcript, so a turn may stand in both: it is shown once."""
    finished = [*kept, *transcript.finished]
    messages = {message.id: message for turn in finished for message in turn.messages}
    for message in [*transcript.left, *transcript.pending]:
        messages.setdefault(message.message_id, message.shown())
    return Thread(
        conversation_id=transcript.conversation_id,
        messages=sorted(messages.values(), key=lambda message: message.seq),
        partial=_partial(transcript, {turn.id for turn in finished}),
        handled_by=transcript.handled_by,
        contact_known=transcript.contact_known,
    )


def as_update(transcript: Transcript) -> ConversationUpdated:
    """Where the conversation stands, for the pages that show it."""
    return ConversationUpdated(handled_by=transcript.handled_by, contact_known=transcript.contact_known)


def _partial(transcript: Transcript, finished: set[str]) -> PartialReply | None:
    turn = transcript.turn
    if turn is None or turn.id in finished:
        return None
    return PartialReply(turn_id=turn.id, attempt=turn.attempt, text=turn.text)
