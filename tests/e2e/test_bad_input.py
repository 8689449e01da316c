"""Whatever the gateway is sent, it answers with a documented problem: never a 5xx, never a foreign conversation."""

import json
import uuid
from collections.abc import Mapping
from typing import Final

import httpx2
import jwt
import pytest

from tests.builders import a_chat_message
from tests.system import RunningSystem
from tests.visitor import Visitor

NOBODYS: Final = "f" * 24
JSON: Final = {"Content-Type": "application/json"}
UUID: Final = "1c9a2a52-6a0e-4a52-9b3e-0d7c8a3f5b11"


def a_body(**changes: object) -> bytes:
    return json.dumps(a_chat_message(**changes)).encode()  # type: ignore[arg-type]  # wrong types are the point


BODIES: Final[Mapping[str, tuple[int, bytes]]] = {
    "empty body": (422, b""),
    "not JSON": (422, b"{"),
    "no object": (422, b"[]"),
    "a bare string": (422, b'"hello"'),
    "null": (422, b"null"),
    "no content": (422, json.dumps({"client_message_id": UUID}).encode()),
    "no client_message_id": (422, b'{"content": "hello"}'),
    "client_message_id is no uuid": (422, a_body(client_message_id="one")),
    "client_message_id is a number": (422, a_body(client_message_id=1)),
    "empty content": (422, a_body(content="")),
    "blank content": (422, a_body(content=" \n\t\u2003 ")),
    "content of 4,001 characters": (422, a_body(content="x" * 4_001)),
    "content of 20,000 characters": (422, a_body(content="x" * 20_000)),
    "content is a number": (422, a_body(content=7)),
    "content is a list": (422, a_body(content=["hello"])),
    "content is null": (422, a_body(content=None)),
    "content is half a surrogate pair": (422, a_body(content="x").replace(b'"x"', rb'"\ud800"')),
    "a field name is half a surrogate pair": (422, rb'{"\ud800": 1, "content": "hello"}'),
    "unknown source": (422, a_body(source="fax")),
    "source is a number": (422, a_body(source=1)),
    "unknown field": (422, a_body(role="assistant")),
    "somebody's identity": (422, a_body(user_id="u-1")),
    "page_url is an object": (422, a_body(page_url={})),
    "page_url of 3,000 characters": (422, a_body(page_url="https://shop.example/" + "x" * 3_000)),
    "locale is no locale": (422, a_body(locale="../../etc/passwd")),
    "after_message_id is no id": (422, a_body(after_message_id="1")),
    "after_message_id is an operator": (422, a_body(after_message_id={"$ne": None})),
    "not UTF-8": (400, b'{"client_message_id": "' + UUID.encode() + b'", "content": "\xff\xfe"}'),
    "a number of 5,000 digits": (400, b'{"content": ' + b"9" * 5_000 + b"}"),
    "60 kB of nothing": (422, a_body(content="x") + b" " * 60_000 + b"}"),
    "deep JSON": (400, b"[" * 30_000 + b"]" * 30_000),
    "deep JSON in a field": (400, b'{"content": ' + b'{"a":' * 10_000 + b"1" + b"}" * 10_000 + b"}"),
    "100 kB": (413, a_body(content="x" * 100_000)),
}


@pytest.mark.parametrize("kind", BODIES)
async def test_a_bad_message_is_refused(kind: str, visitor: Visitor) -> None:
    status, body = BODIES[kind]

    answer = await visitor.client.post(f"{visitor.path}/messages", content=body, headers={**visitor.headers, **JSON})

    assert _is_problem(answer, status), (kind, answer.status_code, answer.text)
    assert (await visitor.thread())["messages"] == []


@pytest.mark.parametrize(
    ("kind", "status", "body"),
    [
        ("no object", 422, b"[]"),
        ("unknown field", 422, b'{"conversation_id": "' + NOBODYS.encode() + b'"}'),
        ("unknown source", 422, b'{"source": "fax"}'),
        ("wrong type", 422, b'{"page_url": 3}'),
        ("not JSON", 422, b"{"),
        ("not UTF-8", 400, b'{"locale": "\xff"}'),
        ("too large", 413, b'{"page_url": "' + b"x" * 100_000 + b'"}'),
    ],
)
async def test_a_bad_beginning_is_refused(kind: str, status: int, body: bytes, client: httpx2.AsyncClient) -> None:
    answer = await client.post("/api/chat/conversations", content=body, headers=JSON)

    assert _is_problem(answer, status), (kind, answer.status_code, answer.text)


@pytest.mark.parametrize("content_type", ["text/plain", "application/xml", "multipart/form-data; boundary=x", None])
async def test_a_message_that_does_not_say_it_is_json_is_refused(content_type: str | None, visitor: Visitor) -> None:
    headers = visitor.headers | ({"Content-Type": content_type} if content_type else {})

    answer = await visitor.client.post(f"{visitor.path}/messages", content=a_body(), headers=headers)

    assert _is_problem(answer, 415, 422), answer.text


@pytest.mark.parametrize("length", [1, 4_000])
async def test_the_longest_and_the_shortest_message_are_taken(length: int, visitor: Visitor) -> None:
    await visitor.send("😀" * length)


