"""The file: a zip of one BSON file a collection, the secrets if they were asked for, and a manifest.

A collection's file is its documents one after the other, as the server sent them: what is restored is the same byte for
byte. The manifest, written last, has the SHA-256 of every other file and how the collections were made. Nothing is
ever unpacked to a path that the archive names.
"""

import hashlib
import json
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from datetime import datetime
from types import TracebackType
from typing import Annotated, Any, BinaryIO, Final, Self
from urllib.parse import quote

from bson import json_util
from bson.errors import InvalidBSON
from bson.raw_bson import RawBSONDocument
from pydantic import AfterValidator, BaseModel, ConfigDict, JsonValue, StringConstraints

from deploy.backup.errors import BackupError
from shared.mongo import Document
from shared.version import VERSION

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
_FAST: Final = 1  # MongoDB keeps a point in time for some minutes only
_LENGTH_BYTES: Final = 4
_SHORTEST_DOCUMENT: Final = 5
_LONGEST_DOCUMENT: Final = 16 * 1024**2 + 16 * 1024
_DAMAGE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    InvalidBSON,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    ValueError,
)
"""What reading a damaged archive can raise."""

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
VersionNumber = Annotated[str, StringConstraints(pattern=r"^\d+(\.\d+)*$")]
Specification = dict[str, JsonValue]
"""Options of a collection or an index, in MongoDB's canonical extended JSON."""


def _none_of_the_server_s(name: str) -> str:
    if name.startswith("system."):
        raise ValueError("a collection of the server's own")
    return name


class KeptCollection(BaseModel):
    """`indexes` without the one of `_id`, which every collection has."""

    model_config = ConfigDict(frozen=True)

    name: Annotated[str, StringConstraints(pattern=r"^[^$\x00]+$"), AfterValidator(_none_of_the_server_s)]
    count: int
    sha256: Sha256
    options: Specification
    indexes: list[Specification]


class _Versions(BaseModel):
    """What is asked first: the rest of a newer archive may look otherwise."""

    format: int
    project_version: VersionNumber


class Manifest(_Versions):
    """What the archive holds. Everything that was written until `as_of` is in it. `secrets`: SHA-256 by name."""

    model_config = ConfigDict(frozen=True)

    as_of: datetime
    database: str
    server_version: str
    collections: list[KeptCollection]
    secrets: dict[Annotated[str, StringConstraints(pattern=r"^[a-z_]+$")], Sha256] = {}

    def __str__(self) -> str:
        documents = sum(collection.count for collection in self.collections)
        return (
            f"{documents:,} documents in {len(self.collections)} collections and {len(self.secrets)} secrets, "
            f"as of {self.as_of:%Y-%m-%d %H:%M:%S} UTC (MongoDB {self.server_version}, support desk "
            f"{self.project_version})"
        )


