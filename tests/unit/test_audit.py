"""The audit fails on what it finds, and never passes off what it could not ask as sound."""

import json

import pytest

from tests import audit
from tests.audit import Audit, of_python, of_web

CLEAN = {"name": "fastapi", "version": "0.165.0", "vulns": []}
FLAWED = {"name": "jinja2", "version": "3.1.2", "vulns": [{"id": "PYSEC-2026-1", "fix_versions": ["3.1.6"]}]}
UNMENDED = {"name": "left", "version": "1", "vulns": [{"id": "GHSA-x", "fix_versions": []}]}
UNKNOWN = {"name": "uv", "skip_reason": "Dependency not found and could not be audited: uv (0.9)"}


def a_report(*packages: object) -> str:
    return json.dumps({"dependencies": packages, "fixes": []})


def test_sound_packages_are_said_to_be_sound() -> None:
    found = of_python(a_report(CLEAN, CLEAN), "", 2)

    assert (found.findings, found.unaudited) == ([], 0)
    assert found.lines() == ["Python: 2 packages, none with a known vulnerability."]


def test_a_vulnerability_is_named_with_the_version_that_mends_it() -> None:
    found = of_python(a_report(CLEAN, FLAWED, UNMENDED), "", 3)

    assert found.lines() == [
        "Python: jinja2 3.1.2: PYSEC-2026-1, mended in ['3.1.6']",
        "Python: left 1: GHSA-x, mended in none",
    ]


def test_what_was_skipped_is_counted_and_never_called_sound() -> None:
    (line,) = of_python(a_report(CLEAN, UNKNOWN, UNKNOWN), "", 3).lines()

    assert line.startswith("Python: 2 of 3 packages could not be audited here (Dependency not found")


@pytest.mark.parametrize("answer", ["", "<html>", "[]", "{}", '"x"'])
def test_without_an_answer_nothing_was_audited(answer: str) -> None:
    for of in (of_python, of_web):
        found = of(answer, "ERROR: x\nthe service does not answer\n", 7)
        assert (found.packages, found.unaudited, found.findings) == (7, 7, [])
        assert "7 of 7 packages could not be audited here (the service does not answer)" in found.lines()[0]


def test_the_web_has_findings_and_reasons_of_its_own() -> None:
    flawed = of_web(json.dumps({"vulnerabilities": {"vite": {"severity": "high"}}}), "", 9)
    sound = of_web(json.dumps({"vulnerabilities": {}}), "", 9)
    unasked = of_web(json.dumps({"message": "request failed", "error": {}}), "", 9)

    assert flawed.lines() == ["Web: vite: high, see `npm audit`"]
    assert sound.lines() == ["Web: 9 packages, none with a known vulnerability."]
    assert unasked.lines() == ["Web: 9 of 9 packages could not be audited here (request failed)."]


@pytest.mark.parametrize(
    ("python", "status"),
    [
        (Audit("Python", 3, 0, []), 0),
        (Audit("Python", 3, 3, [], "no network"), 0),
        (Audit("Python", 3, 1, ["a flaw"], "not found"), 1),
    ],
)
def test_only_what_was_found_fails(
    python: Audit, status: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(audit, "audit_python", lambda: python)
    monkeypatch.setattr(audit, "audit_web", lambda: Audit("Web", 1, 0, []))

    assert audit.main() == status
    assert capsys.readouterr().out.splitlines()[:-1] == python.lines()


def test_a_service_that_never_answers_does_not_hang_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "LONGEST_SECONDS", 0.1)

    assert audit._asked(["sleep", "60"]) == ("", "no answer within 0.1 seconds")