ROUTES: Final = (("POST", "messages"), ("GET", "messages"), ("GET", "events"))


@pytest.mark.parametrize(("method", "route"), ROUTES)
async def test_a_token_that_is_not_good_opens_nothing(
    method: str, route: str, visitor: Visitor, system: RunningSystem
) -> None:
    key = (system.folder / "secrets" / "gateway_token_key").read_text()
    claims = jwt.decode(visitor.token, options={"verify_signature": False})
    header, payload, signature = visitor.token.split(".")
    bad = {
        "none": {},
        "empty": {"Authorization": ""},
        "no scheme": {"Authorization": visitor.token},
        "another scheme": {"Authorization": f"Basic {visitor.token}"},
        "no token": {"Authorization": "Bearer"},
        "nonsense": {"Authorization": "Bearer nonsense"},
        "cut": {"Authorization": f"Bearer {header}.{payload}"},
        "torn": {"Authorization": f"Bearer {header}.{payload}.{signature[::-1]}"},
        "unsigned": {"Authorization": f"Bearer {jwt.encode(claims, '', 'none')}"},
        "forged": {"Authorization": f"Bearer {jwt.encode(claims, 'k' * 64, 'HS256')}"},
        "expired": {"Authorization": f"Bearer {jwt.encode({**claims, 'exp': claims['iat'] - 1}, key, 'HS256')}"},
        "for others": {"Authorization": f"Bearer {jwt.encode({**claims, 'aud': 'others'}, key, 'HS256')}"},
        "in the address only": {},
    }
    for kind, headers in bad.items():
        query = {"token": visitor.token, "access_token": visitor.token} if kind == "in the address only" else {}
        answer = await _ask(visitor, method, f"{visitor.path}/{route}", headers, query)
        assert _is_problem(answer, 401), (kind, answer.status_code, answer.text)
        assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(("method", "route"), ROUTES)
async def test_a_good_token_opens_only_its_own_conversation(method: str, route: str, visitor: Visitor) -> None:
    other = await Visitor.arrives(visitor.client)
    await other.send("This is private.")

    foreign = await _ask(visitor, method, f"{other.path}/{route}", visitor.headers)
    unknown = await _ask(visitor, method, f"/api/chat/conversations/{NOBODYS}/{route}", visitor.headers)

    assert _is_problem(foreign, 404), foreign.text
    assert _is_problem(unknown, 404), unknown.text
    assert {**foreign.json(), "request_id": ""} == {**unknown.json(), "request_id": ""}
    assert "private" not in foreign.text


@pytest.mark.parametrize(("method", "route"), ROUTES)
@pytest.mark.parametrize("bad_id", ["1", "g" * 24, "F" * 24, "f" * 25, "%00" * 24, "..", str(uuid.UUID(int=7)), "🙂"])
async def test_an_id_that_is_none_is_refused(bad_id: str, method: str, route: str, visitor: Visitor) -> None:
    answer = await _ask(visitor, method, f"/api/chat/conversations/{bad_id}/{route}", visitor.headers)

    assert _is_problem(answer, 404, 405, 422), answer.text


@pytest.mark.parametrize("place", ["x", "1", "1:2", "1:2:3:4", "-1:0:0", "9" * 500, "1:1:99999999999", "\uff11:1:1"])
async def test_a_place_in_the_stream_that_is_none_is_refused(place: str, visitor: Visitor) -> None:
    headers = [*visitor.headers.items(), ("Last-Event-ID", place.encode())]

    answer = await visitor.client.get(f"{visitor.path}/events", headers=headers)  # type: ignore[arg-type]  # raw bytes

    assert _is_problem(answer, 422), answer.text


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("PUT", "/api/chat/conversations", 405),
        ("DELETE", "/api/chat/config", 405),
        ("GET", "/api/chat/nothing", 404),
        ("GET", "/widget/../../../etc/passwd", 404),
        ("GET", "/widget/%2e%2e/%2e%2e/secrets/service_token", 404),
        ("GET", "/.env", 404),
    ],
)
async def test_an_address_that_is_none_is_a_problem_too(
    method: str, path: str, status: int, client: httpx2.AsyncClient
) -> None:
    assert _is_problem(await client.request(method, path), status)


async def _ask(
    visitor: Visitor, method: str, path: str, headers: Mapping[str, str], query: Mapping[str, str] | None = None
) -> httpx2.Response:
    body = a_chat_message() if method == "POST" else None
    return await visitor.client.request(method, path, headers=dict(headers), params=dict(query or {}), json=body)


def _is_problem(answer: httpx2.Response, *statuses: int) -> bool:
    """A problem document that says the same status, and what to do, to a client that can name the request."""
    if answer.headers.get("content-type") != "application/problem+json":
        return False
    problem = answer.json()
    return bool(
        answer.status_code in statuses
        and problem["status"] == answer.status_code
        and problem["type"].startswith("urn:support-desk:problem:")
        and problem["detail"]
        and problem["request_id"] == answer.headers["x-request-id"]
    )
