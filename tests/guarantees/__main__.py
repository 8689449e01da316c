"""`python -m tests.guarantees`: break each guarantee in a copy of the project, and see its test fail. Status 1: one
did not."""

import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from tests.guarantees.breaks import BREAKS, Break

ROOT: Final = Path(__file__).parents[2]
COPIED: Final = ("services", "shared", "deploy", "tests", "pyproject.toml")
SOME_TESTS_FAILED: Final = 1
"""pytest's status; others say that it could not test at all."""
LONGEST_SECONDS: Final = 60


class BreakNotPossible(Exception):
    """The place is not in the file, or more than once: the code has moved on."""


def main() -> int:
    unnoticed = 0
    for broken in BREAKS:
        noticed = _is_noticed(broken)
        unnoticed += not noticed
        verdict = "its test fails" if noticed else "ITS TEST PASSES ALL THE SAME"
        print(f"{broken.guarantee}: {broken.does}: {verdict}", flush=True)
    return 1 if unnoticed else 0


def _is_noticed(broken: Break) -> bool:
    with TemporaryDirectory() as folder:
        _copy_to(Path(folder))
        _apply(broken, Path(folder) / broken.file)
        command = [sys.executable, "-m", "pytest", "-q", "-x", "--timeout", str(LONGEST_SECONDS), broken.test]
        ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if ended.returncode not in {0, SOME_TESTS_FAILED}:
        raise BreakNotPossible(f"{broken.test} cannot be run:\n{ended.stdout}{ended.stderr}")
    return ended.returncode == SOME_TESTS_FAILED


def _copy_to(folder: Path) -> None:
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / name)


def _apply(broken: Break, file: Path) -> None:
    text = file.read_text()
    if text.count(broken.place) != 1:
        raise BreakNotPossible(f"{broken.file} has {text.count(broken.place)} of {broken.place!r}, not one")
    file.write_text(text.replace(broken.place, broken.becomes))


if __name__ == "__main__":
    raise SystemExit(main())
