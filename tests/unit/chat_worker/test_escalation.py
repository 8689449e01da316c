"""When a person is needed, and in which words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.chat_worker.domain import escalation
from services.chat_worker.domain.escalation import SUMMARY_CODE_POINTS, sends_to_support, summary_of

EMAIL = "support@rezvo.app"


@pytest.mark.parametrize(
    ("reply", "sends"),
    [
        ("Please write to support@rezvo.app.", True),
        ("Please write to Support@Rezvo.App.", True),
        ("[Write to us](mailto:support@rezvo.app)", True),
        ("Please write to us.", False),
        ("support at rezvo.app", False),
        ("", False),
    ],
)
def test_a_reply_that_names_the_support_address_sends_the_visitor_there(reply: str, *, sends: bool) -> None:
    assert sends_to_support(reply, EMAIL) is sends


def test_without_a_support_address_no_reply_sends_there() -> None:
    assert not sends_to_support("Anything", "")


def test_the_reason_of_the_last_net_is_the_one_that_the_reports_know() -> None:
    assert escalation.UNRESOLVED == "Bot unable to resolve issue"


def test_the_apology_promises_a_person_and_names_the_address() -> None:
    assert "a person will look at it" in escalation.apology(EMAIL)
    assert EMAIL in escalation.apology(EMAIL)


def test_a_summary_is_one_line() -> None:
    assert summary_of("  How do\n\n I   pay? ") == "How do I pay?"


@given(st.text(max_size=3 * SUMMARY_CODE_POINTS))
def test_a_summary_is_never_longer_than_a_queue_can_show(question: str) -> None:
    assert len(summary_of(question)) <= SUMMARY_CODE_POINTS


def test_a_long_summary_says_that_it_goes_on() -> None:
    assert summary_of("x" * SUMMARY_CODE_POINTS) == "x" * SUMMARY_CODE_POINTS
    assert summary_of("x" * (SUMMARY_CODE_POINTS + 1)) == "x" * (SUMMARY_CODE_POINTS - 1) + "…"
