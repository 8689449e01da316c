"""What retrieval compares of a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.chat_worker import terms
from services.chat_worker.terms import LONGEST_WORD, Reader

ENGLISH = Reader("en")


def test_words_are_stems_and_synonyms_are_one_word() -> None:
    assert ENGLISH.read("Bookings") == ENGLISH.read("booking")._replace(letters=ENGLISH.read("Bookings").letters)
    assert ENGLISH.read("postage").words == ENGLISH.read("deliveries").words
    assert ENGLISH.read("postage").words != ENGLISH.read("garage").words


def test_pairs_are_of_neighbours() -> None:
    assert Reader("xx").read("the blue card").pairs == ["the blue", "blue card"]


def test_letters_are_runs_within_a_word_with_its_ends_marked_once_for_each_word() -> None:
    assert Reader("xx").read("pay pay").letters == ["<pa", "pay", "ay>", "<pay", "pay>"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("I can't, I won\u2019t", ["i", "can't", "i", "won't"]),
        ("E-Mail: ada@rezvo.example", ["e", "mail", "ada", "rezvo", "example"]),
        ("\uff26\uff35\uff2c\uff2c ﬁne", ["full", "fine"]),
        ("Straße ÉTÉ", ["strasse", "ete"]),
        ("退款", ["退款"]),
        ("退款吗 ok", ["退款", "款吗", "ok"]),
        ("退", ["退"]),
        ("한국어 환불", ["한국어", "환불"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("مُحَمَّد", ["محمد"]),
        ("__ 😀 !?", []),
        ("x" * 100, ["x" * LONGEST_WORD]),
    ],
)
def test_words_are_found_in_every_script(text: str, words: list[str]) -> None:
    assert Reader("xx").read(text).words == words


@given(st.text())
def test_every_text_can_be_read(text: str) -> None:
    read = ENGLISH.read(text)

    assert len(read.pairs) == max(0, len(read.words) - 1)
    assert all(read.words)


def test_no_word_stands_in_two_groups_of_synonyms() -> None:
    lines = (terms._SYNONYMS / "en.txt").read_text(encoding="utf-8").splitlines()
    groups = [set(Reader("porter").read(line).words) for line in lines if not line.startswith("#")]
    words = [word for group in groups for word in group]

    assert len(groups) > 50
    assert sorted({word for word in words if words.count(word) > 1}) == []
