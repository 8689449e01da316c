"""What the checker can find wrong."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from tests.faults.evidence import Evidence


class Kind(StrEnum):
    """All of these must be nought."""

    LOST = "lost"
    DUPLICATED = "duplicated"
    OUT_OF_ORDER = "out_of_order"
    STUCK = "stuck"
    MISPRICED = "mispriced"
    MISCOUNTED = "miscounted"
    BROKEN_STREAM = "broken_stream"
    KEPT_THOUGH_REFUSED = "kept_though_refused"
    UNEXPECTED = "unexpected"


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, in a sentence with its ids."""

    kind: Kind
    what: str


Check = Callable[[Evidence], Iterator[Finding]]
