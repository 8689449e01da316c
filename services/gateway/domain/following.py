"""Following a conversation: out of threads and live frames come the events that a client has not seen yet.

Threads are the truth and may be fetched at any time; frames are hints that may be late, repeated or missing. Whatever
comes, a client is told each message once and in order, and each piece of a reply once and without a gap.
"""

import re
from contextlib import suppress
from typing import Any, Final

from pydantic import BaseModel, ConfigDict

from shared.events import Handler
from shared.visitor_view import (
    ConversationUpdated,
    LiveFrame,
    MessageShown,
    PartialReply,
    ReplyDelta,
    ReplyReset,
    ReplyStarted,
    Thread,
    ThreadErased,
    ThreadMessage,
)

ERASED: Final = "conversation.erased"
"""The last event of a conversation."""
_FORM: Final = re.compile(r"[0-9]{1,9}:[0-9]{1,9}:[0-9]{1,9}")
POSITION_PATTERN: Final = f"^({_FORM.pattern})?$"
"""An empty one is none."""


class Behind(Exception):
    """Something is missing before this frame: fetch the thread and catch up."""


class InvalidPosition(ValueError):
    """A Last-Event-ID that no stream of ours has given out."""


class Position(BaseModel):
    """What a client has seen: messages up to `seq`, and `offset` code points of `attempt`. `3:2:140` on the wire."""

    model_config = ConfigDict(frozen=True)

    seq: int = 0
    attempt: int = 0
    offset: int = 0

    @classmethod
    def parse(cls, last_event_id: str) -> "Position":
        """Raises InvalidPosition."""
        if not _FORM.fullmatch(last_event_id):
            raise InvalidPosition(last_event_id)
        seq, attempt, offset = map(int, last_event_id.split(":"))
        return cls(seq=seq, attempt=attempt, offset=offset)

    def __str__(self) -> str:
        return f"{self.seq}:{self.attempt}:{self.offset}"


class StreamEvent(BaseModel):
    """One server-sent event: its name, its data, and the position that the client has reached with it."""

    model_config = ConfigDict(frozen=True)

    name: str
    data: dict[str, Any]  # the JSON of the event, whose shape follows its name
    position: Position


_MESSAGE_EVENTS: Final = {"user": "message.received", "assistant": "reply.completed", "agent": "agent.message"}
_SHOWN_FIELDS: Final = {
    "user": {"seq", "role", "content", "created_at"},
    "assistant": {"seq", "role", "content", "sources", "created_at", "turn_id", "answers"},
    "agent": {"seq", "role", "content", "agent_name", "created_at"},
}


