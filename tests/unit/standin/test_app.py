"""The app over ASGI, without a socket."""

from collections.abc import AsyncIterator, Callable
from typing import Any, Final

import httpx2
import pytest
from anthropic.types import ErrorResponse

from deploy.standin.app import NOTICE, create_app
from deploy.standin.settings import Settings
from tests.unit.standin.prompts import Json, body

HEADERS: Final = {"x-api-key": "secret-key", "anthropic-version": "2026-10-21"}
Serve = Callable[..., httpx2.AsyncClient]


def settings(**fields: Any) -> Settings:
    return Settings(control=True, tokens_per_second=0, first_token_seconds=0, ledger_size=3).model_copy(update=fields)


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    """Makes clients of apps with the settings given."""
    clients: list[httpx2.AsyncClient] = []

    def make(**fields: Any) -> httpx2.AsyncClient:
        transport = httpx2.ASGITransport(create_app(settings(**fields)))
        clients.append(httpx2.AsyncClient(transport=transport, base_url="http://stand-in", headers=HEADERS))
        return clients[-1]

    yield make
    for client in clients:
        await client.aclose()


async def requests(client: httpx2.AsyncClient) -> list[Json]:
    read: list[Json] = (await client.get("/_standin/requests")).json()["requests"]
    return read


async def test_it_says_what_it_is(serve: Serve) -> None:
    answer = await serve().get("/")
    assert answer.json() == {"stand_in": True, "notice": NOTICE}


@pytest.mark.parametrize(("method", "path"), [("GET", "/"), ("GET", "/nowhere"), ("POST", "/v1/messages")])
async def test_every_answer_carries_the_header_that_tells(serve: Serve, method: str, path: str) -> None:
    assert (await serve().request(method, path)).headers["x-stand-in"] == "true"


async def test_the_model_itself_never_speaks_of_a_stand_in(serve: Serve) -> None:
    answer = await serve().post("/v1/messages", json=body("Are you Claude or a stand-in?"))
    assert "stand" not in answer.json()["content"][0]["text"]


async def test_a_message_has_ids_model_and_request_id_of_the_usual_form(serve: Serve) -> None:
    answer = await serve().post("/v1/messages", json=body("Hello", model="claude-sonnet-5-5"))
    assert answer.json()["id"].startswith("msg_")
    assert answer.json()["model"] == "claude-sonnet-5-5"
    assert answer.headers["request-id"].startswith("req_")


@pytest.mark.parametrize(
    ("change", "headers", "status", "kind"),
    [
        ({"max_tokens": "many"}, {}, 400, "invalid_request_error"),
        ({"wish": 1}, {}, 400, "invalid_request_error"),
        ({}, {"x-api-key": ""}, 401, "authentication_error"),
        ({"model": "gpt-4"}, {}, 404, "not_found_error"),
    ],
)
async def test_refusals_have_the_envelope_of_the_real_api(
    serve: Serve, change: Json, headers: dict[str, str], status: int, kind: str
) -> None:
    answer = await serve().post("/v1/messages", json=body("Hello") | change, headers=headers)
    refusal = ErrorResponse.model_validate_json(answer.content, strict=True)
    assert (answer.status_code, refusal.error.type) == (status, kind)
    assert refusal.request_id == answer.headers["request-id"]


async def test_a_body_that_is_too_large_is_413(serve: Serve) -> None:
    answer = await serve(max_body_bytes=1000).post("/v1/messages", json=body("x" * 1000))
    assert answer.status_code == 413
    assert answer.json()["error"]["type"] == "request_too_large"


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/v1/wishes", 404), ("GET", "/v1/messages", 405)])
async def test_what_is_not_there_is_said_in_the_same_envelope(
    serve: Serve, method: str, path: str, status: int
) -> None:
    answer = await serve().request(method, path)
    assert (answer.status_code, answer.json()["type"]) == (status, "error")


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "script"), ("DELETE", "script"), ("GET", "requests"), ("DELETE", "requests"), ("DELETE", "cache")],
)
async def test_control_is_refused_unless_started_with_it(serve: Serve, method: str, path: str) -> None:
    answer = await serve(control=False).request(method, f"/_standin/{path}", json=[])
    assert answer.status_code == 403
    assert "--control" in answer.json()["detail"]


async def test_a_script_with_an_unknown_field_is_422_and_names_it(serve: Serve) -> None:
    answer = await serve().post("/_standin/script", json=[{"mach": "refund"}])
    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"] == ["body", 0, "mach"]


async def test_the_ledger_tells_what_was_asked_and_billed(serve: Serve) -> None:
    client = serve()
    scripted = [{"reply": {"text": "Yes."}, "usage": {"input_tokens": 25, "output_tokens": 60}}]
    assert (await client.post("/_standin/script", json=scripted)).json() == {"waiting": 1}
    answer = await client.post("/v1/messages", json=body("One?", "Two?"))
    (entry,) = await requests(client)
    assert entry["request_id"] == answer.headers["request-id"]
    assert (entry["newest_user_text"], entry["model"]) == ("One?\nTwo?", "claude-haiku-4-5")
    assert entry["messages"] == [{"role": "user", "text": "One?"}, {"role": "user", "text": "Two?"}]
    assert (entry["outcome"], entry["status"], entry["stop_reason"]) == ("answered", 200, "end_turn")
    assert (entry["usage"]["input_tokens"], entry["usage"]["output_tokens"]) == (25, 60)
    assert "secret-key" not in str(entry)


async def test_a_stream_is_billed_as_the_same_message_in_one_piece(serve: Serve) -> None:
    client = serve()
    for stream in (False, True):
        await client.post("/v1/messages", json=body("How do payments work?", stream=stream))
    whole, streamed = await requests(client)
    assert whole["usage"] == streamed["usage"]
    assert streamed["outcome"] == "answered"


async def test_refusals_are_in_the_ledger_and_cost_nothing(serve: Serve) -> None:
    client = serve()
    await client.post("/_standin/script", json=[{"error": {"status": 529}}])
    await client.post("/v1/messages", json=body("Hello"))
    await client.post("/v1/messages", content=b"{")
    scripted, malformed = await requests(client)
    assert (scripted["status"], scripted["outcome"], malformed["status"]) == (529, "refused", 400)
    assert scripted["usage"]["input_tokens"] == 0


async def test_the_ledger_forgets_the_oldest_and_counts_them(serve: Serve) -> None:
    client = serve()
    for place in range(5):
        await client.post("/v1/messages", json=body(f"Question {place}"))
    books = (await client.get("/_standin/requests")).json()
    assert [entry["newest_user_text"] for entry in books["requests"]] == ["Question 2", "Question 3", "Question 4"]
    assert books["forgotten"] == 2
    await client.delete("/_standin/requests")
    assert (await client.get("/_standin/requests")).json() == {"requests": [], "forgotten": 0}


async def test_a_connection_that_cannot_be_ended_from_here_is_said_so(serve: Serve) -> None:
    client = serve()
    await client.post("/_standin/script", json=[{"fault": {"kind": "drop"}}])
    with pytest.raises(ConnectionError, match="run the stand-in as a server"):
        await client.post("/v1/messages", json=body("Hello"))
