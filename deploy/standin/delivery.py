"""Sending an answer: step by step, at its pace, and only as long as the client listens."""

import asyncio
import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from deploy.standin.connections import Connections
from deploy.standin.faults import DELTA, Hangup, Pause, Step
from deploy.standin.frames import Chunk
from deploy.standin.ledger import Entry
from deploy.standin.usage import Usage


@dataclass(frozen=True)
class Timing:
    """Seconds before the first byte, after each output token, after each delta; and whether bytes go one by one."""

    first_token_seconds: float
    token_seconds: float
    delta_seconds: float = 0.0
    one_byte_chunks: bool = False

    def after(self, chunk: Chunk) -> float:
        return chunk.tokens * self.token_seconds + (self.delta_seconds if chunk.event == DELTA else 0.0)


class _ClientLeft(Exception):
    """The client went away while there was more to send."""


class _HungUp(Exception):
    """A fault has ended the connection."""


class Delivery(Response):
    """A response that keeps its ledger entry up to date while it is sent."""

    def __init__(
        self,
        steps: list[Step],
        *,
        timing: Timing,
        usage: Usage,
        entry: Entry,
        connections: Connections,
        media_type: str,
        headers: dict[str, str],
    ) -> None:
        super().__init__(media_type=media_type, headers=headers)
        del self.headers["content-length"]
        self._steps = [Pause(timing.first_token_seconds), *steps]
        self._timing = timing
        self._usage = usage
        self._entry = entry
        self._connections = connections
        self._started = False
        self._due_seconds = 0.0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        client = asyncio.create_task(_until_client_leaves(receive))
        try:
            for step in self._steps:
                await self._take(step, scope, send, client)
            await send({"type": "http.response.body", "body": b"", "more_body": False})
            self._entry.outcome = "answered"
            self._entry.usage = self._usage
        except _ClientLeft:
            self._entry.outcome = "client_left"
        except _HungUp:
            self._entry.outcome = "cut"
            await client
        finally:
            client.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await client

    async def _take(self, step: Step, scope: Scope, send: Send, client: asyncio.Task[None]) -> None:
        if isinstance(step, Pause):
            await _wait(step.seconds, client)
            return
        await _wait(self._due_seconds, client)
        if isinstance(step, Hangup):
            self._connections.end(scope["client"], step.how)
            raise _HungUp
        await self._send(step, send)
        self._due_seconds = self._timing.after(step)

    async def _send(self, chunk: Chunk, send: Send) -> None:
        if not self._started:
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            self._started = True
        for data in self._portions(chunk.data):
            await send({"type": "http.response.body", "body": data, "more_body": True})
        so_far = self._entry.usage.output_tokens + chunk.tokens
        self._entry.usage = self._usage.up_to(so_far)

    def _portions(self, data: bytes) -> Iterator[bytes]:
        if not self._timing.one_byte_chunks:
            yield data
            return
        for place in range(len(data)):
            yield data[place : place + 1]


async def _until_client_leaves(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _wait(seconds: float, client: asyncio.Task[None]) -> None:
    """Let the time pass, or raise as soon as the client is gone; with no time to pass, let others have their turn."""
    if seconds:
        await asyncio.wait([client], timeout=seconds)
    else:
        await asyncio.sleep(0)
    if client.done():
        raise _ClientLeft
