"""A database with all that can be in one, and everything in a database as bytes."""

from datetime import UTC, datetime
from typing import Any, cast

import bson
from pymongo import ASCENDING, DESCENDING, TEXT, IndexModel

from deploy.backup.database import Database, collections_of

EVERY_TYPE: dict[str, Any] = {
    "double": 1.0,
    "not a number": float("nan"),
    "string": "zażółć \U0001f600 \x00",
    "object": {"b": 1, "a": {"deep": [[], {}]}},
    "array": [1, "two", None],
    "binary": bson.Binary(b"\x00\xff", 128),
    "uuid": bson.Binary(b"\x01" * 16, 4),
    "id": bson.ObjectId("66f0c0ffee66f0c0ffee0001"),
    "yes": True,
    "moment": datetime(2026, 11, 23, 12, 0, 0, 123000, tzinfo=UTC),
    "long ago": bson.DatetimeMS(-(2**62)),
    "null": None,
    "regex": bson.Regex("^a", "i"),
    "code": bson.Code("f()", {"x": 1}),
    "int": 1,
    "long": bson.Int64(1),
    "timestamp": bson.Timestamp(1, 2),
    "decimal": bson.Decimal128("0.10"),
    "least": bson.MinKey(),
    "most": bson.MaxKey(),
}
IN_A_YEAR = datetime(2027, 11, 23, tzinfo=UTC)


def fill(database: Database) -> None:
    """Collections of every kind, indexes of every kind."""
    database["support_messages"].insert_many([{"_id": number, "text": "x" * number} for number in range(2_000)])
    database["support_messages"].create_indexes(
        [
            IndexModel([("text", DESCENDING), ("_id", ASCENDING)], name="by text"),
            IndexModel([("unsaid.id", ASCENDING)], partialFilterExpression={"unsaid.id": {"$exists": True}}),
            IndexModel([("title", ASCENDING)], unique=True, sparse=True, collation={"locale": "de", "strength": 2}),
            IndexModel([("title", TEXT)], weights={"title": 3}, default_language="german"),
            IndexModel([("$**", ASCENDING)], wildcardProjection={"text": 0}),
        ]
    )
    database["every.type"].insert_one({"_id": {"a": 1}, **EVERY_TYPE})
    database["support_sessions"].insert_one({"expires_at": IN_A_YEAR})
    database["support_sessions"].create_index("expires_at", expireAfterSeconds=0)
    strict = {"$jsonSchema": {"required": ["name"], "properties": {"age": {"minimum": bson.Int64(0)}}}}
    database.create_collection("strict", validator=strict, validationAction="error")
    database["strict"].insert_one({"age": -1}, bypass_document_validation=True)
    database.create_collection("empty", collation={"locale": "fr"})


def everything(database: Database) -> dict[str, tuple[object, list[bytes], bytes]]:
    """Of each collection its options, its indexes and its documents, in their order."""
    return {
        name: (
            options,
            sorted(bson.encode(index) for index in database[name].list_indexes()),
            b"".join(cast("list[bytes]", list(database[name].find_raw_batches()))),
        )
        for name, options in collections_of(database).items()
    }
