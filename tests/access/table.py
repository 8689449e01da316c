"""The table of who may what, and the routes that the services really have."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

Result = int | Literal["open"]
Door = Mapping[str, Result]

METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
MOUNT: Final = "MOUNT"
_TABLE: Final = tomllib.loads(Path(__file__).with_name("table.toml").read_text("utf-8"))
DOORS: Final[Mapping[str, Door]] = _TABLE.pop("doors")
ONE_PROCESS: Final[Mapping[str, str]] = _TABLE.pop("one_process")
SCOPES: Final[Mapping[str, str]] = _TABLE.pop("scopes")
"""What a key needs for a route; "any" where every key will do."""
ROWS: Final[Mapping[str, Mapping[str, str]]] = _TABLE
"""By service: the name of each route's door."""


@dataclass(frozen=True)
class Row:
    """A route and its door. `method` is MOUNT for a folder of files."""

    method: str
    path: str
    door: str

    @classmethod
    def of(cls, route: str, door: str) -> "Row":
        method, _, path = route.partition(" ")
        return cls(method, path, door)


def rows_of(service: str) -> list[Row]:
    return [Row.of(route, door) for route, door in ROWS[service].items()]


def rows_of_the_one_process() -> list[Row]:
    routes = {route: door for rows in ROWS.values() for route, door in rows.items()}
    return [Row.of(route, door) for route, door in {**routes, **ONE_PROCESS}.items()]


def routes_of(app: FastAPI) -> Iterator[str]:
    """`GET /path`, as the table names them."""
    for context in iter_route_contexts(app.routes):
        if context.methods is None:
            yield f"{MOUNT} {context.path}"
        else:
            yield from (f"{method} {context.path}" for method in context.methods)


def methods_by_path(rows: list[Row]) -> dict[str, set[str]]:
    """Of the routes that name their methods; one that takes the rest of the path is there below it, too."""
    named = [row for row in rows if row.method != MOUNT]
    return {path: {row.method for row in named if _leads(row.path, path)} for path in {row.path for row in named}}


def _leads(route: str, path: str) -> bool:
    above, takes_the_rest, _ = route.partition("{user_id:path}")
    return route == path or (bool(takes_the_rest) and route.endswith(takes_the_rest) and path.startswith(above))
