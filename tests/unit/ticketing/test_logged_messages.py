"""What follows from a message that is logged."""

import pytest

from services.ticketing.domain.message import LogEntry, SupportMessage, logged, logged_event
from services.ticketing.domain.money import TokenPrice
from tests.builders import CONVERSATION_ID, NOON, a_message_id


def log(entry: LogEntry) -> SupportMessage:
    return logged(
        entry,
        message_id=a_message_id(),
        conversation_id=CONVERSATION_ID,
        now=NOON,
        price=TokenPrice(1_000, 5_000),
        support_email="support@rezvo.app",
    )


@pytest.mark.parametrize(
    ("entry", "escalates"),
    [
        (LogEntry(role="assistant", content="Please write to support@rezvo.app."), True),
        (LogEntry(role="assistant", content="Please write to SUPPORT@Rezvo.App."), True),
        (LogEntry(role="assistant", content="Please write to us."), False),
        (LogEntry(role="user", content="Shall I write to support@rezvo.app?"), False),
        (LogEntry(role="assistant", content="One moment.", is_escalation=True), True),
        (LogEntry(role="user", content="A person, please.", is_escalation=True), True),
    ],
)
def test_a_bot_that_sends_the_visitor_away_escalates_and_so_does_whoever_says_so(
    entry: LogEntry, *, escalates: bool
) -> None:
    assert log(entry).is_escalation is escalates


def test_both_kinds_of_tokens_are_priced_on_either_role() -> None:
    assert log(LogEntry(role="assistant", content="x", input_tokens=45, output_tokens=105)).cost_nanousd == 570_000
    assert log(LogEntry(role="user", content="x", input_tokens=25)).cost_nanousd == 25_000


def test_the_event_tells_all_of_it() -> None:
    message = log(LogEntry(role="assistant", content="By card.", input_tokens=1, output_tokens=60))
    event = logged_event(message)

    assert (event.message_id, event.conversation_id, event.role) == (message.id, CONVERSATION_ID, "assistant")
    assert (event.content, event.occurred_at, event.cost_nanousd) == ("By card.", NOON, 301_000)
    assert (event.tokens.input_tokens, event.tokens.output_tokens) == (1, 60)
    assert event.id == f"{message.id}:logged"
