"""The table of fail-points and the places in the services say the same."""

from pathlib import Path
from typing import Final

import pytest

from shared.failpoints import STANDS_FOR, FailPoint, armed, reach

ROOT: Final = Path(__file__).parents[2]


@pytest.mark.parametrize("place", FailPoint)
def test_every_fail_point_is_reached_in_its_own_service_exactly_once(place: FailPoint) -> None:
    sources = (ROOT / "services" / place.service).rglob("*.py")
    assert sum(source.read_text().count(f"reach(FailPoint.{place.name})") for source in sources) == 1


def test_every_fail_point_is_explained() -> None:
    assert set(STANDS_FOR) == set(FailPoint)


def test_nothing_is_armed_unless_asked_for() -> None:
    for place in FailPoint:
        reach(place)


@pytest.mark.parametrize("setting", ["chat_worker.nowhere", "chat_worker.in_call:0", "chat_worker.in_call:soon"])
def test_a_wrong_setting_ends_in_a_sentence(setting: str) -> None:
    with pytest.raises(SystemExit, match=r"chat_worker\.after_commit"):
        armed(setting)
