"""Every route of every service, asked by everybody: who gets in is what the table says, and nothing else is there."""

import json
import re
from typing import Final

import pytest

from shared.auth import Scope
from tests.access.asking import status_of
from tests.access.conftest import Scene, create_apps
from tests.access.table import (
    DOORS,
    METHODS,
    MOUNT,
    ONE_PROCESS,
    ROWS,
    SCOPES,
    Row,
    methods_by_path,
    routes_of,
    rows_of,
    rows_of_the_one_process,
)
from tests.builders import CONVERSATION_ID
from tests.integration.ticketing.people import GOOD_PASSWORD

CALLERS: Final = set(DOORS["everybody"])
SHUT: Final = {401, 403, 405}
BODIES: Final = {"/api/support/session/password": {"current_password": "not this one", "new_password": GOOD_PASSWORD}}
"""Where an empty body would be refused before the caller is."""
ANY: Final = "any"
NOT_THERE: Final = ("/docs", "/redoc", "/openapi.json", "/metrics", "/internal", "/api/support", "/api/chat", "/.env")


def address(path: str) -> str:
    """The path with the visitor's conversation in it; of everything else with an id that nothing has."""
    of_the_visitor = path.replace("{conversation_id}", CONVERSATION_ID).replace("{path:path}", "")
    return re.sub(r"\{\w+(:path)?\}", "0" * 24, of_the_visitor)


@pytest.mark.usefixtures("configured")
def test_every_route_is_in_the_table_and_every_row_is_a_route() -> None:
    apps = create_apps()

    assert apps.keys() == ROWS.keys()
    for service, app in apps.items():
        assert sorted(routes_of(app)) == sorted(ROWS[service]), service
    assert ONE_PROCESS.keys() <= {route for rows in ROWS.values() for route in rows}


def test_every_door_says_what_every_caller_gets() -> None:
    assert all(door.keys() == CALLERS for door in DOORS.values())
    assert {door for rows in (*ROWS.values(), ONE_PROCESS) for door in rows.values()} <= DOORS.keys()


async def test_each_service_lets_in_whom_the_table_says(separate: Scene) -> None:
    assert separate.tokens.keys() == CALLERS
    wrong = [line for service in ROWS for line in await violations(separate, service, rows_of(service))]
    assert wrong == []


def test_every_door_that_a_key_opens_says_with_which_scope() -> None:
    for_keys = {route for rows in ROWS.values() for route, door in rows.items() if door in {"viewer", "agent", "admin"}}

    assert SCOPES.keys() == for_keys
    assert set(SCOPES.values()) == {*Scope, ANY}


async def test_a_key_opens_what_its_scope_is_for_and_nothing_else(separate: Scene) -> None:
    wrong = []
    for service, rows in ROWS.items():
        for row in (Row.of(route, door) for route, door in rows.items() if route in SCOPES):
            needed = SCOPES[f"{row.method} {row.path}"]
            for scope, (only, others) in separate.keys.items():
                expected = {only: needed in (scope, ANY), others: needed != scope}
                for token, opens in expected.items():
                    status = await status_of(separate.apps[service], row.method, address(row.path), token)
                    if opens != (status not in SHUT):
                        wrong.append(f"{row.method} {row.path} for {scope}: {status}")
    assert wrong == []


async def test_so_does_the_one_process(together: Scene) -> None:
    assert await violations(together, "gateway", rows_of_the_one_process()) == []


async def test_a_method_that_is_not_in_the_table_is_refused_to_everybody(separate: Scene) -> None:
    wrong = []
    for service in ROWS:
        for path, methods in methods_by_path(rows_of(service)).items():
            for method in set(METHODS) - methods:
                for caller, token in separate.tokens.items():
                    status = await status_of(separate.apps[service], method, address(path), token)
                    if status != 405:
                        wrong.append(f"{service}: {method} {path} for {caller}: {status}")
    assert wrong == []


async def test_what_nobody_has_put_there_is_not_there(separate: Scene) -> None:
    assert await found_all_the_same(separate) == []


async def test_nor_is_it_in_the_one_process(together: Scene) -> None:
    assert await found_all_the_same(together) == []


async def found_all_the_same(scene: Scene) -> list[str]:
    """A line for each answer that is not 404."""
    return [
        f"{path}: {status}"
        for app in scene.apps.values()
        for path in NOT_THERE
        for token in scene.tokens.values()
        if (status := await status_of(app, "GET", path, token)) != 404
    ]


async def violations(scene: Scene, service: str, rows: list[Row]) -> list[str]:
    """A line for each caller who gets something else than the table says."""
    found = []
    for row in rows:
        method, path = ("GET", f"{row.path}/") if row.method == MOUNT else (row.method, address(row.path))
        body = json.dumps(BODIES.get(row.path, {})).encode()
        for caller, expected in DOORS[row.door].items():
            status = await status_of(scene.apps[service], method, path, scene.tokens[caller], body)
            as_said = (status not in SHUT and status < 500) if expected == "open" else status == expected
            if not as_said:
                found.append(f"{service}: {row.method} {row.path} for {caller}: {status}, not {expected}")
    return found
