"""What an edge proxy does: one address for a client, and each path to the service that it belongs to."""

from collections.abc import Mapping
from typing import Final

import httpx2

ROUTES: Final = (
    ("/api/support/analytics", "analytics"),
    ("/api/support", "ticketing"),
    ("/admin", "ticketing"),
    ("/", "gateway"),
)
"""The first prefix that fits says which service answers."""


class ByPath(httpx2.AsyncBaseTransport):
    """Sends each request to the service that its path belongs to."""

    def __init__(self, ports: Mapping[str, int]) -> None:
        self._ports = ports
        self._network = httpx2.AsyncHTTPTransport()

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        path = request.url.path
        service = next(name for prefix, name in ROUTES if path == prefix or path.startswith(prefix.rstrip("/") + "/"))
        request.url = request.url.copy_with(port=self._ports[service])
        return await self._network.handle_async_request(request)

    async def aclose(self) -> None:
        await self._network.aclose()
