"""A chat page by the widget's rules, as strict as they allow: what it is told twice or out of order is an error."""

from typing import Any, Final

from services.gateway.domain.following import Position, StreamEvent
from shared.events import Handler
from shared.visitor_view import Thread

Data = dict[str, Any]  # an event's JSON, whose shape follows its name
ROLES: Final = {"message.received": "user", "reply.completed": "assistant", "agent.message": "agent"}
FIELDS: Final = {
    "message.received": {"message_id", "seq", "role", "content", "created_at"},
    "reply.started": {"turn_id", "attempt"},
    "reply.delta": {"turn_id", "attempt", "offset", "text"},
    "reply.reset": {"turn_id", "attempt"},
    "reply.completed": {"message_id", "seq", "role", "content", "sources", "created_at", "turn_id", "answers"},
    "agent.message": {"message_id", "seq", "role", "content", "agent_name", "created_at"},
    "conversation.updated": {"handled_by", "contact_known"},
}


class Page:
    """What the visitor sees. It goes on over any number of streams."""

    def __init__(self) -> None:
        self.messages: list[Data] = []
        self.turn_id: str | None = None
        self.attempt = 0
        self.text = ""
        self.handled_by = Handler.BOT
        self.contact_known = False
        self.last_event_id: str | None = None
        self.told: list[str] = []

    @property
    def resumes_from(self) -> Position | None:
        return Position.parse(self.last_event_id) if self.last_event_id else None

    def take(self, event: StreamEvent) -> None:
        assert event.data.keys() == FIELDS[event.name]
        self.last_event_id = str(event.position)
        self.told.append(event.name)
        match event.name:
            case "reply.started":
                self._in_turn(event.data)
            case "reply.reset":
                assert isinstance(event.data["turn_id"], str)
                assert event.data["attempt"] > self.attempt
                self._begin(event.data["turn_id"], event.data["attempt"])
            case "reply.delta":
                self._in_turn(event.data)
                assert event.data["offset"] <= len(self.text), f"a gap before {event.data}, after {self.text!r}"
                self.text += event.data["text"][len(self.text) - event.data["offset"] :]
            case "conversation.updated":
                self.handled_by = Handler(event.data["handled_by"])
                self.contact_known = event.data["contact_known"]
            case _:
                self._add(event)

    def shows(self, thread: Thread) -> bool:
        """Whether it is what a page that fetches the thread would show; of a reply in the making it may be ahead."""
        told = [(message["message_id"], message["seq"], message["content"]) for message in self.messages]
        known = [(message.id, message.seq, message.content) for message in thread.messages]
        partial = thread.partial.text if thread.partial else ""
        ahead = self.text.startswith(partial) if thread.partial else self.text == ""
        stands = (self.handled_by, self.contact_known) == (thread.handled_by, thread.contact_known)
        return told == known and ahead and stands

    def _in_turn(self, data: Data) -> None:
        assert data["attempt"] >= self.attempt, "an attempt that is over came back"
        if (data["turn_id"], data["attempt"]) != (self.turn_id, self.attempt):
            self._begin(data["turn_id"], data["attempt"])

    def _begin(self, turn_id: str, attempt: int) -> None:
        self.turn_id, self.attempt, self.text = turn_id, attempt, ""

    def _add(self, event: StreamEvent) -> None:
        assert event.data["role"] == ROLES[event.name]
        expected = self.messages[-1]["seq"] + 1 if self.messages else 1
        assert event.data["seq"] == expected, f"message {event.data['seq']} came where {expected} was due"
        self.messages.append(event.data)
        if event.data.get("turn_id") == self.turn_id:
            self.turn_id, self.text = None, ""
