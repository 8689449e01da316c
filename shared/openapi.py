"""What FastAPI's description of an app does not say by itself, said in one place for every app.

- Every answer names its request; a problem has the headers that belong to its status.
- A parameter is given or it is not: none can be null.
- What a POST creates is what the paths below it are about: a link leads from the one to each of the others.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from fastapi import FastAPI
from fastapi.routing import APIRoute
from pydantic import BaseModel

from shared.problems import MEDIA_TYPE

Json = dict[str, Any]  # a part of an OpenAPI document, whose shape is the standard's

_TEXT: Final = {"type": "string"}
_COUNT: Final = {"type": "integer", "minimum": 0}
HEADERS: Final[Mapping[str, Json]] = {
    "X-Request-ID": {"description": "The request's name in the logs.", "required": True, "schema": _TEXT},
    "WWW-Authenticate": {"description": "How to show who one is.", "required": True, "schema": _TEXT},
    "Retry-After": {"description": "Seconds to wait.", "required": True, "schema": _COUNT},
    "RateLimit-Limit": {"description": "How many there may be, in a minute or in a longer span.", "schema": _COUNT},
    "RateLimit-Remaining": {"description": "How many are left of them.", "schema": _COUNT},
    "RateLimit-Reset": {"description": "Seconds until all of them are there again.", "schema": _COUNT},
}
_OF_PROBLEMS: Final = {"401": ("WWW-Authenticate",), "429": ("Retry-After",), "503": ("Retry-After",)}


def headers(*names: str) -> Json:
    """The documentation of an answer that has these."""
    return {"headers": {name: {"$ref": f"#/components/headers/{name}"} for name in names}}


def operation_id(route: APIRoute) -> str:
    """The name of the function, which is unique within a service."""
    return route.name


def complete(app: FastAPI) -> None:
    """Make the app's description say all this."""
    original = app.openapi

    def openapi() -> Json:
        document = original()
        document["components"]["headers"] = dict(HEADERS)
        for operation in _operations(document["paths"]):
            _name_headers(operation["responses"])
            for parameter in operation.get("parameters", []):
                parameter["schema"] = _without_null(parameter["schema"])
        _link(document)
        return document

    app.openapi = openapi  # type: ignore[method-assign]  # the documented way to extend FastAPI's OpenAPI


def narrow(app: FastAPI, models: Mapping[type[BaseModel], Json]) -> None:
    """Make the app's description say what settings, and not the models, decide."""
    original = app.openapi

    def openapi() -> Json:
        document = original()
        for model, bounds in models.items():
            schema = document["components"]["schemas"][model.__name__]
            for field, bound in bounds.get("properties", {}).items():
                schema["properties"][field] |= bound
            schema |= {name: bound for name, bound in bounds.items() if name != "properties"}
        return document

    app.openapi = openapi  # type: ignore[method-assign]  # as above


def _operations(paths: Json) -> Iterator[Json]:
    for methods in paths.values():
        yield from methods.values()


def _name_headers(responses: Json) -> None:
    for status, response in responses.items():
        of_problem = _OF_PROBLEMS.get(status, ()) if MEDIA_TYPE in response.get("content", {}) else ()
        named = headers("X-Request-ID", *of_problem)["headers"]
        response["headers"] = {**named, **response.get("headers", {})}


def _without_null(schema: Json) -> Json:
    options = [option for option in schema.get("anyOf", []) if option != {"type": "null"}]
    rest = {name: value for name, value in schema.items() if name != "anyOf"}
    return {**rest, **options[0]} if len(options) == 1 else schema


def _link(document: Json) -> None:
    for path, methods in document["paths"].items():
        created = methods.get("post", {}).get("responses", {}).get("201")
        below = f"{path}/{{"
        for other, operations in document["paths"].items():
            if created and other.startswith(below):
                name = other.removeprefix(below).partition("}")[0]
                field = name if name in _fields(created, document) else "id"
                for operation in operations.values():
                    created.setdefault("links", {})[operation["operationId"]] = {
                        "operationId": operation["operationId"],
                        "parameters": {name: f"$response.body#/{field}"},
                    }


def _fields(response: Json, document: Json) -> Json:
    model = response["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
    properties: Json = document["components"]["schemas"][model]["properties"]
    return properties
