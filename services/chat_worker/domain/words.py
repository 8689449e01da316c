"""Text as words that can be compared: without case, accents, invisible characters and punctuation."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

BEGIN: Final = "^"
END: Final = "$"
COMMA: Final = ","
"""What stands for the beginning and the end of a sentence, and for any sign that divides it inside."""

_DROPPED: Final = {"Mn", "Me", "Cf"}
_WITHOUT_DECOMPOSITION: Final = str.maketrans({"ł": "l", "đ": "d", "ø": "o", "œ": "oe", "æ": "ae", "ı": "i"})  # noqa: RUF001  the signs themselves
_TOKEN: Final = re.compile(r"[^\W_]+|[,;:()\[\]{}\"«»„“”—–|/.!?…\n]")  # noqa: RUF001  the signs themselves
_LONG_RUN: Final = re.compile(r"(.)\1{2,}")
_RUN: Final = re.compile(r"(.)\1+")
_UMLAUTS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


def folded(text: str) -> str:
    """`Człowiek` and `CZLOWIEK` are the same, and so is a word with a zero-width space in it."""
    decomposed = unicodedata.normalize("NFKD", text)
    plain = "".join(char for char in decomposed if unicodedata.category(char) not in _DROPPED)
    return plain.casefold().translate(_WITHOUT_DECOMPOSITION)


def words_of(text: str) -> list[str]:
    """The words alone. An apostrophe or a hyphen divides: `don't` is `don t`, `l'agent` is `l agent`."""
    return [token for token in _TOKEN.findall(folded(text)) if token[0].isalnum()]


def tokens_of(sentence: str) -> list[str]:
    """The words of a sentence between BEGIN and END, every other sign as COMMA."""
    return [BEGIN, *_words_and_commas(sentence), END]


def _words_and_commas(sentence: str) -> Iterator[str]:
    for token in _TOKEN.findall(folded(sentence)):
        yield token if token[0].isalnum() else COMMA


@lru_cache(maxsize=10_000)
def spellings(word: str) -> frozenset[str]:
    """How a word of a rule may be written by others: `möchte` also as `mochte` and `moechte`."""
    composed = unicodedata.normalize("NFC", word).casefold()
    return frozenset({" ".join(words_of(composed)), " ".join(words_of(composed.translate(_UMLAUTS)))})


def readings(word: str) -> tuple[str, ...]:
    """What a word as somebody typed it may stand for: `agenttt` for `agent`, `pleeease` for `please`."""
    read = {word}
    if _LONG_RUN.search(word):
        read |= {_LONG_RUN.sub(r"\1", word), _LONG_RUN.sub(r"\1\1", word), _RUN.sub(r"\1", word)}
    if len(word) > 3 and word[-1] == word[-2]:
        read.add(word.rstrip(word[-1]) + word[-1])
    return tuple(read)
