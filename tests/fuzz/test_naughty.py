"""Naughty texts come through as they were, byte for byte, from the visitor's client to Claude, to the store and to the
desk; or they are refused. They are never read as anything but text."""

import json
import re
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote

import httpx2
import pytest
from bson import ObjectId

from tests.builders import a_chat_message, a_logged_message
from tests.desk import Desk, Json
from tests.fuzz.conftest import Documents
from tests.fuzz.naughty import SAMPLE, STRINGS, is_refused, is_unicode
from tests.fuzz.sending import Sent
from tests.system import ROOT, RunningSystem
from tests.visitor import Visitor
from tests.waiting import eventually

AS_JSON: Final = {"Content-Type": "application/json"}
OPERATORS: Final[tuple[object, ...]] = (
    {"$ne": None},
    {"$gt": ""},
    {"$regex": ".*"},
    {"$where": "sleep(5000)"},
    {"$in": ["a"]},
    [{"$ne": None}],
)


@pytest.fixture
async def client(system: RunningSystem) -> AsyncIterator[httpx2.AsyncClient]:
    async with system.client() as client:
        yield client


@pytest.fixture
async def desk(client: httpx2.AsyncClient) -> Desk:
    return Desk(client, await Desk.sign_in(client))


async def test_what_was_written_is_the_same_everywhere(
    written: list[Sent], answered: list[Sent], desk: Desk, documents: Documents
) -> None:
    """That Claude was asked exactly that is seen when it is sent (`sending.py`)."""
    for sent in (*written, *answered):
        found = await desk.find(sent.conversation_id)
        assert found is not None
        contents = {message["id"]: message["content"] for message in found["messages"]}
        kept = {
            str(message["_id"]): message["content"]
            for message in documents["support_messages"].find({"_id": {"$in": list(map(ObjectId, contents))}})
        }
        assert sent.texts.items() <= contents.items()
        assert sent.texts.items() <= kept.items()


async def test_what_is_no_message_is_refused(client: httpx2.AsyncClient) -> None:
    visitor = await Visitor.arrives(client)
    for text in filter(is_refused, STRINGS):
        body = json.dumps(a_chat_message(text)).encode()
        answer = await client.post(f"{visitor.path}/messages", content=body, headers=visitor.headers | AS_JSON)
        assert answer.status_code == 422, (text, answer.text)
    assert (await visitor.thread())["messages"] == []


Taken = Callable[[str], bool]


def words(most: int) -> Taken:
    """Content that is not blank."""
    return lambda text: bool(text.strip()) and plain(most)(text)


def plain(most: int) -> Taken:
    """Any text, but for the character NUL."""
    return lambda text: "\x00" not in text and is_unicode(text) and len(text) <= most


def titles(most: int) -> Taken:
    """The marks that separate records are no blanks here."""
    return lambda text: plain(most)(text) and re.search(r"[^\s]|[\x1c-\x1f]", text) is not None


WRITTEN: Final[Mapping[str, tuple[str, str, str, dict[str, object], Taken]]] = {
    "a reply": ("POST", "/conversations/{id}/replies", "content", {}, words(10_000)),
    "a note": ("POST", "/conversations/{id}/notes", "content", {}, words(10_000)),
    "the note of a ticket": ("PATCH", "/conversations/{id}", "notes", {}, plain(20_000)),
    "whose ticket it is": ("PATCH", "/conversations/{id}", "assigned_to", {}, plain(254)),
    "a logged message": ("POST", "/conversations/{id}/messages", "content", {"role": "user"}, plain(4_000)),
    "where it was": ("POST", "/conversations", "page_url", {}, plain(2_048)),
    "a browser": ("POST", "/conversations", "user_agent", {}, plain(2_048)),
    "a user": ("POST", "/conversations", "user_id", {}, plain(254)),
    "a canned reply": ("POST", "/canned-replies", "content", {"title": "Title"}, words(10_000)),
    "its title": ("POST", "/canned-replies", "title", {"content": "x"}, titles(120)),
}


