"""When a person is needed, and in which words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.chat_worker.domain.escalation import (
    REASONS,
    SUMMARY_CODE_POINTS,
    Escalation,
    names_contact,
    sends_to_support,
    summary_of,
)
from shared.events import EscalationCategory

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
    assert Escalation(category=EscalationCategory.UNRESOLVED).reason == "Bot unable to resolve issue"


@pytest.mark.parametrize("category", EscalationCategory)
def test_every_category_has_a_sentence_of_its_own_for_the_queue(category: EscalationCategory) -> None:
    reason = Escalation(category=category).reason

    assert [other for other, words in REASONS.items() if words == reason] == [category]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Write to ada@example.com, please.", True),
        ("<ada.lovelace+desk@mail.example.co.uk>", True),
        ("ich: jürgen@müller.example", True),
        ("Meet me @ 12.30", False),
        ("ada@localhost", False),
        ("@example.com", False),
        ("My number is 555 0100", False),
        ("", False),
    ],
)
def test_only_what_looks_like_an_address_tells_a_person_where_to_write(text: str, *, names: bool) -> None:
    assert names_contact(text) is names


def test_a_summary_is_one_line() -> None:
    assert summary_of("  How do\n\n I   pay? ") == "How do I pay?"


@given(st.text(max_size=3 * SUMMARY_CODE_POINTS))
def test_a_summary_is_never_longer_than_a_queue_can_show(question: str) -> None:
    assert len(summary_of(question)) <= SUMMARY_CODE_POINTS


def test_a_long_summary_says_that_it_goes_on() -> None:
    assert summary_of("x" * SUMMARY_CODE_POINTS) == "x" * SUMMARY_CODE_POINTS
    assert summary_of("x" * (SUMMARY_CODE_POINTS + 1)) == "x" * (SUMMARY_CODE_POINTS - 1) + "…"
