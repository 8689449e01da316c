"""Which pages may use the chat: those of the desk itself, and of the sites that its operator has named."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import httpx2
import pytest

from services.gateway.app import create_app
from services.gateway.settings import GatewaySettings
from tests.builders import CONVERSATION_ID, a_chat_message

DESK: Final = "https://desk.example"
SITES: Final = ["https://shop.example", "https://xn--bcher-kva.example", "http://localhost:3000"]
HOSTILE: Final = [
    "null",
    "*",
    "https://evil.example",
    "https://shop.example.evil.example",
    "https://evilshop.example",
    "https://evil-shop.example",
    "https://www.shop.example",
    "https://shop.example.",
    "https://shop.example:8443",
    "https://shop.example:443",
    "http://shop.example",
    "https://SHOP.example",
    "HTTPS://shop.example",
    "https://shop.example/",
    "https://shop.example@evil.example",
    "https://evil.example#https://shop.example",
    "https://shop.exampl",
    "https://shop_example",
    "https://shop.example, https://evil.example",
    "https://bücher.example",
    "https://xn--bcher-kva.example.evil.example",
    "http://localhost",
    "http://localhost:30000",
    "http://127.0.0.1:3000",
    "http://desk.example",
    "https://desk.example:8443",
    "file://",
    "chrome-extension://shop.example",
    "",
]
BEGIN: Final = "/api/chat/conversations"
ASKED_FIRST: Final = {
    b"Access-Control-Request-Method": b"POST",
    b"Access-Control-Request-Headers": b"authorization,content-type",
}
SAYING: Final = {
    BEGIN: {},
    f"{BEGIN}/{CONVERSATION_ID}/messages": a_chat_message("Hello"),
    f"{BEGIN}/{CONVERSATION_ID}/contact": {"email": "jo@example.org"},
    f"{BEGIN}/{CONVERSATION_ID}/rating": {"solved": True},
    f"{BEGIN}/{CONVERSATION_ID}/token": {},
}


@pytest.fixture
async def chat(tmp_path: Path) -> AsyncIterator[httpx2.AsyncClient]:
    """The gateway's own app, with its pages, over memory."""
    (tmp_path / "widget").mkdir()
    (tmp_path / "widget" / "index.html").write_text("<!doctype html>")
    key = "6b" * 32
    settings = GatewaySettings.model_validate(
        {
            "rabbitmq_url": "amqp://desk:secret@nowhere",
            "token_key": key,
            "service_token": key,
            "sites": SITES,
            "web_dir": tmp_path,
        }
    )
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(create_app(settings)), base_url=DESK) as client:
        yield client


@pytest.mark.parametrize("origin", [DESK, *SITES])
async def test_a_known_site_begins_a_conversation(chat: httpx2.AsyncClient, origin: str) -> None:
    answer = await chat.post(BEGIN, json={}, headers=_of(origin))

    assert answer.status_code == 201


@pytest.mark.parametrize("origin", SITES)
async def test_its_browser_is_told_so(chat: httpx2.AsyncClient, origin: str) -> None:
    asked = await chat.options(BEGIN, headers={**_of(origin), **ASKED_FIRST})
    answer = await chat.post(BEGIN, json={}, headers=_of(origin))

    assert asked.status_code == 200
    for told in (asked, answer):
        assert told.headers["Access-Control-Allow-Origin"] == origin
        assert "Access-Control-Allow-Credentials" not in told.headers
        assert "Origin" in told.headers["Vary"]
    assert {"Authorization", "Last-Event-ID"} <= set(asked.headers["Access-Control-Allow-Headers"].split(", "))
    assert "RateLimit-Remaining" in answer.headers["Access-Control-Expose-Headers"]


@pytest.mark.parametrize("origin", HOSTILE)
async def test_any_other_is_refused_and_told_what_to_do(chat: httpx2.AsyncClient, origin: str) -> None:
    for path, body in SAYING.items():
        answer = await chat.post(path, json=body, headers=_of(origin))
        assert answer.status_code == 403, path
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert "GATEWAY_SITES" in answer.json()["detail"]
        assert answer.json()["request_id"] == answer.headers["X-Request-ID"]
        _nothing_is_allowed(answer)


@pytest.mark.parametrize("origin", HOSTILE)
async def test_its_browser_is_allowed_nothing(chat: httpx2.AsyncClient, origin: str) -> None:
    asked = await chat.options(BEGIN, headers={**_of(origin), **ASKED_FIRST})
    read = await chat.get("/api/chat/config", headers=_of(origin))

    assert (asked.status_code, read.status_code) == (403, 403)
    assert asked.headers["Content-Type"] == "application/problem+json"
    _nothing_is_allowed(asked)
    _nothing_is_allowed(read)


@pytest.mark.parametrize(
    "asked", [{b"Access-Control-Request-Method": b"DELETE"}, {b"Access-Control-Request-Headers": b"x"}]
)
async def test_a_known_site_may_not_do_what_no_page_does(chat: httpx2.AsyncClient, asked: dict[bytes, bytes]) -> None:
    answer = await chat.options(BEGIN, headers={**_of(SITES[0]), **ASKED_FIRST, **asked})

    assert answer.status_code == 403
    _nothing_is_allowed(answer)


async def test_a_client_that_is_no_browser_needs_no_site(chat: httpx2.AsyncClient) -> None:
    assert (await chat.post(BEGIN, json={})).status_code == 201


async def test_answers_differ_by_origin_for_every_cache(chat: httpx2.AsyncClient) -> None:
    assert "Origin" in (await chat.get("/api/chat/config")).headers["Vary"]


async def test_only_known_sites_may_frame_the_chat(chat: httpx2.AsyncClient) -> None:
    policy = (await chat.get("/widget/")).headers["Content-Security-Policy"]

    assert policy.split("frame-ancestors ")[1] == " ".join(["'self'", *SITES])


def test_with_no_site_named_any_page_may_show_the_demonstration_and_nothing_else() -> None:
    shown = {each: GatewaySettings.model_construct(sites=[], demonstration=each).framed_by for each in (True, False)}

    assert shown == {True: ["*"], False: []}


def _of(origin: str) -> dict[bytes, bytes]:
    return {b"Origin": origin.encode()}


def _nothing_is_allowed(answer: httpx2.Response) -> None:
    assert not [name for name in answer.headers if name.lower().startswith("access-control-allow-")]
    assert "Origin" in answer.headers["Vary"]
