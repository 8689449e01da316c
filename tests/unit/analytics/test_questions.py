"""First questions: shown as written, counted without regard to case and spacing."""

import pytest

from services.analytics.domain.questions import LONGEST_SHOWN, counted_as, shown


@pytest.mark.parametrize(
    ("written", "on_one_line"),
    [
        ("  How do payments\n\twork?  ", "How do payments work?"),
        ("Größe\u00a0ÄNDERN", "Größe ÄNDERN"),
        ("x" * 5_000, "x" * LONGEST_SHOWN),
        ("x" * (LONGEST_SHOWN - 1) + " y", "x" * (LONGEST_SHOWN - 1)),
    ],
)
def test_a_question_is_shown_on_one_line_and_not_too_long(written: str, on_one_line: str) -> None:
    assert shown(written) == on_one_line


def test_case_makes_no_other_question() -> None:
    assert counted_as("Wie ÄNDERE ich die STRASSE?") == counted_as("wie ändere ich die Straße?")
