"""What retrieval compares of a text: its words, its pairs of neighbouring words, and its letters.

Words are reduced to their stem (Snowball, by language) and to one word for each group of synonyms. Letters are runs of
three and four within a word: they find what is misspelt, inflected or compounded. Scripts that put no spaces between
words are read as overlapping pairs of characters.
"""

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Final, NamedTuple

import Stemmer

_SYNONYMS: Final = Path(__file__).parent / "synonyms"
# Han, Kana, Thai, Lao, Burmese, Khmer
_UNSPACED: Final = (
    r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
# Beside letters and digits: accents that stand alone, Arabic vowel signs, and the vowel signs of India's scripts.
_SIGN: Final = r"[\u0300-\u036f\u064b-\u065f\u0900-\u0963\u0966-\u0dff]"
_LETTER: Final = rf"(?![{_UNSPACED}])[^\W_]"
_WORD: Final = rf"{_LETTER}(?:{_LETTER}|{_SIGN})*"
_RUN: Final = re.compile(rf"[{_UNSPACED}]+|{_WORD}(?:'{_WORD})*")
_ASCII_RUN: Final = re.compile(r"[a-z0-9]+(?:'[a-z0-9]+)*")
_ONLY_UNSPACED: Final = re.compile(rf"[{_UNSPACED}]+")
_ACCENT: Final = re.compile(r"[\u0300-\u036f\u064b-\u065f]")
_LETTERS_AT_ONCE: Final = (3, 4)
_WORDS_REMEMBERED: Final = 20_000  # about 10 MB
LONGEST_WORD: Final = 40
"""Code points; what is longer is no word, and only its beginning counts."""


class Terms(NamedTuple):
    """Of one text, in its order; letters of a word that is repeated are there once."""

    words: list[str]
    pairs: list[str]
    letters: list[str]


class Reader:
    """Reads texts of one language, an ISO 639-1 code; one that Snowball does not know is read without stems.

    Not for two threads at once: the stemmer keeps a buffer.
    """

    def __init__(self, language: str) -> None:
        self._stemmer = _stemmer(language)
        self._groups = self._synonyms(language)

    def read(self, text: str) -> Terms:
        runs = _runs(text)
        words = [self._groups.get(stem, stem) for stem in self._stems(runs)]
        pairs = [f"{first} {second}" for first, second in pairwise(words)]
        return Terms(words, pairs, [letters for run in dict.fromkeys(runs) for letters in _letters(run)])

    def _stems(self, runs: list[str]) -> list[str]:
        return [_plain(stem) for stem in (self._stemmer.stemWords(runs) if self._stemmer else runs)]

    def _synonyms(self, language: str) -> dict[str, str]:
        """Stem to the word that stands for its group. A word of two groups belongs to the first."""
        groups: dict[str, str] = {}
        path = _SYNONYMS / f"{language}.txt"
        lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
        for words in (line.split() for line in lines if line and not line.startswith("#")):
            for stem in self._stems(words):
                groups.setdefault(stem, f"={words[0]}")
        return groups


def _stemmer(language: str) -> Stemmer.Stemmer | None:
    try:
        return Stemmer.Stemmer(language)
    except KeyError:
        return None


def _runs(text: str) -> list[str]:
    text = unicodedata.normalize("NFKC", text).casefold().replace("\u2019", "'")
    if text.isascii():
        return [run[:LONGEST_WORD] for run in _ASCII_RUN.findall(text)]
    return [part for run in _RUN.findall(text) for part in _parts(run)]


def _parts(run: str) -> list[str]:
    if len(run) > 1 and _ONLY_UNSPACED.fullmatch(run):
        return [first + second for first, second in pairwise(run)]
    return [run[:LONGEST_WORD]]


def _plain(word: str) -> str:
    """Without accents and vowel signs, which visitors leave away."""
    return word if word.isascii() else unicodedata.normalize("NFC", _ACCENT.sub("", unicodedata.normalize("NFD", word)))


@lru_cache(maxsize=_WORDS_REMEMBERED)
def _letters(word: str) -> tuple[str, ...]:
    framed = f"<{_plain(word)}>"
    places = range(len(framed))
    return tuple([framed[at : at + length] for length in _LETTERS_AT_ONCE for at in places[: 1 - length]])
