"""`python -m tests.guarantees` takes too long for every run; that each of its breaks can still be made does not."""

import re
from pathlib import Path
from typing import Final

import pytest

from tests.guarantees.breaks import BREAKS, Break

ROOT: Final = Path(__file__).parents[2]


@pytest.mark.parametrize("broken", BREAKS, ids=lambda broken: broken.does)
def test_it_can_be_broken_in_one_place_and_has_a_test(broken: Break) -> None:
    file, _, name = broken.test.partition("::")

    assert (ROOT / broken.file).read_text().count(broken.place) == 1
    assert not name or re.search(rf"^(async )?def {name}\(", (ROOT / file).read_text(), re.MULTILINE)
