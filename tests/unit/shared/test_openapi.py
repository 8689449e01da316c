"""What the services' descriptions say beyond what FastAPI says by itself."""

from typing import Annotated, Any

import pytest
from fastapi import FastAPI, Query
from pydantic import BaseModel

from shared import openapi
from shared.problems import problem_responses
from tests.unit.shared.api import an_app


class Order(BaseModel):
    id: str
    words: str


class Answer(BaseModel):
    order_id: str


class Filters(BaseModel):
    words: str | None = None


@pytest.fixture
def app() -> FastAPI:
    app = an_app()
    openapi.complete(app)

    @app.post("/orders", status_code=201, responses=problem_responses(401, 422, 503))
    async def order(body: Order) -> Order:
        return body

    @app.get("/orders")
    async def orders(_: Annotated[Filters, Query()]) -> list[Order]:
        return []

    @app.delete("/orders/{order_id}", status_code=204)
    async def cancel(order_id: str) -> None: ...

    @app.post("/questions", status_code=201)
    async def ask() -> Answer:
        return Answer(order_id="")

    @app.get("/questions/{order_id}/answer")
    async def answer(order_id: str) -> Answer:
        return Answer(order_id=order_id)

    return app


def responses(document: dict[str, Any], method: str, path: str) -> dict[str, Any]:
    found: dict[str, Any] = document["paths"][path][method]["responses"]
    return found


def test_every_answer_names_its_request(app: FastAPI) -> None:
    document = app.openapi()

    for methods in document["paths"].values():
        for operation in methods.values():
            assert all("X-Request-ID" in response["headers"] for response in operation["responses"].values())
    assert document["components"]["headers"]["X-Request-ID"]["required"]


@pytest.mark.parametrize(("status", "header"), [("401", "WWW-Authenticate"), ("503", "Retry-After")])
def test_a_problem_has_the_headers_of_its_status(status: str, header: str, app: FastAPI) -> None:
    answers = responses(app.openapi(), "post", "/orders")

    assert header in answers[status]["headers"]
    assert header not in answers["422"]["headers"]


def test_what_is_made_is_linked_to_what_can_be_done_with_it(app: FastAPI) -> None:
    document = app.openapi()

    assert responses(document, "post", "/orders")["201"]["links"] == {
        "cancel": {"operationId": "cancel", "parameters": {"order_id": "$response.body#/id"}}
    }
    assert responses(document, "post", "/questions")["201"]["links"] == {
        "answer": {"operationId": "answer", "parameters": {"order_id": "$response.body#/order_id"}}
    }
    assert "links" not in responses(document, "get", "/orders")["200"]


def test_a_parameter_cannot_be_null(app: FastAPI) -> None:
    (parameter,) = app.openapi()["paths"]["/orders"]["get"]["parameters"]

    assert parameter["schema"] == {"title": "Words", "type": "string"}


def test_settings_have_a_say(app: FastAPI) -> None:
    openapi.narrow(app, {Order: {"properties": {"words": {"maxLength": 7}}, "minProperties": 2}})

    schema = app.openapi()["components"]["schemas"]["Order"]
    assert schema["properties"]["words"] == {"maxLength": 7, "title": "Words", "type": "string"}
    assert schema["minProperties"] == 2
    assert app.openapi() == app.openapi()
