"""The file of a backup: the same bytes come out that went in, or it says that it is no good."""

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import bson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy.backup.archive import FORMAT, MANIFEST, Archive, ArchiveWriter
from deploy.backup.errors import BackupError

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
DOCUMENTS = [bson.encode({"_id": number, "text": "wörds " * number}) for number in range(40)]
INDEX = {"v": 2, "key": {"email": 1, "at": -1}, "name": "an index", "expireAfterSeconds": bson.Int64(0)}


def an_archive(collection: str = "support_messages", secrets: dict[str, bytes] | None = None) -> bytes:
    file = io.BytesIO()
    with ArchiveWriter(file) as writer:
        writer.add_collection(
            collection, [b"".join(DOCUMENTS[:30]), b"".join(DOCUMENTS[30:])], {"capped": False}, [INDEX]
        )
        writer.add_collection("empty", [], {}, [])
        for name, content in (secrets or {}).items():
            writer.add_secret(name, content)
        writer.finish(NOON, "support", "8.0.1")
    return file.getvalue()


def opened(content: bytes) -> Archive:
    archive = Archive.of(io.BytesIO(content))
    archive.verify()
    return archive


def held(archive: Archive) -> dict[str, list[bytes]]:
    return {
        kept.name: [bytes(document.raw) for document in archive.documents(kept)]
        for kept in archive.manifest.collections
    }


def changed(content: bytes, **changes: Any) -> bytes:  # whatever a manifest may hold
    """The archive with another manifest."""
    with zipfile.ZipFile(io.BytesIO(content)) as before:
        manifest = json.loads(before.read(MANIFEST)) | changes
        others = {name: before.read(name) for name in before.namelist() if name != MANIFEST}
    return zipped({**others, MANIFEST: json.dumps(manifest).encode()})


def zipped(files: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()


def test_what_went_in_comes_out_byte_for_byte() -> None:
    archive = opened(an_archive(secrets={"service_token": b"5ecret"}))

    assert held(archive) == {"support_messages": DOCUMENTS, "empty": []}
    assert [kept.count for kept in archive.manifest.collections] == [40, 0]
    assert archive.secrets() == {"service_token": b"5ecret"}
    assert (archive.manifest.as_of, archive.manifest.database) == (NOON, "support")


def test_it_can_be_written_to_a_pipe() -> None:
    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.received = b""

        def writable(self) -> bool:
            return True

        def write(self, data: Any) -> int:  # any buffer
            self.received += bytes(data)
            return len(data)

    pipe = Pipe()
    with ArchiveWriter(pipe) as writer:  # type: ignore[arg-type]  # a pipe knows no more than this one
        writer.add_collection("support_messages", DOCUMENTS, {}, [])
        writer.finish(NOON, "support", "8.0.1")

    assert held(opened(pipe.received)) == {"support_messages": DOCUMENTS}


@given(cut=st.integers(min_value=0, max_value=len(an_archive()) - 1))
def test_one_that_was_cut_off_is_refused(cut: int) -> None:
    with pytest.raises(BackupError, match="damaged"):
        opened(an_archive()[:cut])


@given(place=st.integers(min_value=0, max_value=len(an_archive()) - 1), bit=st.integers(min_value=0, max_value=7))
def test_one_with_a_bit_turned_is_refused_or_holds_the_same(place: int, bit: int) -> None:
    spoiled = bytearray(an_archive())
    spoiled[place] ^= 1 << bit

    try:
        archive = opened(bytes(spoiled))
    except BackupError:
        return
    assert held(archive) == {"support_messages": DOCUMENTS, "empty": []}


def test_one_whose_writing_failed_is_none() -> None:
    def until_the_disk_is_full() -> Iterator[bytes]:
        yield DOCUMENTS[0]
        raise OSError("the disk is full")

    file = io.BytesIO()
    with pytest.raises(OSError, match="the disk is full"), ArchiveWriter(file) as writer:
        writer.add_collection("support_messages", until_the_disk_is_full(), {}, [])

    with pytest.raises(BackupError, match="damaged"):
        opened(file.getvalue())


@pytest.mark.parametrize("content", [b"", b"PK", b"something else", zipped({"a.txt": b"a"})])
def test_what_is_no_archive_is_refused(content: bytes) -> None:
    with pytest.raises(BackupError, match="damaged"):
        opened(content)


def test_other_documents_than_the_manifest_tells_of_are_refused() -> None:
    original = an_archive()
    with zipfile.ZipFile(io.BytesIO(original)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    one_less = {**files, "collections/support_messages.bson": b"".join(DOCUMENTS[1:])}
    no_documents = {**files, "collections/support_messages.bson": b"\xff\xff\xff\x7f" + b"x" * 100}

    for spoiled in (one_less, no_documents):
        with pytest.raises(BackupError, match=r"support_messages (is not what was written|holds something)"):
            opened(zipped(spoiled))


def test_another_secret_than_the_manifest_tells_of_is_refused() -> None:
    with zipfile.ZipFile(io.BytesIO(an_archive(secrets={"service_token": b"5ecret"}))) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}

    with pytest.raises(BackupError, match="the secret service_token is not what was written"):
        opened(zipped({**files, "secrets/service_token": b"another"}))


@pytest.mark.parametrize("more", ["../../etc/cron.d/x", "/etc/passwd", "collections/more.bson", "secrets/more"])
def test_files_that_the_manifest_does_not_tell_of_are_refused(more: str) -> None:
    with zipfile.ZipFile(io.BytesIO(an_archive())) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}

    with pytest.raises(BackupError, match="not those of its manifest"):
        opened(zipped({**files, more: b"x"}))


def test_no_name_of_a_collection_is_a_path() -> None:
    content = an_archive("../../escape")

    assert list(held(opened(content))) == ["../../escape", "empty"]
    assert "collections/..%2F..%2Fescape.bson" in zipfile.ZipFile(io.BytesIO(content)).namelist()


@pytest.mark.parametrize(
    "changes",
    [
        {"secrets": {"../../root/.ssh/authorized_keys": "0" * 64}},
        {"collections": [{"name": "system.users", "count": 0, "sha256": "0" * 64, "options": {}, "indexes": []}]},
        {"collections": [{"name": "x", "count": 0, "sha256": "no digest", "options": {}, "indexes": []}]},
        {"collections": "none"},
        {"as_of": "yesterday"},
        {"format": "first"},
        {"project_version": "newest"},
    ],
)
def test_a_manifest_that_makes_no_sense_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(BackupError, match="damaged"):
        opened(changed(an_archive(), **changes))


@pytest.mark.parametrize("newer", [{"format": FORMAT + 1, "collections": "elsewhere"}, {"project_version": "99.10"}])
def test_one_of_a_newer_version_is_refused_with_what_to_do(newer: dict[str, object]) -> None:
    with pytest.raises(BackupError, match="Restore it with that version or a newer one"):
        opened(changed(an_archive(), **newer))


def test_one_of_an_older_version_is_taken() -> None:
    assert held(opened(changed(an_archive(), project_version="0.0.9")))
