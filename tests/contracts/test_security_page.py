"""Every test that docs/security.md names as the proof of something is there."""

import re
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[2]
NAMED: Final = re.findall(r"`((?:web/)?tests/[\w./]+\.\w+)(?:::(\w+))?`", (ROOT / "docs" / "security.md").read_text())


@pytest.mark.parametrize(("file", "test"), NAMED)
def test_what_is_named_exists(file: str, test: str) -> None:
    source = (ROOT / file).read_text()

    assert not test or re.search(rf"^(async )?def {test}\(", source, re.MULTILINE)


def test_every_threat_names_one() -> None:
    rows = re.findall(r"^\| ((?:API|LLM)\d+) .*$", (ROOT / "docs" / "security.md").read_text(), re.MULTILINE)

    assert rows == [*(f"API{n}" for n in range(1, 11)), *(f"LLM{n:02}" for n in range(1, 11))]
    assert len(NAMED) >= len(rows)