def texts_for(what: str) -> Sequence[str]:
    return STRINGS if what in {"a note", "its title"} else [*SAMPLE, *filter(is_refused, STRINGS)]


@pytest.mark.parametrize("what", WRITTEN)
async def test_what_people_write_is_kept_as_it_was(what: str, desk: Desk) -> None:
    method, path, field, others, taken = WRITTEN[what]
    conversation = await desk.post("/conversations", {})
    address = "/api/support" + path.format(id=conversation["id"])
    for nth, text in enumerate(texts_for(what)):
        unique = {name: f"{value} {nth}" if name == "title" else value for name, value in others.items()}
        body = json.dumps({**unique, field: text}).encode()
        answer = await desk.client.request(method, address, content=body, headers=desk.headers | AS_JSON)
        if taken(text):
            assert answer.is_success, (text, answer.text)
            assert answer.json()[field] == text
            if what == "its title":  # texts that look the same are one title
                await desk.client.delete(f"{address}/{answer.json()['id']}", headers=desk.headers)
        else:
            assert answer.status_code == 422, (text, answer.text)


async def test_what_visitors_leave_is_kept_as_it_was(client: httpx2.AsyncClient, desk: Desk) -> None:
    visitor = await Visitor.arrives(client)
    await visitor.send("How do payments work?")
    left: dict[str, list[str]] = {"rating_comment": [], "contact_name": []}
    texts = [*SAMPLE, *filter(is_refused, STRINGS)]
    for text in texts:
        for name, what, body in (
            ("rating_comment", "rating", {"solved": True, "comment": text}),
            ("contact_name", "contact", {"email": "jo@shop.example", "name": text}),
        ):
            answer = await client.post(
                f"{visitor.path}/{what}", content=json.dumps(body).encode(), headers=visitor.headers | AS_JSON
            )
            assert answer.status_code in {202, 422}, (text, answer.text)
            if answer.status_code == 202:
                left[name].append(text)

    assert set(left["rating_comment"]) == {text for text in texts if is_unicode(text) and len(text) <= 2_000}
    assert set(left["contact_name"]) < {text for text in texts if words(200)(text)}
    newest = {"rating_comment": left["rating_comment"][-1], "contact_name": left["contact_name"][-1].strip()}

    async def kept() -> bool:
        found = await desk.find(visitor.conversation_id)
        return found is not None and newest.items() <= found.items()

    await eventually(kept, f"ticketing has not {newest}")


async def test_the_words_of_a_text_are_looked_for_literally(desk: Desk) -> None:
    begun = {}
    for text in filter(words(200), SAMPLE):
        conversation = await desk.post("/conversations", {"user_id": "looked-for"})
        await desk.post(f"/conversations/{conversation['id']}/messages", a_logged_message(text))
        begun[conversation["id"]] = text
    for conversation_id, text in begun.items():
        found = await desk.get("/conversations", user_id="looked-for", text=text, limit=200)
        ids = {conversation["id"] for conversation in found}
        assert conversation_id in ids, text
        every_word = text.replace('"', " ").casefold().split()
        assert all(word in begun[each].casefold() for each in ids for word in every_word), text


async def test_in_a_filter_it_is_a_text(desk: Desk) -> None:
    for text in filter(words(254), SAMPLE):
        for name in ("user_id", "business_id"):
            await desk.post("/conversations", {name: text})
            found = await desk.get("/conversations", **{name: text})
            assert {each[name] for each in found} == {text}
        for name in (f"status[{text}]", f"user_id[{text}]", f"$or[{text}]"):
            answer = await desk.client.get("/api/support/conversations", params={name: "x"}, headers=desk.headers)
            assert answer.status_code == 422, (name, answer.text)


PATHS: Final = (
    "/api/support/conversations/{}",
    "/api/support/accounts/{}",
    "/api/chat/conversations/{}/messages",
    "/internal/conversations/{}",
)
PAGES: Final = ("/admin/{}", "/admin/assets/{}", "/widget/{}", "/demo/{}")
ASKED: Final = tuple(text for text in STRINGS if text not in {".", ".."})
"""A client takes these two away before it asks."""


