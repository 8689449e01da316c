from pathlib import Path

import pytest

from deploy.local import setup


def test_a_digest_follows_names_and_contents(tmp_path: Path) -> None:
    first, second = tmp_path / "a.txt", tmp_path / "b.txt"
    first.write_text("1")
    before = setup.digest_of_files([first])

    assert setup.digest_of_files([first]) == before
    second.write_text("1")
    assert setup.digest_of_files([second]) != before
    first.write_text("2")
    assert setup.digest_of_files([first]) != before


def test_the_pages_are_built_from_everything_but_packages_results_and_tests(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("package.json", "src/admin/main.tsx", "node_modules/x/index.js", "dist/index.html", "tests/a.test.ts"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    monkeypatch.setattr(setup, "WEB", tmp_path)

    assert {str(file.relative_to(tmp_path)) for file in setup.web_sources()} == {"package.json", "src/admin/main.tsx"}
