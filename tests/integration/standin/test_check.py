"""The comparison of `make claude-check`, with the stand-in on both sides."""

from typing import Any, Final

import pytest

from tests.fakes.standin import StandIn
from tests.live import claude_check
from tests.live.claude_check import CALLS, DEFAULT_MODEL, QUESTION, observe, stand_in_client
from tests.live.shapes import compare

MODEL: Final = DEFAULT_MODEL


async def test_the_stand_in_compared_with_itself_shows_no_difference(stand_in: StandIn) -> None:
    first = await observe(stand_in_client(stand_in), MODEL)
    assert compare(first, await observe(stand_in_client(stand_in), MODEL)) == []
    assert first.keys() == CALLS.keys()


@pytest.mark.parametrize(
    ("doctored", "aspect"),
    [
        ({"fault": {"kind": "unknown_event"}}, "event sequence"),
        ({"fault": {"kind": "leave_out", "events": ["message_stop"]}}, "event sequence"),
        ({"reply": {"text": "Five days.", "stop_reason": "max_tokens"}}, "stop reason"),
        ({"reply": {"text": "Five days."}}, "keys"),
    ],
)
async def test_the_comparison_finds_what_is_doctored(stand_in: StandIn, doctored: dict[str, Any], aspect: str) -> None:
    honest = await observe(stand_in_client(stand_in), MODEL)
    stand_in.script({"match": QUESTION, "model": MODEL}, {"match": QUESTION, **doctored})
    differences = compare(honest, await observe(stand_in_client(stand_in), MODEL))
    assert {found.call for found in differences} == {"stream"}
    assert aspect in {found.aspect for found in differences}


def test_the_check_against_claude_says_that_it_needs_a_key(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("ANTHROPIC_API_KEY", raising=False)
    assert claude_check.main() == 2
    assert "set ANTHROPIC_API_KEY" in capsys.readouterr().out
