"""An archive into a database. While it is written a mark stands in the database, and no service starts on it.

A restore that was interrupted is done again, from the beginning.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Final

from bson.raw_bson import RawBSONDocument

from deploy.backup.archive import Archive, KeptCollection, options_of
from deploy.backup.database import Database, collections_of
from deploy.backup.errors import BackupError
from shared.mongo import UNFINISHED_RESTORE, Document, app_name

_BATCH_BYTES: Final = 8 * 1024**2


def is_empty(database: Database) -> bool:
    """Whether nothing would be lost: no document is there, or only those of an unfinished restore."""
    collections = collections_of(database)
    return UNFINISHED_RESTORE in collections or not any(database[name].find_one({}, {"_id": 1}) for name in collections)


def require_unused(database: Database) -> None:
    """Raises BackupError while a service of this database is connected, as far as the account may see."""
    connected: list[Document] = [
        {"$currentOp": {"idleConnections": True}},
        {"$match": {"appName": app_name(database.name)}},
    ]
    if any(database.client.admin.aggregate(connected)):
        raise BackupError(f"Services of the desk are connected to the database {database.name}. Stop them first.")


def restore(archive: Archive, database: Database) -> None:
    """Make the database what the verified archive holds, whatever it was. Raises BackupError, PyMongoError."""
    mark = database[UNFINISHED_RESTORE]
    left = {"began_at": datetime.now(UTC), "as_of": archive.manifest.as_of}
    earlier = mark.find_one_and_replace({"_id": 1}, left, upsert=True)
    try:
        require_unused(database)  # of what starts from here on, each sees the mark
    except BackupError:
        if earlier is None:
            mark.drop()
        raise
    for name in collections_of(database):
        if name != UNFINISHED_RESTORE:
            database.drop_collection(name)
    for collection in archive.manifest.collections:
        _write(archive, collection, database)
    mark.drop()


def _write(archive: Archive, kept: KeptCollection, database: Database) -> None:
    """Indexes come last: they are made faster so, and one that expires documents takes none away meanwhile."""
    collection = database.create_collection(kept.name, **options_of(kept.options))
    for batch in _batched(archive.documents(kept)):
        collection.insert_many(batch, bypass_document_validation=True)
    if kept.indexes:
        database.command("createIndexes", kept.name, indexes=[options_of(index) for index in kept.indexes])


def _batched(documents: Iterable[RawBSONDocument]) -> Iterator[list[RawBSONDocument]]:
    """In memory is one batch at a time."""
    batch: list[RawBSONDocument] = []
    size = 0
    for document in documents:
        batch.append(document)
        size += len(document.raw)
        if size >= _BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
