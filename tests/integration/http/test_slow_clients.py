"""Clients that trickle, stall or open too much, on a real socket: each is bounded, and the others notice nothing."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import httpx2
import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from prometheus_client import CollectorRegistry

from deploy.local.ports import HOST
from shared.http import create_api, health_router
from shared.process import server_config
from shared.settings import ProcessSettings
from tests.waiting import eventually

PATIENCE: Final = 1.0
"""Of the server, in seconds."""
AT_LAST: Final = 20.0
"""A server without any patience would make the test wait so long, and fail."""
MOST: Final = 5
MOST_PER_ADDRESS: Final = 3
POST: Final = b"POST /echo HTTP/1.1\r\nHost: desk\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n"


class Served:
    """An app of ours on a port of its own."""

    def __init__(self, server: uvicorn.Server, port: int) -> None:
        self.server = server
        self.port = port

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection(HOST, self.port)


@pytest.fixture
async def served() -> AsyncIterator[Served]:
    settings = ProcessSettings.model_validate(
        {
            "rabbitmq_url": "amqp://desk:secret@nowhere",
            "slow_client_seconds": PATIENCE,
            "max_requests": MOST,
            "max_requests_per_address": MOST_PER_ADDRESS,
            "port": 0,
            "max_body_bytes": 10_000,
        }
    )
    with socket.socket() as listening:
        listening.bind((HOST, 0))
        server = uvicorn.Server(server_config(_an_app(settings), settings))
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        await eventually(lambda: server.started, "the server did not start")
        yield Served(server, listening.getsockname()[1])
        server.should_exit = True
        await serving


def _an_app(settings: ProcessSettings) -> FastAPI:
    app = create_api("desk", "", settings, CollectorRegistry(), _nothing)
    app.include_router(health_router({}))

    @app.post("/echo")
    async def echo(body: dict[str, str]) -> dict[str, str]:
        return body

    @app.get("/endless")
    async def endless() -> StreamingResponse:
        async def text() -> AsyncIterator[bytes]:
            while True:
                yield b"x" * 100_000
                await asyncio.sleep(0)

        return StreamingResponse(text())

    @app.get("/quiet")
    async def quiet() -> StreamingResponse:
        async def text() -> AsyncIterator[bytes]:
            yield b"begun"
            await asyncio.Event().wait()

        return StreamingResponse(text())

    return app


@asynccontextmanager
async def _nothing(_: FastAPI) -> AsyncIterator[None]:
    yield


@pytest.mark.parametrize(
    "sent",
    [b"GET / HT", b"GET / HTTP/1.1\r\nHost: desk\r\nX-Never", POST, POST + b'{"a": '],
    ids=["line", "headers", "no body", "body"],
)
async def test_a_request_that_stays_unfinished_is_ended_with_408(served: Served, sent: bytes) -> None:
    answer = await _all_that_comes(served, sent)

    assert answer.startswith(b"HTTP/1.1 408 Request Timeout\r\n")
    assert b"application/problem+json" in answer
    assert b"connection: close" in answer.lower()
    await _answers_still(served)


@pytest.mark.parametrize("begun", [b"GET / HTTP/1.1\r\nHost: desk\r\n", POST], ids=["headers", "body"])
async def test_a_byte_now_and_then_buys_no_time(served: Served, begun: bytes) -> None:
    reader, writer = await served.connect()

    async def trickle() -> None:
        writer.write(begun)
        while True:
            writer.write(b"x")
            await asyncio.sleep(PATIENCE / 10)

    trickling = asyncio.create_task(trickle())
    async with asyncio.timeout(AT_LAST):
        answer = await reader.read()
    trickling.cancel()
    writer.close()

    assert answer.startswith(b"HTTP/1.1 408")


async def test_who_connects_and_says_nothing_is_disconnected(served: Served) -> None:
    assert await _all_that_comes(served, b"") == b""


async def test_the_time_begins_anew_with_each_request(served: Served) -> None:
    reader, writer = await served.connect()
    body = b'{"a": "b"}'
    head = POST.replace(b"1000", str(len(body)).encode())
    for _ in range(4):
        await asyncio.sleep(PATIENCE * 0.4)
        writer.write(head + body)
        async with asyncio.timeout(AT_LAST):
            answer = await reader.readuntil(body.replace(b": ", b":"))
        assert answer.startswith(b"HTTP/1.1 200")
    writer.close()


async def test_a_quiet_stream_is_no_slow_client(served: Served) -> None:
    async with httpx2.AsyncClient() as client, client.stream("GET", f"{served.url}/quiet") as answer:
        chunks = answer.aiter_raw()
        assert await anext(chunks) == b"begun"
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(PATIENCE * 2):
                await anext(chunks)


async def test_an_answer_that_nobody_takes_is_ended(served: Served) -> None:
    reader, writer = await served.connect()
    writer.write(b"GET /endless HTTP/1.1\r\nHost: desk\r\n\r\n")
    await reader.readuntil(b"xxx")

    connections = served.server.server_state.connections
    await eventually(lambda: not connections, "the server still holds it", within_seconds=AT_LAST)
    writer.close()


async def test_headers_without_end_are_refused(served: Served) -> None:
    answer = await _all_that_comes(served, b"GET / HTTP/1.1\r\nHost: desk\r\n" + b"X-Long: " + b"x" * 20_000)

    assert answer.startswith(b"HTTP/1.1 4")
    await _answers_still(served)


async def test_a_body_without_end_is_cut_off(served: Served) -> None:
    chunk = b"1000\r\n" + b" " * 0x1000 + b"\r\n"
    head = POST.replace(b"Content-Length: 1000", b"Transfer-Encoding: chunked")

    answer = await _all_that_comes(served, head + chunk * 4)

    assert answer.startswith(b"HTTP/1.1 413")


async def test_more_at_once_than_there_may_be_get_503_and_health_is_told_nevertheless(served: Served) -> None:
    async with httpx2.AsyncClient(base_url=served.url) as client:
        held = [await _quiet_stream(served, f"192.0.2.{number}") for number in range(MOST)]

        refused = await client.post("/echo", json={})
        alive = await client.get("/healthz")
        for writer in held:
            writer.close()

        assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
        assert refused.headers["Content-Type"] == "application/problem+json"
        assert alive.status_code == 200

        async def is_taken() -> bool:
            return (await client.post("/echo", json={})).status_code == 200

        await eventually(is_taken, "there is no room although all have gone")


async def test_whom_a_trusted_proxy_asks_for_has_so_many_and_others_have_theirs(served: Served) -> None:
    one, another = {"X-Forwarded-For": "192.0.2.1"}, {"X-Forwarded-For": "192.0.2.2"}
    async with httpx2.AsyncClient(base_url=served.url) as client:
        held = [await _quiet_stream(served, "192.0.2.1") for _ in range(MOST_PER_ADDRESS)]

        refused = await client.post("/echo", json={}, headers=one)
        taken = await client.post("/echo", json={}, headers=another)
        for writer in held:
            writer.close()

    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "5")
    assert taken.status_code == 200


async def _quiet_stream(served: Served, address: str) -> asyncio.StreamWriter:
    """One that stays open, by the word of a proxy from that address."""
    reader, writer = await served.connect()
    writer.write(f"GET /quiet HTTP/1.1\r\nHost: desk\r\nX-Forwarded-For: {address}\r\n\r\n".encode())
    await reader.readuntil(b"begun")
    return writer


async def _all_that_comes(served: Served, sent: bytes) -> bytes:
    """Until the server ends the connection."""
    reader, writer = await served.connect()
    writer.write(sent)
    async with asyncio.timeout(AT_LAST):
        answer = await reader.read()
    writer.close()
    return answer


async def _answers_still(served: Served) -> None:
    async with httpx2.AsyncClient(base_url=served.url) as client:
        assert (await client.post("/echo", json={"a": "b"})).json() == {"a": "b"}
