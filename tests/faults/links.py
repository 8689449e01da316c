"""A TCP proxy in front of a server: the place where the network fails.

A link may be cut, refuse, delay, break off in the middle of what is being sent, fall silent for a while (open, and
nothing passes), or abandon the connections that it has.
"""

import asyncio
import contextlib
import itertools
import socket
import struct
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from deploy.local.ports import HOST, free_port

Address = tuple[str, int]
CHUNK_BYTES: Final = 65_536
CONNECT_SECONDS: Final = 2.0
_NO_LINGER: Final = struct.pack("ii", 1, 0)


@dataclass
class Counters:
    """What the faults of a link really did."""

    accepted: int = 0
    cut: int = 0
    refused: int = 0
    delayed: int = 0
    truncated: int = 0
    held: int = 0
    abandoned: int = 0


class Link:
    """Listens on `port`; each connection goes to one of `upstreams`, the next that takes it."""

    def __init__(self, name: str, upstreams: Sequence[Address]) -> None:
        self.name = name
        self.port = free_port()
        self.counters = Counters()
        self._upstreams = itertools.cycle(upstreams)
        self._choices = len(upstreams)
        self._open: set[_Connection] = set()
        self._server: asyncio.Server | None = None
        self._passing = asyncio.Event()
        self._passing.set()
        self._refusing = False
        self._delay_seconds = 0.0

    @property
    def address(self) -> str:
        return f"{HOST}:{self.port}"

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._serve, HOST, self.port)

    async def stop(self) -> None:
        if self._server:
            self._server.close()
        self._passing.set()
        for connection in list(self._open):
            connection.tear()

    def cut(self) -> None:
        """Tear every connection; new ones are taken."""
        for connection in list(self._open):
            self.counters.cut += 1
            connection.tear()

    def abandon(self) -> None:
        """Nothing passes on the connections that are open now, for as long as their ends hold them; new ones work."""
        for connection in self._open:
            self.counters.abandoned += 1
            connection.abandoned = True

    def truncate(self) -> None:
        """Let each connection pass half of what comes next, and tear it."""
        for connection in self._open:
            connection.truncating = True

    @contextlib.contextmanager
    def refusing(self) -> Iterator[None]:
        """Tear every connection, and take no new one."""
        self._refusing = True
        self.cut()
        try:
            yield
        finally:
            self._refusing = False

    @contextlib.contextmanager
    def delaying(self, seconds: float) -> Iterator[None]:
        """Everything that passes takes so much longer."""
        self._delay_seconds = seconds
        try:
            yield
        finally:
            self._delay_seconds = 0.0

    @contextlib.contextmanager
    def silent(self) -> Iterator[None]:
        """Connections stay, new ones are taken, and nothing passes."""
        self._passing.clear()
        try:
            yield
        finally:
            self._passing.set()

    async def let_pass(self, chunk: bytes) -> None:
        """Whatever holds a chunk up."""
        if self._delay_seconds:
            self.counters.delayed += 1
            await asyncio.sleep(self._delay_seconds)
        if not self._passing.is_set():
            self.counters.held += len(chunk)
            await self._passing.wait()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        client = _End(reader, writer)
        if self._refusing:
            self.counters.refused += 1
            client.tear()
            return
        self.counters.accepted += 1
        try:
            await self._passing.wait()
            async with self._connected(client) as connection:
                await connection.pump(self)
        except OSError:
            client.tear()

    @asynccontextmanager
    async def _connected(self, client: "_End") -> AsyncIterator["_Connection"]:
        """Raises OSError when no upstream takes it."""
        connection = _Connection(client, await self._dial())
        self._open.add(connection)
        try:
            yield connection
        finally:
            self._open.discard(connection)
            connection.close()

    async def _dial(self) -> "_End":
        for _ in range(self._choices - 1):
            with contextlib.suppress(OSError):
                return await _dial(next(self._upstreams))
        return await _dial(next(self._upstreams))


class _End:
    """One side of a connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    def tear(self) -> None:
        """With a reset, not a farewell."""
        sock: socket.socket | None = self.writer.get_extra_info("socket")
        if sock is not None:
            with contextlib.suppress(OSError):
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
        self.writer.transport.abort()


class _Connection:
    def __init__(self, client: _End, server: _End) -> None:
        self._client = client
        self._server = server
        self.truncating = False
        self.abandoned = False

    async def pump(self, link: Link) -> None:
        """Until either side is done."""
        ways = [
            asyncio.create_task(self._pass_on(link, self._client, self._server)),
            asyncio.create_task(self._pass_on(link, self._server, self._client)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)

    def close(self) -> None:
        self._client.writer.close()
        self._server.writer.close()

    def tear(self) -> None:
        self._client.tear()
        self._server.tear()

    async def _pass_on(self, link: Link, source: _End, sink: _End) -> None:
        with contextlib.suppress(OSError):
            while chunk := await source.reader.read(CHUNK_BYTES):
                await link.let_pass(chunk)
                if self.abandoned:
                    continue
                if self.truncating:
                    link.counters.truncated += 1
                    sink.writer.write(chunk[: len(chunk) // 2])
                    return
                sink.writer.write(chunk)
                await sink.writer.drain()


async def _dial(upstream: Address) -> _End:
    async with asyncio.timeout(CONNECT_SECONDS):
        return _End(*await asyncio.open_connection(*upstream))
