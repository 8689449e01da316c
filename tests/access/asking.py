"""An app as a server runs it, asked for nothing but the status: a stream that goes on is left when it has begun."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from starlette.types import ASGIApp, Message

WITHIN_SECONDS: Final = 30


@asynccontextmanager
async def started(app: ASGIApp) -> AsyncIterator[None]:
    """The app, between its start and its stop."""
    to_app: asyncio.Queue[Message] = asyncio.Queue()
    from_app: asyncio.Queue[Message] = asyncio.Queue()
    life = asyncio.ensure_future(app({"type": "lifespan", "asgi": {"version": "3.0"}}, to_app.get, from_app.put))
    await to_app.put({"type": "lifespan.startup"})
    assert (await from_app.get())["type"] == "lifespan.startup.complete"
    yield
    await to_app.put({"type": "lifespan.shutdown"})
    await life


async def status_of(app: ASGIApp, method: str, path: str, token: str | None, body: bytes = b"{}") -> int:
    """What the app answers to whoever holds this bearer token."""
    headers = [(b"host", b"desk"), (b"content-type", b"application/json")]
    if token is not None:
        headers.append((b"authorization", f"Bearer {token}".encode()))
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": headers,
        "client": ("127.0.0.1", 4711),
        "server": ("desk", 80),
    }
    status: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    sent: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Message:
        return sent.pop() if sent else await asyncio.Future()

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start" and not status.done():
            status.set_result(message["status"])

    answering: asyncio.Future[None] = asyncio.ensure_future(app(scope, receive, send))
    answering.add_done_callback(lambda _: status.done() or status.cancel())
    try:
        async with asyncio.timeout(WITHIN_SECONDS):
            return await status
    finally:
        answering.cancel()
        await asyncio.wait({answering})
