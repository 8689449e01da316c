"""The one place that opens MongoDB: majority writes, journaled, with every wait bounded."""

import asyncio
import contextlib
from collections.abc import Mapping
from typing import Any, Final

from bson.codec_options import CodecOptions
from motor.motor_asyncio import AsyncIOMotorClient, AsyncIOMotorDatabase
from pymongo.errors import (
    AutoReconnect,
    BulkWriteError,
    ConnectionFailure,
    ExecutionTimeout,
    NetworkTimeout,
    NotPrimaryError,
    OperationFailure,
    PyMongoError,
    ServerSelectionTimeoutError,
    WTimeoutError,
)

from shared.settings import StoreSettings, WrongSetting

Document = dict[str, Any]  # what MongoDB hands over; a store turns it into a model before it lets it go
Database = AsyncIOMotorDatabase[Document]

UNAVAILABLE = (
    AutoReconnect,
    ConnectionFailure,
    ExecutionTimeout,
    NetworkTimeout,
    NotPrimaryError,
    ServerSelectionTimeoutError,
    WTimeoutError,
)
"""The database does not answer now, and will later: wait and try again."""

UNFINISHED_RESTORE: Final = "support_unfinished_restore"
"""A collection that is there while an archive is written into the database (deploy/backup)."""
_LOOK_SECONDS: Final = 2.0

_TRANSIENT_CODES = frozenset(
    {6, 7, 24, 43, 50, 64, 89, 91, 112, 134, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436}
)


class RestoreUnfinished(Exception):
    """What is in the database is not the desk's data yet."""

    def __init__(self) -> None:
        super().__init__("A restore of the database was not finished. Restore it again, then start.")


def is_transient(error: BaseException) -> bool:
    """Whether trying the same operation again can succeed: an election, a shutdown, a lost connection."""
    if isinstance(error, UNAVAILABLE):
        return True
    if isinstance(error, BulkWriteError):
        return _all_transient(error.details or {})
    return isinstance(error, OperationFailure) and (
        error.code in _TRANSIENT_CODES or error.has_error_label("TransientTransactionError")
    )


def _all_transient(details: Mapping[str, Any]) -> bool:
    """Of the errors of a bulk write, which has no code of its own."""
    errors = [*details.get("writeErrors", ()), *details.get("writeConcernErrors", ())]
    return bool(errors) and all(error.get("code") in _TRANSIENT_CODES for error in errors)


def open_client(settings: StoreSettings) -> AsyncIOMotorClient[Document]:
    """A client that has not connected yet: it does so at the first operation, and again after every failure.

    Raises WrongSetting.
    """
    try:
        return _client(settings)
    except (PyMongoError, ValueError) as error:
        raise WrongSetting("MONGODB_URL: this is not a MongoDB address (mongodb://user:password@host:port/)") from error


def _client(settings: StoreSettings) -> AsyncIOMotorClient[Document]:
    return AsyncIOMotorClient(
        settings.mongodb_url.get_secret_value(),
        w="majority",
        journal=True,
        retryWrites=True,
        retryReads=True,
        serverSelectionTimeoutMS=3_000,
        connectTimeoutMS=3_000,
        socketTimeoutMS=20_000,
        waitQueueTimeoutMS=20_000,
        tz_aware=True,
        appname=app_name(settings.mongodb_database),
    )


def app_name(database: str) -> str:
    """How the services' connections are named on the server, by which a restore sees whether they run."""
    return f"support-desk {database}"


def database_of(client: AsyncIOMotorClient[Document], settings: StoreSettings) -> Database:
    return client.get_database(settings.mongodb_database, codec_options=CodecOptions(tz_aware=True))


async def require_restored(database: Database) -> None:
    """Raises RestoreUnfinished, and PyMongoError when the database is away."""
    if await database[UNFINISHED_RESTORE].find_one():
        raise RestoreUnfinished


async def refuse_half_restored(database: Database) -> None:
    """Raises RestoreUnfinished, so that nothing starts. A database that is away is asked again before anything is done
    with it (`require_restored`)."""
    with contextlib.suppress(PyMongoError, TimeoutError):
        async with asyncio.timeout(_LOOK_SECONDS):
            await require_restored(database)


async def answers(database: Database) -> bool:
    """Whether the database answers now."""
    try:
        await database.command("ping")
    except PyMongoError:
        return False
    return True
