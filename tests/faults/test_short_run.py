"""Some minutes of the long run: SEED= chooses other faults, `make faults` is the whole of it."""

import os
from pathlib import Path
from typing import Final

import pytest
from rich.console import Console

from tests.faults.report import show
from tests.faults.run import run
from tests.faults.settings import RunSettings

MESSAGES: Final = 600
FAULTS: Final = 25
VISITORS: Final = 30
LONGEST_SECONDS: Final = 11.0
"""A little longer than a lease."""

LONGEST_RUN_SECONDS: Final = 2_400
"""About ten times what it takes on an idle machine of two cores."""


@pytest.mark.timeout(LONGEST_RUN_SECONDS)
async def test_nothing_is_lost_and_nothing_happens_twice_whatever_fails(tmp_path: Path) -> None:
    settings = RunSettings(
        seed=int(os.environ.get("SEED") or 20_261_122),
        messages=MESSAGES,
        faults=FAULTS,
        visitors=VISITORS,
        longest_seconds=LONGEST_SECONDS,
        data_dir=tmp_path,
    )

    report = await run(settings, print)

    show(report, Console())
    assert report.findings == []
    assert report.under_way_at_the_end == []
    assert report.accepted >= MESSAGES
    assert sum(report.faults.values()) >= FAULTS