class Follower:
    """Where one client stands. Not thread-safe; one for each stream."""

    def __init__(self, resumed_from: Position | None) -> None:
        """`resumed_from`: where the client was; None for one that has seen nothing and takes the bot to answer."""
        self._position = resumed_from or Position()
        self._replying = self._position.offset > 0
        self._turn_id = ""
        self._finished: set[str] = set()
        self._ahead: list[ReplyDelta] = []
        self._standing = None if resumed_from else (Handler.BOT, False)

    def catch_up(self, thread: Thread) -> list[StreamEvent]:
        """Everything in the thread that the client has not seen."""
        self._finished |= {message.turn_id for message in thread.messages if message.turn_id}
        events = [
            event for message in thread.messages if message.seq > self._position.seq for event in self._message(message)
        ]
        events += self._partial(thread.partial) if thread.partial else self._withdraw(None)
        return events + self._stands(thread.handled_by, thread.contact_known)

    def follow(self, frame: LiveFrame) -> list[StreamEvent]:
        """What the frame adds; nothing when it is old. Raises Behind."""
        match frame:
            case MessageShown(message=message):
                if message.seq > self._position.seq + 1:
                    raise Behind
                return self._message(message) if message.seq > self._position.seq else []
            case ReplyStarted() | ReplyDelta() | ReplyReset():
                return [] if frame.turn_id in self._finished else self._of_reply(frame)
            case ConversationUpdated():
                return self._stands(frame.handled_by, frame.contact_known)
            case ThreadErased():
                return [self._event(ERASED, {})]

    def _of_reply(self, frame: ReplyStarted | ReplyDelta | ReplyReset) -> list[StreamEvent]:
        match frame:
            case ReplyStarted():
                return self._start(frame.turn_id, frame.attempt)
            case ReplyDelta():
                return self._delta(frame)
            case ReplyReset():
                return self._withdraw(frame) if frame.attempt > self._position.attempt else []

    def _message(self, message: ThreadMessage) -> list[StreamEvent]:
        if message.turn_id:
            self._finished.add(message.turn_id)
        withdrawn = self._end_reply(message) if message.role == "assistant" else []
        self._move(seq=message.seq)
        data = message.model_dump(mode="json", include=_SHOWN_FIELDS[message.role])
        return [*withdrawn, self._event(_MESSAGE_EVENTS[message.role], {"message_id": message.id, **data})]

    def _end_reply(self, reply: ThreadMessage) -> list[StreamEvent]:
        """The whole reply takes the place of its beginning; a beginning that may be another turn's is taken back."""
        withdrawn = [] if self._turn_id else self._withdraw(None)
        if self._turn_id in {"", reply.turn_id}:
            self._replying = False
            self._move(offset=0)
        return withdrawn

    def _start(self, turn_id: str, attempt: int) -> list[StreamEvent]:
        if attempt <= self._position.attempt:
            return []
        events = self._withdraw(ReplyReset(turn_id=turn_id, attempt=attempt))
        self._replying, self._turn_id = True, turn_id
        self._ahead = [delta for delta in self._ahead if delta.attempt >= attempt]
        self._move(attempt=attempt, offset=0)
        return [*events, self._event("reply.started", {"turn_id": turn_id, "attempt": attempt})]

    def _delta(self, delta: ReplyDelta) -> list[StreamEvent]:
        of_this_attempt = delta.attempt == self._position.attempt
        if delta.attempt < self._position.attempt or (of_this_attempt and not self._replying):
            return []
        seen = self._position.offset if of_this_attempt else 0
        if delta.offset > seen:
            self._ahead.append(delta)
            raise Behind
        started = self._start(delta.turn_id, delta.attempt)
        return started + self._text(delta.turn_id, delta.text[seen - delta.offset :])

    def _partial(self, partial: PartialReply) -> list[StreamEvent]:
        if partial.attempt < self._position.attempt:
            return []
        started = self._start(partial.turn_id, partial.attempt)
        self._replying, self._turn_id = True, partial.turn_id
        return started + self._text(partial.turn_id, partial.text[self._position.offset :]) + self._beyond()

    def _beyond(self) -> list[StreamEvent]:
        """What came live while the thread, which is kept once a second, still lacked what is before it."""
        ahead, self._ahead = self._ahead, []
        events = []
        for delta in ahead:
            with suppress(Behind):
                events += self._delta(delta)
        return events

    def _text(self, turn_id: str, text: str) -> list[StreamEvent]:
        if not text:
            return []
        attempt, offset = self._position.attempt, self._position.offset
        self._move(offset=offset + len(text))
        data = {"turn_id": turn_id, "attempt": attempt, "offset": offset, "text": text}
        return [self._event("reply.delta", data)]

    def _withdraw(self, reset: ReplyReset | None) -> list[StreamEvent]:
        """Take back what was shown of a reply, if anything was. A client that came back knows itself of which turn."""
        if not self._replying:
            return []
        self._replying = False
        self._move(offset=0)
        turn_id, attempt = (reset.turn_id, reset.attempt) if reset else (self._turn_id, self._position.attempt + 1)
        return [self._event("reply.reset", {"turn_id": turn_id, "attempt": attempt})]

    def _stands(self, handled_by: Handler, contact_known: bool) -> list[StreamEvent]:
        if (handled_by, contact_known) == self._standing:
            return []
        self._standing = handled_by, contact_known
        return [self._event("conversation.updated", {"handled_by": handled_by.value, "contact_known": contact_known})]

    def _move(self, **changes: int) -> None:
        self._position = self._position.model_copy(update=changes)

    def _event(self, name: str, data: dict[str, Any]) -> StreamEvent:
        return StreamEvent(name=name, data=data, position=self._position)
