"""The one error of the local run."""

from pathlib import Path


class LocalRunError(Exception):
    """Something did not come up or did not stay up: what happened, what to do about it, where to read more."""

    def __init__(self, happened: str, remedy: str, log: Path | None = None, last_lines: str = "") -> None:
        """`last_lines` are the end of the log, where they say more than the sentence."""
        where = f" Its log: {log}" if log else ""
        super().__init__(f"{happened} {remedy}{where}")
        self.last_lines = last_lines
