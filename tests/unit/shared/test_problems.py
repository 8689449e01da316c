"""Every answer of 4xx and 5xx is an RFC 9457 problem document that says what to do and shows nothing it should not."""

import httpx2
import pytest
from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict

from shared.problems import Problem, problem_responses, retry_after
from tests.unit.shared.api import an_app, client_of

QUOTED = "QUOTED-4111"


class Message(BaseModel):
    model_config = ConfigDict(extra="forbid")

    content: str
    count: int = 0


class TooBusy(Problem):
    def __init__(self) -> None:
        super().__init__(503, "too-busy", "Try again in a moment.", headers=retry_after(7))


class NotThere(Problem):
    def __init__(self) -> None:
        super().__init__(409, "not-there", "Choose: here.", allowed=["here"])


@pytest.fixture
def app() -> FastAPI:
    app = an_app()

    @app.post("/messages", responses=problem_responses(422, 503))
    async def messages(message: Message) -> Message:
        return message

    @app.get("/busy")
    async def busy() -> None:
        raise TooBusy

    @app.get("/not-there")
    async def not_there() -> None:
        raise NotThere

    @app.patch("/busy")
    async def change() -> None:
        """Another route at the same address."""

    @app.get("/broken")
    async def broken() -> None:
        raise RuntimeError(QUOTED)

    return app


async def _ask(app: FastAPI, method: str, path: str, content: bytes | None = None) -> httpx2.Response:
    async with client_of(app) as client:
        return await client.request(method, path, content=content, headers={"Content-Type": "application/json"})


async def test_a_problem_lists_what_is_allowed_instead_where_that_is_known(app: FastAPI) -> None:
    answer = await _ask(app, "GET", "/not-there")

    assert (answer.status_code, answer.json()["allowed"]) == (409, ["here"])
    assert "allowed" not in (await _ask(app, "GET", "/busy")).json()


async def test_a_problem_is_answered_with_its_status_its_type_and_its_headers(app: FastAPI) -> None:
    answer = await _ask(app, "GET", "/busy")

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "7")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == {
        "type": "urn:support-desk:problem:too-busy",
        "title": "Service Unavailable",
        "status": 503,
        "detail": "Try again in a moment.",
        "request_id": answer.headers["x-request-id"],
    }


async def test_an_invalid_request_names_its_fields_but_not_what_they_held(app: FastAPI) -> None:
    answer = await _ask(app, "POST", "/messages", f'{{"content": ["{QUOTED}"], "count": "{QUOTED}"}}'.encode())

    assert answer.status_code == 422
    assert answer.json()["type"] == "urn:support-desk:problem:invalid-request"
    assert [error["field"] for error in answer.json()["errors"]] == ["body.content", "body.count"]
    assert QUOTED not in answer.text


async def test_a_field_that_is_not_unicode_is_a_problem_too(app: FastAPI) -> None:
    answer = await _ask(app, "POST", "/messages", rb'{"\ud800": 1, "content": "x"}')

    assert answer.status_code == 422
    assert answer.json()["status"] == 422


@pytest.mark.parametrize(
    ("method", "path", "status", "slug"),
    [
        ("GET", "/nothing", 404, "not-found"),
        ("DELETE", "/busy", 405, "method-not-allowed"),
        ("GET", "/broken", 500, "internal-error"),
    ],
)
async def test_what_goes_wrong_before_or_in_a_route_is_a_problem_too(
    method: str, path: str, status: int, slug: str, app: FastAPI
) -> None:
    answer = await _ask(app, method, path)

    assert answer.status_code == answer.json()["status"] == status
    assert answer.json()["type"] == f"urn:support-desk:problem:{slug}"
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_method_that_is_not_there_is_told_which_are(app: FastAPI) -> None:
    answer = await _ask(app, "DELETE", "/busy")

    assert answer.headers["allow"] == "GET, PATCH"


async def test_a_failure_of_ours_shows_nothing_of_itself(app: FastAPI) -> None:
    answer = await _ask(app, "GET", "/broken")

    assert QUOTED not in answer.text
    assert "RuntimeError" not in answer.text
    assert answer.json()["detail"].startswith("Something went wrong on our side.")


def test_openapi_documents_the_problem_and_not_fastapis_own_shape(app: FastAPI) -> None:
    document = app.openapi()
    answers = document["paths"]["/messages"]["post"]["responses"]

    assert "HTTPValidationError" not in document["components"]["schemas"]
    assert {"ProblemDocument", "FieldError"} <= document["components"]["schemas"].keys()
    for status in ("422", "503"):
        assert list(answers[status]["content"]) == ["application/problem+json"]
