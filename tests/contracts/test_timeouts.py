"""Whatever calls another server says how long it waits: docs/security.md has the list."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
CALLERS: Final = {
    "AsyncAnthropic": {"timeout"},
    "AsyncClient": {"timeout"},
    "AsyncIOMotorClient": {
        "serverSelectionTimeoutMS",
        "connectTimeoutMS",
        "socketTimeoutMS",
        "waitQueueTimeoutMS",
    },
    "Client": {"timeout"},
    "HTTPConnection": {"timeout"},
    "MongoClient": {"serverSelectionTimeoutMS"},
    "RabbitBroker": {"timeout"},
    "SMTP": {"timeout"},
    "connect": {"timeout"},
    "create_connection": {"timeout"},
    "urlopen": {"timeout"},
}
"""What opens a connection, and the arguments that end a wait."""
MODULES_THAT_CONNECT: Final = {"aio_pika", "aiosmtplib", "asyncio", "smtplib", "socket"}
IN_MEMORY: Final = "ASGITransport"


def _calls() -> Iterator[tuple[str, ast.Call]]:
    for folder in ("shared", "services", "deploy"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text())):
                if isinstance(node, ast.Call) and _name(node) in CALLERS and IN_MEMORY not in ast.dump(node):
                    yield f"{file.relative_to(ROOT)}:{node.lineno}", node


def _name(call: ast.Call) -> str:
    """`connect` of a module that connects; of any other object it is a method of ours."""
    function = call.func
    if isinstance(function, ast.Subscript):
        function = function.value
    if not isinstance(function, ast.Attribute):
        return getattr(function, "id", "")
    owner = getattr(function.value, "id", "")
    return function.attr if function.attr != "connect" or owner in MODULES_THAT_CONNECT else ""


def test_every_call_to_another_server_ends() -> None:
    endless = [
        where
        for where, call in _calls()
        if not CALLERS[_name(call)] <= {keyword.arg for keyword in call.keywords if keyword.arg}
    ]
    assert endless == []


def test_the_calls_are_found() -> None:
    files = {where.partition(":")[0] for where, _ in _calls()}

    assert {
        "deploy/healthy.py",
        "services/analytics/ticketing_export.py",
        "services/chat_worker/claude/calls.py",
        "services/gateway/threads.py",
        "shared/broker.py",
        "shared/graveyard.py",
        "shared/mongo.py",
    } <= files