def inside(path: str, text: str) -> str:
    return path.format(quote(text.encode("utf-8", "surrogatepass"), safe=""))


@pytest.mark.parametrize("path", PATHS)
async def test_in_an_address_it_leads_nowhere(path: str, desk: Desk) -> None:
    for text in ASKED:
        address = inside(path, text)
        answer = await desk.client.get(address, headers=desk.headers)
        assert answer.status_code in {307, 401, 404, 405, 422}, (address, answer.status_code)


@pytest.mark.parametrize("path", PAGES)
async def test_in_the_address_of_a_page_it_leads_to_no_other_file(
    path: str, client: httpx2.AsyncClient, system: RunningSystem
) -> None:
    for text in (*ASKED, "../secrets/service_token", "../../../../../../../../etc/passwd", "%2e%2e/%2e%2e/.env"):
        answer = await client.get(inside(path, text))
        assert answer.status_code in {200, 307, 404}, (text, answer.status_code)
        assert not any(secret in answer.text for secret in (*system.secrets(), "root:x:"))


async def test_in_a_header_it_is_a_text(client: httpx2.AsyncClient, desk: Desk) -> None:
    """HTTP reads headers as Latin-1."""
    sent = {}
    for text in SAMPLE:
        value = text.encode()
        if len(value) < 4_000 and re.fullmatch(
            rb"[\x21-\x7e\x80-\xff]([\x20-\x7e\x80-\xff]*[\x21-\x7e\x80-\xff])?", value
        ):
            visitor = await Visitor.arrives(client)
            headers = [*visitor.headers.items(), *((name, value) for name in ("User-Agent", "X-Request-ID"))]
            answer = await client.post(f"{visitor.path}/messages", json=a_chat_message(), headers=headers)  # type: ignore[arg-type]  # raw bytes
            assert answer.status_code == 202, (text, answer.text)
            assert re.fullmatch(r"[\w.-]{1,64}", answer.headers["X-Request-ID"], re.ASCII)
            from_there = [*headers, ("Origin", value)]
            refused = await client.post(f"{visitor.path}/messages", json=a_chat_message(), headers=from_there)  # type: ignore[arg-type]  # as above
            assert (refused.status_code, refused.json()["type"].rpartition(":")[2]) == (403, "unknown-site"), text
            sent[visitor.conversation_id] = value.decode("latin-1")[:500]
    for conversation_id, user_agent in sent.items():
        found = await desk.conversation(conversation_id, messages=1)
        assert found["user_agent"] == user_agent


def fields(service: str) -> Iterator[tuple[str, str, str]]:
    """The fields of all bodies, from the service's description: method, path and name."""
    document = json.loads((ROOT / "docs" / "contracts" / "openapi" / f"{service}.json").read_text("utf-8"))
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if "requestBody" in operation:
                body = operation["requestBody"]["content"]["application/json"]["schema"]
                for name in sorted({name for model in _models(body, document) for name in model["properties"]}):
                    yield method.upper(), path, name


def _models(schema: Json, document: Json) -> Iterator[Json]:
    if "$ref" in schema:
        yield document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    for option in (*schema.get("oneOf", ()), *schema.get("anyOf", ())):
        yield from _models(option, document)


@pytest.mark.parametrize("service", ["gateway", "ticketing"])
async def test_no_field_takes_an_operator(service: str, client: httpx2.AsyncClient, desk: Desk) -> None:
    visitor = await Visitor.arrives(client)
    conversation = await desk.post("/conversations", {})
    ids: dict[str, Any] = {"gateway": visitor.conversation_id, "ticketing": conversation["id"]}
    headers = {"gateway": visitor.headers, "ticketing": desk.headers}[service]
    found = list(fields(service))
    assert len(found) > 10
    for method, path, name in found:
        address = re.sub(r"\{\w+\}", ids[service], path)
        for operator in OPERATORS:
            body = {"role": "user", name: operator}
            answer = await client.request(method, address, json=body, headers=headers)
            assert answer.status_code == 422, (address, body, answer.text)
            assert any(name in error["field"] for error in answer.json()["errors"]), (address, body, answer.text)
