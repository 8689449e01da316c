"""Errors over HTTP: RFC 9457 problem documents with a stable `type`, for every answer of 4xx and 5xx.

A problem never repeats the input, and never shows a stack trace.
"""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

import structlog
from asgi_correlation_id import correlation_id
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import iter_route_contexts
from pydantic import BaseModel
from starlette.exceptions import HTTPException

log = structlog.get_logger(__name__)

PROBLEM_TYPE_BASE = "urn:support-desk:problem:"
MEDIA_TYPE: Final = "application/problem+json"


_PHRASES = {413: "Content Too Large", 422: "Unprocessable Content"}
"""As RFC 9110 has them: Python's own changed with its version 3.13."""


def phrase_of(status: int) -> str:
    return _PHRASES.get(status) or HTTPStatus(status).phrase


class FieldError(BaseModel):
    """What is wrong with one field: `field` is its path in the request, for example `body.content`."""

    field: str
    message: str


class ProblemDocument(BaseModel):
    """RFC 9457. `type` is stable and may be matched on; `detail` says what to do. `allowed`: what may be sent instead,
    where there are few such values."""

    type: str
    title: str
    status: int
    detail: str
    request_id: str | None = None
    errors: list[FieldError] | None = None
    allowed: list[str] | None = None


class Problem(Exception):
    """An answer of 4xx or 5xx. Subclass it beside what raises it, or raise it with its parts."""

    def __init__(
        self,
        status: int,
        slug: str,
        detail: str,
        *,
        headers: Mapping[str, str] | None = None,
        title: str = "",
        allowed: Sequence[str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.slug = slug
        self.detail = detail
        self.headers = dict(headers or {})
        self.title = title or phrase_of(status)
        self.allowed = None if allowed is None else list(allowed)


def retry_after(seconds: int) -> dict[str, str]:
    return {"Retry-After": str(seconds)}


def problem_responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The `responses=` of a route that answers with these problems."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemDocument"}}}
    return {status: {"description": phrase_of(status), "content": content} for status in statuses}


def install(app: FastAPI, headers: Mapping[str, str] | None = None) -> None:
    """Make every error of this app a problem document, and say so in its OpenAPI.

    `headers`: for the answer to a failure of ours, which no middleware sees.
    """

    async def on_unexpected(_: Request, error: Exception) -> JSONResponse:
        return _internal_error(error, headers or {})

    app.add_exception_handler(Problem, _on_problem)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(HTTPException, _on_http_exception)
    app.add_exception_handler(Exception, on_unexpected)
    _document_problems(app)


def _answer(document: ProblemDocument, headers: Mapping[str, str] | None = None) -> JSONResponse:
    return JSONResponse(
        document.model_dump(exclude_none=True),
        status_code=document.status,
        headers=dict(headers or {}),
        media_type=MEDIA_TYPE,
    )


def _document(status: int, slug: str, detail: str, title: str = "") -> ProblemDocument:
    return ProblemDocument(
        type=PROBLEM_TYPE_BASE + slug,
        title=title or phrase_of(status),
        status=status,
        detail=detail,
        request_id=correlation_id.get(),
    )


def answer_to(problem: Problem) -> JSONResponse:
    """What a problem looks like: for a service's own exception handlers."""
    document = _document(problem.status, problem.slug, problem.detail, problem.title)
    return _answer(document.model_copy(update={"allowed": problem.allowed}), problem.headers)


async def _on_problem(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Problem)  # noqa: S101  registered for this type only
    return answer_to(error)


async def _on_invalid(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101  registered for this type only
    fields = [
        FieldError(field=".".join(str(part) for part in item["loc"]), message=str(item["msg"]))
        for item in error.errors()
    ]
    named = "; ".join(f"{field.field}: {field.message}" for field in fields[:3])
    document = _document(422, "invalid-request", f"The request is not valid. {named}.")
    return _answer(document.model_copy(update={"errors": fields}))


_HTTP_DETAILS = {
    400: "The request body could not be read. Send valid JSON in UTF-8.",
    404: "There is nothing at this address.",
    405: "This address does not take that method.",
    413: "The request body is too large.",
}


async def _on_http_exception(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101  registered for this type only
    phrase = phrase_of(error.status_code)
    detail = _HTTP_DETAILS.get(error.status_code, str(error.detail))
    allowed = {"Allow": _methods_at(request)} if error.status_code == 405 else {}
    headers = {**(error.headers or {}), **allowed}
    return _answer(_document(error.status_code, phrase.lower().replace(" ", "-"), detail), headers)


def _methods_at(request: Request) -> str:
    """Of all routes at the address: Starlette names those of the first."""
    routes = iter_route_contexts(request.app.routes)
    here = (route.methods or {"GET", "HEAD"} for route in routes if route.path_regex.match(request.scope["path"]))
    return ", ".join(sorted(set[str]().union(*here)))


def _internal_error(error: Exception, headers: Mapping[str, str]) -> JSONResponse:
    log.error("request failed", error=type(error).__name__, exc_info=error)
    detail = "Something went wrong on our side. Try again; if it stays, tell us the request_id."
    request_id = correlation_id.get()
    named = {"X-Request-ID": request_id} if request_id else {}
    return _answer(_document(500, "internal-error", detail), {**headers, **named})


def _document_problems(app: FastAPI) -> None:
    """FastAPI documents its own 422 shape; ours is the problem document."""
    original = app.openapi

    def openapi() -> dict[str, Any]:
        schema = original()
        components = schema.setdefault("components", {}).setdefault("schemas", {})
        for name in ("HTTPValidationError", "ValidationError"):
            components.pop(name, None)
        for model in (FieldError, ProblemDocument):
            components[model.__name__] = model.model_json_schema(ref_template="#/components/schemas/{model}")
            components[model.__name__].pop("$defs", None)
        for path in schema.get("paths", {}).values():
            for operation in path.values():
                if "422" in operation.get("responses", {}):
                    operation["responses"]["422"] = problem_responses(422)[422]
        return schema

    app.openapi = openapi  # type: ignore[method-assign]  # the documented way to extend FastAPI's OpenAPI
