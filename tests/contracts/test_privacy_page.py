"""docs/privacy.md tells of everything that is kept."""

import re
from pathlib import Path
from typing import Final

from tests.contracts.generate import kept

PAGE: Final = (Path(__file__).parents[2] / "docs" / "privacy.md").read_text()


def test_every_collection_is_in_the_table() -> None:
    first_cells = re.findall(r"^\| ([^|]+) \|", PAGE, re.MULTILINE)
    told = {name for cell in first_cells for name in re.findall(r"`(support_\w+)`", cell)}

    assert set().union(*kept().values()) - told == set()
