"""Bad input is refused with a problem that says what to do, and is never repeated back nor passed on."""

import json
from typing import Any, Final

import pytest

from tests.builders import CONVERSATION_ID, a_chat_message, a_conversation_id
from tests.unit.gateway.conftest import Gateway
from tests.unit.gateway.test_following import a_message, a_thread

SENTINEL: Final = "SENTINEL-4111"


def a_body(**changes: Any) -> bytes:  # Any: anything that JSON may hold
    return json.dumps({**a_chat_message(), **changes}).encode()


def without(field: str) -> bytes:
    return json.dumps({name: value for name, value in a_chat_message().items() if name != field}).encode()


MESSAGES: Final[dict[str, tuple[bytes, int, str]]] = {
    "nothing": (b"", 422, "invalid-request"),
    "not JSON": (b"{", 422, "invalid-request"),
    "not UTF-8": (b'{"content": "\xff\xfe"}', 400, "bad-request"),
    "a list": (b"[]", 422, "invalid-request"),
    "null": (b"null", 422, "invalid-request"),
    "a number": (b"1e400", 422, "invalid-request"),
    "deeply nested": (b"[" * 20_000, 400, "bad-request"),
    "too large": (b'{"content": "' + b"x" * 70_000 + b'"}', 413, "content-too-large"),
    "no content": (without("content"), 422, "invalid-request"),
    "no client_message_id": (without("client_message_id"), 422, "invalid-request"),
    "empty content": (a_body(content=""), 422, "invalid-request"),
    "blank content": (a_body(content=" \n\t\u00a0\u3000"), 422, "message-blank"),
    "content too long": (a_body(content="x" * 101), 422, "message-too-long"),
    "content much too long": (a_body(content="x" * 16_001), 422, "invalid-request"),
    "content a number": (a_body(content=1), 422, "invalid-request"),
    "content null": (a_body(content=None), 422, "invalid-request"),
    "content a list": (a_body(content=[SENTINEL]), 422, "invalid-request"),
    "half a character": (a_body(content="\ud800"), 422, "invalid-request"),
    "an unknown field": (a_body(role="agent"), 422, "invalid-request"),
    "a role": (a_body(conversation_id=CONVERSATION_ID), 422, "invalid-request"),
    "no UUID": (a_body(client_message_id=SENTINEL), 422, "invalid-request"),
    "an id of another form": (a_body(after_message_id="66F0C0FFEE66F0C0FFEE0001"), 422, "invalid-request"),
    "an id with a line end": (a_body(after_message_id=CONVERSATION_ID + "\n"), 422, "invalid-request"),
    "an unknown source": (a_body(source=SENTINEL), 422, "invalid-request"),
    "a locale that is none": (a_body(locale=f"en; {SENTINEL}"), 422, "invalid-request"),
    "a page address too long": (a_body(page_url="https://" + "x" * 2_000), 422, "invalid-request"),
}

BEGINNINGS: Final[dict[str, bytes]] = {
    "nothing": b"",
    "a list": b"[]",
    "an unknown field": b'{"user_id": "7"}',
    "an unknown source": b'{"source": "email"}',
    "a page address that is a number": b'{"page_url": 7}',
}

PLACES: Final[dict[str, tuple[str, int]]] = {
    "somebody else's": (a_conversation_id(), 404),
    "no id": ("nonsense", 422),
    "an id in capitals": (CONVERSATION_ID.upper(), 422),
    "an id and more": (CONVERSATION_ID + "0", 422),
    "an id and a line end": (CONVERSATION_ID + "%0A", 422),
    "a way up": ("..%2F..%2Finternal", 404),
}


@pytest.mark.parametrize("kind", MESSAGES)
async def test_a_message_that_cannot_be_taken_is_refused(kind: str, gateway: Gateway) -> None:
    body, status, slug = MESSAGES[kind]

    answer = await gateway.post(content=body, headers={"Content-Type": "application/json"})

    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert answer.json()["type"] == f"urn:support-desk:problem:{slug}"
    assert answer.json()["request_id"] == answer.headers["x-request-id"]
    assert SENTINEL not in answer.text
    assert gateway.publisher.said == []


@pytest.mark.parametrize("kind", BEGINNINGS)
async def test_a_conversation_that_cannot_begin_is_refused(kind: str, gateway: Gateway) -> None:
    answer = await gateway.client.post(
        "/api/chat/conversations", content=BEGINNINGS[kind], headers={"Content-Type": "application/json"}
    )

    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")


@pytest.mark.parametrize("kind", PLACES)
@pytest.mark.parametrize("path", ["/messages", "/events"])
async def test_a_conversation_that_is_not_there_is_not_shown(kind: str, path: str, gateway: Gateway) -> None:
    conversation_id, status = PLACES[kind]
    gateway.threads.thread = a_thread(a_message(1))

    answer = await gateway.get(path, conversation_id)

    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert gateway.threads.reads == 0
    assert not any(gateway.frames.watched.values())


@pytest.mark.parametrize(
    "authorization", ["", "Bearer", "Bearer  ", "Bearer x.y.z", "Basic {token}", "{token}", "Bearer{token}"]
)
@pytest.mark.parametrize(("method", "path"), [("GET", "messages"), ("GET", "events"), ("POST", "messages")])
async def test_without_a_good_token_nothing_is_done(
    authorization: str, method: str, path: str, gateway: Gateway
) -> None:
    url = f"/api/chat/conversations/{CONVERSATION_ID}/{path}"
    headers = {"Authorization": authorization.format(token=gateway.token())}

    answer = await gateway.client.request(method, url, headers=headers, json=a_chat_message())

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.json()["type"] == "urn:support-desk:problem:visitor-token-refused"
    assert gateway.publisher.said == []


@pytest.mark.parametrize("position", ["nonsense", "1:2", "-1:0:0", "9" * 1_000 + ":0:0", "2:0:0"])
async def test_a_position_that_no_stream_gave_out_is_refused(position: str, gateway: Gateway) -> None:
    """Also one beyond the end of the thread: its client would wait for ever."""
    gateway.threads.thread = a_thread(a_message(1))

    answer = await gateway.get("/events", headers={"Last-Event-ID": position})

    assert answer.status_code == 422
    assert answer.json()["type"] == "urn:support-desk:problem:unknown-position"
    assert not any(gateway.frames.watched.values())
