"""All of a running database, as it was at one moment: writes go on meanwhile, and nobody waits."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import BinaryIO, Final, cast

from pymongo.client_session import ClientSession

from deploy.backup.archive import ArchiveWriter, Manifest
from deploy.backup.database import Database, collections_of
from deploy.backup.errors import BackupError
from shared.mongo import UNFINISHED_RESTORE, Document

_ID_INDEX: Final = "_id_"


def back_up(database: Database, secrets: Mapping[str, bytes], file: BinaryIO) -> Manifest:
    """Every collection as it was when the first one was read; the answer is what was kept.

    Raises BackupError where there is nothing whole to back up, PyMongoError, OSError.
    """
    collections = collections_of(database)
    if UNFINISHED_RESTORE in collections:
        raise BackupError(f"A restore of the database {database.name} was not finished. Restore it again first.")
    if not collections:
        raise BackupError(f"There is no database {database.name} on this server. Check MONGODB_URL.")
    as_of = _written_until(database)
    with ArchiveWriter(file) as writer, database.client.start_session(snapshot=True) as session:
        database[min(collections)].find_one({}, {"_id": 1}, session=session)  # fixes the moment
        for name, options in sorted(collections.items()):
            writer.add_collection(name, _batches(database, name, session), options, _indexes(database, name))
        for name, content in secrets.items():
            writer.add_secret(name, content)
        return writer.finish(as_of, database.name, str(database.command("buildInfo")["version"]))


def _written_until(database: Database) -> datetime:
    """A snapshot that is taken from now on has everything that was written until then."""
    last_write = database.command("hello", codec_options=database.codec_options).get("lastWrite")
    if last_write is None:
        raise BackupError("This MongoDB is not a replica set, so it cannot show one moment. See docs/operations.md.")
    written_until: datetime = last_write["majorityWriteDate"]
    return written_until


def _batches(database: Database, name: str, session: ClientSession) -> Iterator[bytes]:
    """The documents as the server sends them, up to 16 MB at a time."""
    return cast("Iterator[bytes]", database[name].find_raw_batches(session=session))


def _indexes(database: Database, name: str) -> list[Document]:
    return [dict(index) for index in database[name].list_indexes() if index["name"] != _ID_INDEX]
