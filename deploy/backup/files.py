"""Where an archive is written to and read from: a file that only its owner may read, or a pipe (`-`)."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from deploy.backup.errors import BackupError

PIPE: Final = Path("-")
_PRIVATE: Final = 0o600


@contextmanager
def written(file: Path) -> Iterator[BinaryIO]:
    """The file is there when the block is left, whole and on the disk, or not at all.

    Raises BackupError when there is one already.
    """
    if file == PIPE:
        with os.fdopen(sys.stdout.fileno(), "wb", closefd=False) as pipe:
            yield pipe
        return
    if file.exists():
        raise BackupError(f"{file} is there already. Name another file.")
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = file.with_name(f"{file.name}.partial")
    try:
        with private(draft) as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(file)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


@contextmanager
def read(file: Path) -> Iterator[BinaryIO]:
    """To be read more than once, so a pipe is laid on the disk for as long as that takes."""
    if file == PIPE:
        with tempfile.TemporaryFile() as spool:
            shutil.copyfileobj(sys.stdin.buffer, spool)
            yield spool
    else:
        with file.open("rb") as stream:
            yield stream


def private(file: Path) -> BinaryIO:
    """A new file in its place, which only its owner may read."""
    file.unlink(missing_ok=True)
    return os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE), "wb")
