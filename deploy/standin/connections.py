"""The server's open connections, so that a scripted fault can end one the hard way; ASGI has no word for that."""

import asyncio
import socket
import struct
from typing import Final

from uvicorn.protocols.http.h11_impl import H11Protocol

from deploy.standin.behaviours import How

Address = tuple[str, int]
NO_LINGER: Final = struct.pack("ii", 1, 0)


class Connections:
    """Open connections by the client's address, which is how a request names its own."""

    def __init__(self) -> None:
        self._transports: dict[Address, asyncio.Transport] = {}

    def add(self, client: Address, transport: asyncio.Transport) -> None:
        self._transports[client] = transport

    def remove(self, client: Address) -> None:
        self._transports.pop(client, None)

    def end(self, client: Address, how: How) -> None:
        """`reset` tears the connection (RST); `close` closes it (FIN) with the answer unfinished.

        Raises ConnectionError when the connection is none of ours, as without the server of `server.py`.
        """
        transport = self._transports.get(client)
        if transport is None:
            raise ConnectionError("The connection cannot be ended from here: run the stand-in as a server.")
        if how == "close":
            transport.close()
            return
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_LINGER)
        transport.abort()


def http_protocol(connections: Connections) -> type[H11Protocol]:
    """uvicorn's HTTP/1.1 protocol, telling `connections` what opens and closes."""

    class Registered(H11Protocol):
        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
            super().connection_made(transport)
            if self.client:
                connections.add(self.client, transport)

        def connection_lost(self, exc: Exception | None) -> None:
            super().connection_lost(exc)
            if self.client:
                connections.remove(self.client)

    return Registered
