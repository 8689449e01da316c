"""What the stand-in was asked and what it would have billed: the other side's books, for a checker to compare with."""

from collections import deque
from datetime import UTC, datetime
from typing import Literal

from pydantic import BaseModel, Field

from deploy.standin.usage import Usage


class Said(BaseModel):
    """One message of a request: its role and its texts, one below the other."""

    role: str
    text: str


class Entry(BaseModel):
    """One request.

    outcome: `in_progress`, `answered` (sent to its end, however odd), `refused` (an HTTP error), `cut` (the connection
    was ended by a fault), `client_left` (the client went away).
    usage: what is billed. For an answer sent to its end, all of it; for a stream that ended early, the input and the
    output sent until then; for a refusal and for an answer of which nothing was sent, nothing.
    """

    request_id: str
    at: datetime = Field(default_factory=lambda: datetime.now(UTC))
    api_key_hash: str | None = None
    model: str | None = None
    stream: bool = False
    newest_user_text: str = ""
    messages: list[Said] = []
    status: int = 200
    outcome: Literal["in_progress", "answered", "refused", "cut", "client_left"] = "in_progress"
    stop_reason: str | None = None
    usage: Usage = Usage()


class Books(BaseModel):
    """The ledger as it is read: the newest requests, oldest first, and how many older ones it has forgotten."""

    requests: list[Entry]
    forgotten: int


class Ledger:
    """Remembers at most `size` requests; 0 remembers none."""

    def __init__(self, size: int) -> None:
        self._entries: deque[Entry] = deque(maxlen=size)
        self._seen = 0

    def open(self, request_id: str) -> Entry:
        """A new entry; whoever handles the request completes it."""
        entry = Entry(request_id=request_id)
        self._entries.append(entry)
        self._seen += 1
        return entry

    def read(self) -> Books:
        return Books(requests=list(self._entries), forgotten=self._seen - len(self._entries))

    def clear(self) -> None:
        self._entries.clear()
        self._seen = 0
