"""A conversation's first question: how it is shown, and what makes two of them the same."""

from typing import Final

LONGEST_SHOWN: Final = 200
"""Code points. Questions that agree so far are the same."""


def shown(text: str) -> str:
    """The text on one line, cut to LONGEST_SHOWN."""
    return " ".join(text.split())[:LONGEST_SHOWN].rstrip()


def counted_as(shown_text: str) -> str:
    """Questions that differ in case only have the same key."""
    return shown_text.casefold()
