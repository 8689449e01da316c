from functools import partial
from pathlib import Path

import pytest

from deploy.local.steps import SetupFailed, Steps


@pytest.fixture
def steps(tmp_path: Path) -> Steps:
    return Steps(tmp_path / "log" / "setup.log")


def test_a_step_is_done_again_only_when_its_inputs_changed(steps: Steps, tmp_path: Path) -> None:
    done: list[str] = []

    for digest in ("a", "a", "b"):
        steps.once("Packages", tmp_path / "stamp", digest, partial(done.append, digest))

    assert done == ["a", "b"]


def test_a_failed_step_is_not_marked_as_done(steps: Steps, tmp_path: Path) -> None:
    with pytest.raises(SetupFailed):
        steps.once("Packages", tmp_path / "stamp", "a", lambda: steps.run("false"))

    assert not (tmp_path / "stamp").exists()


def test_progress_is_one_line_for_a_step(steps: Steps, capsys: pytest.CaptureFixture[str]) -> None:
    steps.do("Packages", lambda: steps.run("echo", "not for the terminal"))

    shown = capsys.readouterr().out
    assert shown.startswith("  Packages ")
    assert shown.endswith(" s\n")
    assert shown.count("\n") == 1


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("write error: No space left on device", "Packages: the disk is full."),
        ("Temporary failure resolving 'packages.example'", "Packages: the package server could not be reached."),
        ("npm error code ECONNREFUSED", "Packages: the package server could not be reached."),
        ("E: Could not get lock /var/lib/dpkg/lock", "Packages: another program is installing packages."),
        ("what nobody foresaw", "Packages: a command failed. Its log tells why:"),
    ],
)
def test_a_failure_says_in_a_sentence_what_to_do(steps: Steps, output: str, sentence: str) -> None:
    with pytest.raises(SetupFailed) as failed:
        steps.do("Packages", lambda: steps.run("sh", "-c", f'echo "{output}" >&2; exit 1'))

    assert str(failed.value).startswith(sentence)
    assert str(failed.value).endswith("setup.log")
    assert failed.value.last_lines == output


def test_the_cause_is_looked_for_in_the_output_of_the_failed_command_alone(steps: Steps) -> None:
    def install() -> None:
        assert not steps.succeeds("sh", "-c", "echo No space left; exit 1")
        steps.run("false")

    with pytest.raises(SetupFailed, match="a command failed"):
        steps.do("Packages", install)
