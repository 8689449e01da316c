"""What visitors did and saw, one JSON object a line, in the order in which it happened to them."""

import time
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter


class Line(BaseModel):
    """`at`: seconds since the epoch."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    at: float = Field(default_factory=time.time)
    conversation_id: str


class Sent(Line):
    """A visitor begins to send a message, and will repeat it until it is answered for. `nth`: its place in the tab.

    `proper` is false for a request that must be refused.
    """

    kind: Literal["sent"] = "sent"
    client_message_id: str
    nth: int
    content: str
    after_message_id: str | None = None
    proper: bool = True


class Answered(Line):
    """The gateway's answer to one try; `message_id` is there with a 202."""

    kind: Literal["answered"] = "answered"
    client_message_id: str
    status: int
    message_id: str | None = None


class Unanswered(Line):
    """No answer to one try: refused connection, reset, timeout."""

    kind: Literal["unanswered"] = "unanswered"
    client_message_id: str
    error: str


class Opened(Line):
    """A tab's stream was opened (again)."""

    kind: Literal["opened"] = "opened"
    tab: str
    gateway: str
    last_event_id: str | None


class Seen(Line):
    """A tab was sent an event."""

    kind: Literal["seen"] = "seen"
    tab: str
    name: str
    id: str
    data: dict[str, Any]  # the JSON of the event, whose shape follows its name


class Closed(Line):
    """A tab is closed; `settled`: the visitor had seen every answer that was due, or waited to the end for it."""

    kind: Literal["closed"] = "closed"
    tab: str
    settled: bool


AnyLine = Annotated[Sent | Answered | Unanswered | Opened | Seen | Closed, Field(discriminator="kind")]
_LINE: TypeAdapter[AnyLine] = TypeAdapter(AnyLine)


class History:
    """A file that lines are added to."""

    def __init__(self, file: Path) -> None:
        self._file = file.open("w", encoding="utf-8")

    def add(self, line: AnyLine) -> None:
        self._file.write(line.model_dump_json() + "\n")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()


def read(file: Path) -> Iterable[AnyLine]:
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            yield _LINE.validate_json(line)
