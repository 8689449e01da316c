"""What the two private servers have in common: a data folder, an account, ports, a life."""

import os
import shutil
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import ClassVar, Self

from deploy.local import state
from deploy.local.errors import LocalRunError
from deploy.local.processes import Child, end_leftovers
from deploy.local.state import ServerState

_READY_WITHIN_SECONDS = 90.0
_POLL_SECONDS = 0.05
_LEAST_FREE_BYTES = 600 * 1024**2

_PASSED_ON = frozenset({"PATH", "LANG", "LC_ALL", "TMPDIR", "TZ", "LD_LIBRARY_PATH"})

# What a server writes in its last lines, what that means, and what helps.
_KNOWN_CAUSES = (
    ("eaddrinuse", "a port it needs was taken meanwhile.", "Start again: it then takes another."),
    ("Address already in use", "a port it needs was taken meanwhile.", "Start again: it then takes another."),
    ("No space left", "the disk is full.", "Free some space and start again."),
    ("enospc", "the disk is full.", "Free some space and start again."),
    ("error while loading shared libraries", "a system library is missing.", "Run `make setup` as root."),
    ("Permission denied", "it may not use its files.", "Start it as the user who owns the data folder."),
    ("eacces", "it may not use its files.", "Start it as the user who owns the data folder."),
)


class LocalServer(ABC):
    """A real server for one user on this machine: loopback only, random account, its own data folder.

    `start` raises LocalRunError. Stopped or killed, it can be started again: same data, same account, and the same
    ports while nobody else has taken them.
    """

    name: ClassVar[str]
    purposes: ClassVar[tuple[str, ...]]

    def __init__(self, data_dir: Path, run_dir: Path | None = None) -> None:
        """`run_dir` takes the records of the processes; by default it lies in the data folder."""
        self.data_dir = data_dir.absolute()
        self.run_dir = (run_dir or self.data_dir / "run").absolute()
        self.log = self.data_dir / "log" / f"{self.name}.log"
        self._state_file = self.data_dir / "state.json"
        self._state: ServerState | None = None
        self._child: Child | None = None

    @property
    @abstractmethod
    def url(self) -> str:
        """The address with the account in it. Known once the server was started, or looked up."""

    @property
    def state(self) -> ServerState:
        """Account and ports. Known once the server was started, or looked up."""
        if self._state is None:
            raise RuntimeError(f"{self.name} was not started")
        return self._state

    @property
    def has_run(self) -> bool:
        """Whether there is a server to look up."""
        return self._state_file.exists()

    def look_up(self) -> None:
        """Learn the account and the ports of the server that another process has started."""
        self._state = state.read(self._state_file)

    @property
    def pid(self) -> int:
        """The server's process. Known while it runs."""
        return self._running_child().pid

    @property
    def exit_code(self) -> int | None:
        """None while it runs."""
        return self._running_child().exit_code

    def start(self) -> None:
        """Start and wait until it serves."""
        self.launch()
        self.wait_until_ready()

    def launch(self) -> None:
        """Start without waiting: several servers come up side by side."""
        self._make_folder()
        if self.run_dir.is_relative_to(self.data_dir):
            end_leftovers(self.run_dir)
        self._state = state.load(self._state_file, self.purposes)
        with self._nothing_left_on_error():
            self._child = self._start_process()

    def wait_until_ready(self) -> None:
        """Wait until it serves; a server that does not is ended."""
        with self._nothing_left_on_error():
            deadline = time.monotonic() + _READY_WITHIN_SECONDS
            while not self._is_ready():
                self._require_hope(deadline)
                time.sleep(_POLL_SECONDS)

    def stop(self) -> None:
        """End it in order; nothing of it is left."""
        if self._child is not None:
            self._child.stop()
            self._child = None

    def kill(self) -> None:
        """End it as a crash would (SIGKILL); nothing of it is left but its data."""
        if self._child is not None:
            self._child.kill()
            self._child = None

    def last_lines(self) -> str:
        """The end of its log."""
        return self._running_child().last_lines()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @abstractmethod
    def _start_process(self) -> Child: ...

    @abstractmethod
    def _is_ready(self) -> bool:
        """Asked again and again, together with whether the process still lives; may wait a moment for the answer."""

    @contextmanager
    def _nothing_left_on_error(self) -> Iterator[None]:
        try:
            yield
        except BaseException:
            self.kill()
            raise

    def _require_hope(self, deadline: float) -> None:
        if self.exit_code is not None:
            raise self._died()
        if time.monotonic() > deadline:
            late = f"{self.name} was not ready within {_READY_WITHIN_SECONDS:.0f} s."
            raise LocalRunError(late, "See in its log what holds it up.", self.log)

    def _died(self) -> LocalRunError:
        last = self.last_lines()
        for sign, cause, remedy in _KNOWN_CAUSES:
            if sign in last:
                return LocalRunError(f"{self.name} ended while it started: {cause}", remedy, self.log)
        return LocalRunError(
            f"{self.name} ended while it started (code {self.exit_code}).",
            f"Its log tells why; when its data is of no use, remove {self.data_dir} and start again.",
            self.log,
        )

    def _make_folder(self) -> None:
        try:
            self.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
            free = shutil.disk_usage(self.data_dir).free
        except OSError as refused:
            raise LocalRunError(
                f"{self.name} cannot use its folder {self.data_dir}: {refused.strerror}.", "Set DATA_DIR to another."
            ) from refused
        if not os.access(self.data_dir, os.W_OK):
            raise LocalRunError(
                f"{self.name} may not write in {self.data_dir}.", "Set DATA_DIR to a folder of your own."
            )
        if free < _LEAST_FREE_BYTES:
            raise LocalRunError(
                f"The disk of {self.data_dir} has only {free // 1024**2} MB left, {self.name} needs "
                f"{_LEAST_FREE_BYTES // 1024**2} MB.",
                "Free some space, or set DATA_DIR to another disk.",
            )

    def _running_child(self) -> Child:
        if self._child is None:
            raise RuntimeError(f"{self.name} does not run")
        return self._child


def plain_environment() -> dict[str, str]:
    """What a server needs of the caller's environment: the rest may hold keys, and settings of another server."""
    return {name: value for name, value in os.environ.items() if name in _PASSED_ON}
