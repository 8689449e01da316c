"""The roles of the services on MongoDB: each on its own collections of the one database."""

from collections.abc import Iterable, Mapping
from typing import Final

from shared.mongo import UNFINISHED_RESTORE

Role = dict[str, object]  # what createRole takes, whose format is MongoDB's

_ACTIONS: Final = (
    "changeStream",
    "collMod",
    "createCollection",
    "createIndex",
    "dropIndex",
    "find",
    "insert",
    "listIndexes",
    "remove",
    "update",
)
"""Reading, watching, writing and keeping indexes. No service drops a collection."""


def roles(keeps: Mapping[str, Iterable[str]], database: str = "support") -> list[Role]:
    """A role for each service, of its name. `keeps`: its collections. Each sees whether a restore was not finished."""
    return [
        {
            "role": service,
            "privileges": [
                *(_may(_ACTIONS, database, name) for name in sorted(collections)),
                _may(("find",), database, UNFINISHED_RESTORE),
            ],
            "roles": [],
        }
        for service, collections in keeps.items()
    ]


def _may(actions: Iterable[str], database: str, collection: str) -> dict[str, object]:
    return {"resource": {"db": database, "collection": collection}, "actions": list(actions)}
