"""The benchmark reads any two files of the form, and its last line is JSON."""

import json
from pathlib import Path

import pytest
from typer import Typer
from typer.testing import CliRunner, Result

from tests.benchmarks import retrieval

ARTICLES = [
    {"id": "pay", "title": "Payments", "asked_as": ["How do I pay?"], "colour": "red"},
    {"id": "park", "title": "Parking", "body": "A garage."},
    {"id": "pets", "title": "Pets", "text": "Dogs and cats.", "asked_as": None},
    {"id": 7, "title": ""},
]
QUESTIONS = [
    {"question": "paying", "article": "pay"},
    {"question": "garage", "article": "park", "lang": "en"},
    {"question": "my cat", "article": "pets"},
    {"question": "xyzzy", "article": 7},
]


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    articles, questions = tmp_path / "articles.jsonl", tmp_path / "questions.jsonl"
    articles.write_text("\ufeff" + "\r\n".join(json.dumps(line) for line in ARTICLES), encoding="utf-8")
    questions.write_text("\n\n".join(json.dumps(line) for line in QUESTIONS) + "\n", encoding="utf-8")
    return articles, questions


def run(*arguments: Path | str) -> Result:
    app = Typer()
    app.command()(retrieval.main)
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_the_last_line_has_the_figures(files: tuple[Path, Path]) -> None:
    figures = json.loads(run(*files).stdout.splitlines()[-1])

    assert list(figures) == ["hit_at_1", "hit_at_3", "p50_ms", "p99_ms"]
    assert (figures["hit_at_1"], figures["hit_at_3"]) == (0.75, 0.75)
    assert 0 < figures["p50_ms"] <= figures["p99_ms"]


def test_the_figures_without_each_part_come_before_it(files: tuple[Path, Path]) -> None:
    lines = run(*files, "--ingredients").stdout.splitlines()

    assert "without" in "".join(lines[:-1])
    assert json.loads(lines[-1])["hit_at_1"] == 0.75


@pytest.mark.parametrize(
    ("articles", "questions", "complaint"),
    [
        ('{"id": "a", "title": "A"}\n{"id"', '{"question": "q", "article": "a"}', "articles.jsonl:2: Invalid JSON"),
        ('{"title": "A"}', '{"question": "q", "article": "a"}', "articles.jsonl:1: id: Field required"),
        ('{"id": "a", "title": "A"}', "[]", "questions.jsonl:1: Input should be an object"),
        (
            '{"id": "a", "title": "A"}',
            '{"question": "q", "article": "b"}',
            "a question is about 'b', which is no article",
        ),
        ('{"id": "a"}\n{"id": "a"}', '{"question": "q", "article": "a"}', "the article 'a' is there 2 times"),
        ("", '{"question": "q", "article": "a"}', "articles.jsonl: has no lines"),
        ("\udcff", '{"question": "q", "article": "a"}', "articles.jsonl: cannot be read as UTF-8"),
    ],
)
def test_a_bad_file_is_refused_in_a_sentence(tmp_path: Path, articles: str, questions: str, complaint: str) -> None:
    (tmp_path / "articles.jsonl").write_text(articles, encoding="utf-8", errors="surrogateescape")
    (tmp_path / "questions.jsonl").write_text(questions, encoding="utf-8")

    result = run(tmp_path / "articles.jsonl", tmp_path / "questions.jsonl")

    assert result.exit_code == 2
    assert complaint in result.stderr


def test_a_file_that_is_not_there_is_refused_in_a_sentence(files: tuple[Path, Path]) -> None:
    result = run(files[0].with_name("nowhere"), files[1])

    assert result.exit_code == 2
    assert "nowhere: cannot be read as UTF-8 (FileNotFoundError)" in result.stderr
