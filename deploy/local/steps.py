"""Set-up steps: a line for each on the terminal, their output in a log, done once. Standard library only."""

import re
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

_TAIL_LINES = 15
_TICK_SECONDS = 1.0
_TO_END_OF_LINE = "\x1b[K"

# What the output of a failed command shows, what that means, and what helps.
_KNOWN_CAUSES = (
    (
        r"No space left|ENOSPC|not enough free space|os error 28",
        "the disk is full.",
        "Free some space (about 2 GB are needed) and start again.",
    ),
    (
        r"Could not get lock|Unable to acquire the dpkg|is another process using it",
        "another program is installing packages.",
        "Start again when it has finished.",
    ),
    (
        r"resolv|[Cc]onnection (refused|failed|timed out|reset)|[Cc]ould not connect|[Ff]ailed to fetch"
        r"|error sending request|ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|Network is unreachable"
        r"|Unable to locate package|No matching distribution|NewConnectionError|network",
        "the package server could not be reached.",
        "Check the network, and the proxy or mirror in your settings, and start again.",
    ),
    (r"dpkg was interrupted", "an earlier installation was interrupted.", "As root: dpkg --configure -a"),
    (r"Permission denied|EACCES", "a file may not be written.", "Start it as the user who owns this folder."),
)


class SetupFailed(Exception):
    """What could not be set up, in one sentence, what to do, and the end of what the command wrote."""

    def __init__(self, happened: str, remedy: str, last_lines: str = "") -> None:
        super().__init__(f"{happened} {remedy}")
        self.last_lines = last_lines


class Steps:
    """Runs steps. Raises SetupFailed in them, OSError when the log cannot be written."""

    def __init__(self, log: Path) -> None:
        """`log` takes what the commands of the steps write."""
        log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        log.write_text("")
        self._log = log
        self._output_from = 0
        self._title = ""
        self._began = 0.0

    def once(self, title: str, stamp: Path, digest: str, action: Callable[[], None]) -> None:
        """Do it, unless the stamp says that it was done with the same inputs."""
        if stamp.exists() and stamp.read_text() == digest:
            return
        self.do(title, action)
        stamp.write_text(digest)

    def do(self, title: str, action: Callable[[], None]) -> None:
        """Do it, with a line that says how long it takes."""
        self._title, self._began = title, time.monotonic()
        self._show("")
        try:
            action()
        except BaseException:
            self._show("failed\n")
            raise
        self._show(f"{time.monotonic() - self._began:6.1f} s\n")

    def run(self, *command: str | Path, cwd: Path | None = None, env: Mapping[str, str] | None = None) -> None:
        """Run a command to its end. Raises SetupFailed, with the end of what it wrote on the terminal."""
        if not self.succeeds(*command, cwd=cwd, env=env):
            raise self._explained()

    def succeeds(self, *command: str | Path, cwd: Path | None = None, env: Mapping[str, str] | None = None) -> bool:
        """Whether a command ended well."""
        self._output_from = self._log.stat().st_size
        with self._log.open("a") as log:
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=cwd, env=env)
            try:
                return self._wait(process) == 0
            finally:
                if process.poll() is None:
                    process.terminate()
                    process.wait()

    def _wait(self, process: subprocess.Popen[bytes]) -> int:
        while True:
            try:
                return process.wait(_TICK_SECONDS)
            except subprocess.TimeoutExpired:
                if sys.stdout.isatty():
                    self._show(f"{time.monotonic() - self._began:6.0f} s ...")

    def _explained(self) -> SetupFailed:
        output = self._log.read_bytes()[self._output_from :].decode(errors="replace")
        tail = "\n".join(output.splitlines()[-_TAIL_LINES:])
        for pattern, cause, remedy in _KNOWN_CAUSES:
            if re.search(pattern, tail):
                return SetupFailed(f"{self._title}: {cause}", f"{remedy} The log: {self._log}", tail)
        return SetupFailed(f"{self._title}: a command failed.", f"Its log tells why: {self._log}", tail)

    def _show(self, state: str) -> None:
        """On a terminal the line is written again; elsewhere its two halves follow one another."""
        if sys.stdout.isatty():
            sys.stdout.write(f"\r  {self._title:<34}{state}{_TO_END_OF_LINE}")
        else:
            sys.stdout.write(state or f"  {self._title:<34}")
        sys.stdout.flush()
