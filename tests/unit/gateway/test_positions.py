"""Where a client stands, on the wire and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.gateway.domain.following import InvalidPosition, Position

COUNTS = st.integers(0, 999_999_999)


@given(COUNTS, COUNTS, COUNTS)
def test_a_position_comes_back_as_it_was_given_out(seq: int, attempt: int, offset: int) -> None:
    position = Position(seq=seq, attempt=attempt, offset=offset)

    assert Position.parse(str(position)) == position


@pytest.mark.parametrize(
    "garbage",
    [
        "",
        "1",
        "1:2",
        "1:2:3:4",
        "1:2:",
        ":::",
        "-1:0:0",
        "+1:0:0",
        " 1:0:0",
        "1:0:0\n",
        "1.0:0:0",
        "1e3:0:0",
        "0x1:0:0",
        "1_0:0:0",
        "one:two:three",
        "\u0661:\u0662:\u0663",
        "²:0:0",
        "1000000000:0:0",
        "9" * 5_000 + ":0:0",
        "null",
        "\x00",
        "' OR 1=1 --",
    ],
)
def test_what_no_stream_has_given_out_is_refused(garbage: str) -> None:
    with pytest.raises(InvalidPosition):
        Position.parse(garbage)


@given(st.text(max_size=30))
def test_any_text_is_a_position_or_refused(text: str) -> None:
    try:
        position = Position.parse(text)
    except InvalidPosition:
        return
    assert [int(part) for part in text.split(":")] == [position.seq, position.attempt, position.offset]