class ArchiveWriter:
    """Writes to a file, or to a pipe. `with` it: left by an error, or without `finish`, it is no archive."""

    def __init__(self, file: BinaryIO) -> None:
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=_FAST)
        self._collections: list[KeptCollection] = []
        self._secrets: dict[str, str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(OSError) if error else nullcontext():
            self._zip.close()

    def add_collection(self, name: str, batches: Iterable[bytes], options: Document, indexes: list[Document]) -> None:
        """`batches`: whole documents, any number in each."""
        digest, count = hashlib.sha256(), 0
        with self._zip.open(_collection_file(name), "w", force_zip64=True) as member:
            for batch in batches:
                member.write(batch)
                digest.update(batch)
                count += _documents_in(batch)
        self._collections.append(
            KeptCollection(
                name=name,
                count=count,
                sha256=digest.hexdigest(),
                options=_to_json(options),
                indexes=[_to_json(index) for index in indexes],
            )
        )

    def add_secret(self, name: str, content: bytes) -> None:
        self._zip.writestr(_secret_file(name), content)
        self._secrets[name] = hashlib.sha256(content).hexdigest()

    def finish(self, as_of: datetime, database: str, server_version: str) -> Manifest:
        """Write the manifest; what it says is the answer."""
        manifest = Manifest(
            format=FORMAT,
            project_version=VERSION,
            as_of=as_of,
            database=database,
            server_version=server_version,
            collections=self._collections,
            secrets=self._secrets,
        )
        self._zip.writestr(MANIFEST, manifest.model_dump_json(indent=2))
        return manifest


class Archive:
    """An archive to read, from a file that can be read again and again.

    Everything raises BackupError where it is damaged. What is read before `verify` is not to be relied on.
    """

    def __init__(self, zipped: zipfile.ZipFile, manifest: Manifest) -> None:
        self._zip = zipped
        self.manifest = manifest

    @classmethod
    def of(cls, file: BinaryIO) -> Self:
        """Raises BackupError also for an archive of a newer version."""
        with _damage_told():
            zipped = zipfile.ZipFile(file)
            written = zipped.read(MANIFEST)
            versions = _Versions.model_validate_json(written)
        if versions.format > FORMAT or _numbers(versions.project_version) > _numbers(VERSION):
            raise BackupError(
                f"The archive was made by support desk {versions.project_version}, and this is {VERSION}. "
                "Restore it with that version or a newer one."
            )
        with _damage_told():
            return cls(zipped, Manifest.model_validate_json(written))

    def verify(self) -> None:
        """Whether it holds exactly what its manifest says."""
        self._require_exactly_its_files()
        for collection in self.manifest.collections:
            digest, count = hashlib.sha256(), 0
            for document in self.documents(collection):
                digest.update(document.raw)
                count += 1
            if (digest.hexdigest(), count) != (collection.sha256, collection.count):
                raise _damaged(f"{collection.name} is not what was written")
        for name, content in self.secrets().items():
            if hashlib.sha256(content).hexdigest() != self.manifest.secrets[name]:
                raise _damaged(f"the secret {name} is not what was written")

    def documents(self, collection: KeptCollection) -> Iterator[RawBSONDocument]:
        """One after the other, in their order."""
        with _damage_told(), self._zip.open(_collection_file(collection.name)) as member:
            while length := member.read(_LENGTH_BYTES):
                size = int.from_bytes(length, "little")
                if not _SHORTEST_DOCUMENT <= size <= _LONGEST_DOCUMENT:
                    raise _damaged(f"{collection.name} holds something that is no document")
                yield RawBSONDocument(length + member.read(size - _LENGTH_BYTES))

    def secrets(self) -> dict[str, bytes]:
        """By name."""
        with _damage_told():
            return {name: self._zip.read(_secret_file(name)) for name in self.manifest.secrets}

    def _require_exactly_its_files(self) -> None:
        told = [MANIFEST, *(_collection_file(each.name) for each in self.manifest.collections)]
        told += [_secret_file(name) for name in self.manifest.secrets]
        if sorted(told) != sorted(self._zip.namelist()):
            raise _damaged("its files are not those of its manifest")


def options_of(specification: Specification) -> dict[str, Any]:  # whatever MongoDB's options hold
    """The options as MongoDB gave them."""
    options: dict[str, Any] = json_util.loads(json.dumps(specification))
    return options


def _to_json(options: Document) -> Specification:
    written: Specification = json.loads(json_util.dumps(options, json_options=json_util.CANONICAL_JSON_OPTIONS))
    return written


def _documents_in(batch: bytes) -> int:
    count = position = 0
    while position < len(batch):
        position += int.from_bytes(batch[position : position + _LENGTH_BYTES], "little")
        count += 1
    return count


def _collection_file(name: str) -> str:
    return f"collections/{quote(name, safe='')}.bson"


def _secret_file(name: str) -> str:
    return f"secrets/{name}"


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def _damaged(how: str) -> BackupError:
    return BackupError(f"The archive is damaged: {how}. Nothing of it was restored; take another one.")


@contextmanager
def _damage_told() -> Iterator[None]:
    try:
        yield
    except _DAMAGE as error:
        raise _damaged(f"it cannot be read ({type(error).__name__})") from error
