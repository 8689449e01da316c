"""Where a page of a list ended. Opaque to clients; it holds nothing secret and is checked like any other input."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Self

CURSOR_PATTERN: Final = r"^[0-9]\.[0-9]{1,14}\.[0-9a-f]{24}$"
"""What the lists give out: a rank of one digit, and a moment between 1970 and 5138."""
_FORM: Final = re.compile(r"([0-9]{1,3})\.(-?[0-9]{1,15})\.([0-9a-f]{24})")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class CursorNotReadable(ValueError):
    """The text was not made by `Cursor.encode`."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last item of a page: its rank (0 in lists that have none), its moment and, among equals, its id."""

    rank: int
    at: datetime
    id: str

    def encode(self) -> str:
        milliseconds = (self.at - _EPOCH) // timedelta(milliseconds=1)
        return f"{self.rank}.{milliseconds}.{self.id}"

    @classmethod
    def decode(cls, text: str) -> Self:
        """Raises CursorNotReadable."""
        parts = _FORM.fullmatch(text)
        if parts is None:
            raise CursorNotReadable
        try:
            return cls(int(parts[1]), _EPOCH + timedelta(milliseconds=int(parts[2])), parts[3])
        except OverflowError as error:
            raise CursorNotReadable from error
