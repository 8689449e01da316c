"""One run at a time on a data folder."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.local.errors import LocalRunError


class InUse(LocalRunError):
    """Another run holds the data folder."""

    def __init__(self, data_dir: Path) -> None:
        super().__init__(
            f"Another run uses the data folder {data_dir}.", "Stop it, or set DATA_DIR (and PORT) to others."
        )


@contextmanager
def only_run_on(data_dir: Path) -> Iterator[None]:
    """Hold the folder until the end of the block or of the process.

    Raises InUse, and LocalRunError when it cannot be written.
    """
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = (data_dir / "lock").open("a")
    except OSError as refused:
        raise LocalRunError(
            f"The data folder {data_dir} cannot be written: {refused.strerror}.",
            "Set DATA_DIR to a folder of your own.",
        ) from refused
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as held:
            raise InUse(data_dir) from held
        yield
