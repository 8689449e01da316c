"""A dot for each fault: how long it took until somebody was answered again."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

ROW: Final = 22
LEFT: Final = 170
WIDTH: Final = 560
TOP: Final = 34
MARKS_SECONDS: Final = (0, 1, 3, 10, 45, 120)
PROMISES_SECONDS: Final = (10, 45)
"""What comes back from a crash, and from silence."""


def drawn(seconds: Mapping[str, Sequence[float]]) -> str:
    """An SVG picture, a row a kind of fault."""
    height = TOP + ROW * len(seconds) + 30
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LEFT + WIDTH + 30} {height}" '
            'font-family="system-ui, sans-serif" font-size="12" role="img" '
            'aria-label="Seconds from the end of each fault to the next complete reply">',
            f'<rect width="100%" height="{height}" fill="#fff"/>',
            *_scale(height),
            *(line for row, kind in enumerate(sorted(seconds)) for line in _row(row, kind, seconds[kind])),
            "</svg>\n",
        ]
    )


def _scale(height: int) -> Iterator[str]:
    for mark in MARKS_SECONDS:
        stroke = "#c2410c" if mark in PROMISES_SECONDS else "#ddd"
        yield f'<line x1="{_x(mark):.0f}" x2="{_x(mark):.0f}" y1="{TOP - 8}" y2="{height - 26}" stroke="{stroke}"/>'
        yield f'<text x="{_x(mark):.0f}" y="{TOP - 14}" text-anchor="middle" fill="#555">{mark} s</text>'


def _row(row: int, kind: str, seconds: Sequence[float]) -> Iterator[str]:
    y = TOP + ROW * row + ROW // 2
    yield f'<text x="{LEFT - 10}" y="{y + 4}" text-anchor="end" fill="#222">{kind}</text>'
    for value in seconds:
        yield f'<circle cx="{_x(value):.1f}" cy="{y}" r="4" fill="#0f766e" fill-opacity="0.45"/>'


def _x(seconds: float) -> float:
    """Logarithmic, with a place for nought."""
    return LEFT + WIDTH * math.log1p(seconds) / math.log1p(MARKS_SECONDS[-1])
