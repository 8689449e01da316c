"""How long a client may keep a process waiting: uvicorn's HTTP/1.1, with an end to what trickles in or is not taken."""

import asyncio
from typing import ClassVar, Final

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from shared.problems import Problem, answer_to

_ARRIVING: Final = frozenset({h11.IDLE, h11.SEND_BODY})
_UNANSWERED: Final = frozenset({h11.IDLE, h11.SEND_RESPONSE})


class RequestTooSlow(Problem):
    def __init__(self) -> None:
        super().__init__(408, "request-too-slow", "The request took too long to arrive. Send it again.")


class BoundedConnection(H11Protocol):
    """A connection whose client has `seconds` for each of two things, and is then disconnected.

    To send a request, headers and body, from its first byte (the first one from connecting): who has begun one is told.
    And to take enough of an answer that there is room for more of it.
    """

    seconds: ClassVar[float]
    _arriving: asyncio.TimerHandle | None = None
    _being_taken: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(transport)
        self._arriving = self.loop.call_later(self.seconds, self._give_up)

    def data_received(self, data: bytes) -> None:
        if not self._request_has_begun():
            self._has_arrived()
        super().data_received(data)

    def handle_events(self) -> None:
        super().handle_events()
        if self.conn.their_state not in _ARRIVING:
            self._has_arrived()
        elif self._arriving is None and self._request_has_begun():
            self._arriving = self.loop.call_later(self.seconds, self._give_up)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._being_taken = self.loop.call_later(self.seconds, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._being_taken:
            self._being_taken.cancel()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._has_arrived()
        if self._being_taken:
            self._being_taken.cancel()

    def _request_has_begun(self) -> bool:
        return self.conn.their_state is not h11.IDLE or bool(self.conn.trailing_data[0])

    def _has_arrived(self) -> None:
        if self._arriving:
            self._arriving.cancel()
            self._arriving = None

    def _give_up(self) -> None:
        if self._request_has_begun() and self.conn.our_state in _UNANSWERED:
            self._answer(RequestTooSlow())
        self.transport.close()

    def _answer(self, problem: Problem) -> None:
        answer = answer_to(problem)
        headers = [*answer.raw_headers, (b"connection", b"close")]
        for part in (
            h11.Response(status_code=answer.status_code, headers=headers, reason=problem.title.encode()),
            h11.Data(data=bytes(answer.body)),
            h11.EndOfMessage(),
        ):
            self.transport.write(self.conn.send(part) or b"")
