"""A database to back up or to restore, and what can be wrong with one, in sentences."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from bson.codec_options import CodecOptions
from pymongo import MongoClient
from pymongo.database import Database as SyncDatabase
from pymongo.errors import OperationFailure, PyMongoError

from deploy.backup.errors import BackupError
from shared.mongo import Document

Database = SyncDatabase[Document]

_ANSWER_WITHIN_MS: Final = 10_000
_NOT_SYSTEM: Final = {"type": "collection", "name": {"$regex": r"^(?!system\.)"}}
_REFUSALS: Final = {
    13: "The account in MONGODB_URL may not do this: it needs the role dbOwner of the database.",
    18: "MongoDB does not know the account in MONGODB_URL. Correct it.",
    239: "The backup took longer than MongoDB keeps the past (5 minutes unless set otherwise). Set its parameter "
    "minSnapshotHistoryWindowInSeconds to more, and back up again.",
    246: "MongoDB cannot show that moment: a collection was made or indexed meanwhile (back up again), or is capped.",
}
"""What error codes of the server mean to whoever makes a backup."""


@contextmanager
def opened(mongodb_url: str, name: str) -> Iterator[Database]:
    """Majority writes, journaled. What MongoDB refuses in the block is raised as BackupError."""
    try:
        client = MongoClient[Document](
            mongodb_url,
            w="majority",
            journal=True,
            serverSelectionTimeoutMS=_ANSWER_WITHIN_MS,
            appname="support-desk backup",
        )
    except (PyMongoError, ValueError) as error:
        raise BackupError("MONGODB_URL is not a MongoDB address (mongodb://user:password@host:port/).") from error
    try:
        with client:
            yield client.get_database(name, codec_options=CodecOptions(tz_aware=True))
    except OperationFailure as error:
        unforeseen = f"MongoDB refused it ({type(error).__name__}, code {error.code}). Its log says why."
        raise BackupError(_REFUSALS.get(error.code or 0, unforeseen)) from error
    except PyMongoError as error:
        raise BackupError(
            f"MongoDB does not answer ({type(error).__name__}). Check MONGODB_URL and whether it runs."
        ) from error


def collections_of(database: Database) -> dict[str, Document]:
    """The options of each collection by its name; the server's own are not ours to touch."""
    return {each["name"]: each["options"] for each in database.list_collections(filter=_NOT_SYSTEM)}
