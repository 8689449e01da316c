"""Cursors: what was encoded is read again, and nothing else is."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ticketing.domain.cursor import Cursor, CursorNotReadable

MILLISECOND = timedelta(milliseconds=1)
moments = st.datetimes(datetime(1900, 1, 1), datetime(9000, 1, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001
    lambda moment: moment.replace(microsecond=moment.microsecond // 1000 * 1000)
)


@given(st.integers(0, 8), moments, st.integers(0, 2**96 - 1).map("{:024x}".format))
def test_a_cursor_comes_back_as_it_was(rank: int, at: datetime, item: str) -> None:
    cursor = Cursor(rank, at, item)
    assert Cursor.decode(cursor.encode()) == cursor


@given(st.text(max_size=60))
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(CursorNotReadable):
        Cursor.decode(text)


@pytest.mark.parametrize(
    "text",
    [
        "0.0",
        "0.0." + "g" * 24,
        "0.0." + "a" * 25,
        "0.999999999999999." + "a" * 24,
        "0.-99999999999999." + "a" * 24,
        "9999.0." + "a" * 24,
        "0.1e3." + "a" * 24,
        "0.0." + "a" * 24 + "\n",
    ],
)
def test_what_only_looks_like_one_is_refused(text: str) -> None:
    with pytest.raises(CursorNotReadable):
        Cursor.decode(text)
