"""The roles of the services on MongoDB: each on its own collections of the one database."""

from collections.abc import Iterable, Mapping
from typing import Final

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
    """A role for each service, of its name. `keeps`: its collections."""
    return [
        {
            "role": service,
            "privileges": [
                {"resource": {"db": database, "collection": name}, "actions": list(_ACTIONS)}
                for name in sorted(collections)
            ],
            "roles": [],
        }
        for service, collections in keeps.items()
    ]
