"""One run of schemathesis, by its own command: the same that anybody else would type."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
SEED: Final = int(os.environ.get("FUZZ_SEED") or 20_261_123)
"""The same one draws the same cases."""
EXAMPLES: Final = int(os.environ.get("FUZZ_EXAMPLES") or 10)
"""Most cases of an operation in each of the phases that draw them."""
SECONDS: Final = 1_800
CONFIG: Final = Path(__file__).with_name("schemathesis.toml")


@dataclass(frozen=True)
class Outcome:
    """`said` is what schemathesis printed: each failure with a command that repeats it."""

    failed: bool
    cases: int
    operations: int
    codes: frozenset[str]
    said: str


def run(document: Path, url: str, folder: Path, environment: Mapping[str, str], *, examples: int = EXAMPLES) -> Outcome:
    """Every phase of schemathesis, with every check, over the document's operations. `folder` takes the report."""
    report = folder / f"report-{document.stem}.json"
    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(CONFIG), "run", str(document)]
    chances = ["--seed", str(SEED), "--max-examples", str(examples)]
    telling = ["--continue-on-failure", "--no-color", "--report-json-path", str(report)]
    ran = subprocess.run(
        [*command, "--url", url, "--checks", "all", *chances, *telling],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "SCHEMATHESIS_HOOKS": "tests.fuzz.credentials", **environment},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    said = ran.stdout + ran.stderr
    assert report.exists(), said
    told = json.loads(report.read_text("utf-8"))
    assert told["operations"], said
    cases, operations = told["test_cases"]["generated"], told["operations"]["tested"]
    print(f"{document.stem}: {cases} cases for {operations} operations, FUZZ_SEED={SEED}")  # noqa: T201  pytest -s
    codes = frozenset(group["code"] for group in told["failures"])
    return Outcome(ran.returncode != 0, cases, operations, codes, said)
