"""Child processes that leave a record, so that the next start can end what a crash left behind."""

import json
import signal
import subprocess
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import psutil

from deploy.local.errors import LocalRunError

_SAME_START_SECONDS = 2.0
_KILL_WAIT_SECONDS = 10.0
_POLL_SECONDS = 0.02
_LEFTOVER_PATIENCE_SECONDS = 20.0


class Child:
    """A process in a session of its own (Ctrl-C in the terminal does not reach it), with its record and its log.

    Raises LocalRunError when the command is not there.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str | Path],
        *,
        log: Path,
        run_dir: Path,
        env: Mapping[str, str],
        patience_seconds: float = 20.0,
    ) -> None:
        """`patience_seconds`: how long it may take to end in order. The log of the time before is kept beside."""
        self.name = name
        self.log = log
        self._patience_seconds = patience_seconds
        self._record = run_dir / f"{name}.pid"
        run_dir.mkdir(parents=True, exist_ok=True)
        log.parent.mkdir(parents=True, exist_ok=True)
        if log.exists():
            log.replace(log.with_suffix(".old.log"))
        self._process = _spawn([str(part) for part in command], log, env)
        try:
            self._record.write_text(json.dumps(_record_of(name, self._process)))
        except BaseException:
            self.kill()
            raise

    @property
    def pid(self) -> int:
        """The process id, also after its end."""
        return int(self._process.pid)

    @property
    def exit_code(self) -> int | None:
        """None while it runs; negative is the number of the signal that ended it."""
        code = self._process.poll()
        return None if code is None else int(code)

    def stop(self) -> None:
        """SIGTERM, time to finish, then SIGKILL to whatever is left of it and its descendants."""
        _end(self._process, self._patience_seconds)
        self._record.unlink(missing_ok=True)

    def kill(self) -> None:
        """SIGKILL at once, as a crash would."""
        _kill(_family(self._process))
        self._record.unlink(missing_ok=True)

    def last_lines(self, count: int = 15) -> str:
        """The end of its log."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-count:])


def end_leftovers(run_dir: Path) -> list[str]:
    """End what an earlier run recorded and never stopped; returns the names of what was still running."""
    ended = []
    for record in sorted(run_dir.glob("*.pid")):
        leftover = _recorded_process(record)
        if leftover is not None:
            _end(leftover, _LEFTOVER_PATIENCE_SECONDS)
            ended.append(record.stem)
        record.unlink()
    return ended


def _spawn(command: list[str], log: Path, env: Mapping[str, str]) -> psutil.Popen:
    with log.open("ab") as out:
        try:
            return psutil.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                env=dict(env),
                start_new_session=True,
            )
        except FileNotFoundError as missing:
            raise LocalRunError(f"{command[0]} is not there.", "Run `make setup`.") from missing


def _record_of(name: str, process: psutil.Process) -> dict[str, object]:
    with suppress(psutil.Error):
        return {"name": name, "pid": process.pid, "started": process.create_time(), "command": process.cmdline()}
    return {"name": name, "pid": process.pid, "started": 0.0, "command": []}


def _recorded_process(record: Path) -> psutil.Process | None:
    """The process of a record, only while pid and start time still name the same one."""
    try:
        kept = json.loads(record.read_text())
        process = psutil.Process(int(kept["pid"]))
        same = abs(process.create_time() - float(kept["started"])) < _SAME_START_SECONDS
        return process if same and not _has_ended(process) else None
    except (ValueError, TypeError, KeyError, psutil.Error):
        return None


def _end(process: psutil.Process, patience_seconds: float) -> None:
    family = _family(process)
    with suppress(psutil.NoSuchProcess):
        process.send_signal(signal.SIGTERM)
    _wait_for_end([process], patience_seconds)
    _kill({*family, *_family(process)})


def _family(process: psutil.Process) -> set[psutil.Process]:
    with suppress(psutil.NoSuchProcess):
        return {process, *process.children(recursive=True)}
    return {process}


def _kill(processes: set[psutil.Process]) -> None:
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    _wait_for_end(processes, _KILL_WAIT_SECONDS)


def _wait_for_end(processes: Iterable[psutil.Process], patience_seconds: float) -> None:
    deadline = time.monotonic() + patience_seconds
    while not all(map(_has_ended, processes)) and time.monotonic() < deadline:
        time.sleep(_POLL_SECONDS)


def _has_ended(process: psutil.Process) -> bool:
    """A zombie has ended too: that its parent did not collect it yet is not for us to wait for."""
    if isinstance(process, psutil.Popen):
        return process.poll() is not None
    try:
        return bool(process.status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True
