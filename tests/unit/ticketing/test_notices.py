"""What calls for an e-mail, and when it is not needed any more."""

from datetime import timedelta
from typing import Final

import pytest

from services.ticketing.domain.conversation import Conversation, Rating
from services.ticketing.domain.message import SupportMessage, received, replied
from services.ticketing.domain.notice import Kind, Notice, raised_by, raised_by_age, replies_to_show, why_moot
from shared.events import Status
from tests.builders import (
    CONVERSATION_ID,
    NOON,
    a_conversation_escalated,
    a_message_id,
    a_message_received,
    a_status_changed,
    an_agent_replied,
)
from tests.unit.ticketing.conversations import MINUTE, a_conversation

WAIT: Final = timedelta(seconds=120)
REPLY: Final = an_agent_replied(message_id=a_message_id(9), occurred_at=NOON)


def a_reply_notice() -> Notice:
    notice = raised_by(REPLY, NOON, WAIT)
    assert notice is not None
    return notice


def asked(minutes: int) -> SupportMessage:
    return received(a_message_received(message_id=a_message_id(20 + minutes), occurred_at=NOON + minutes * MINUTE))


def answered(nth: int, minutes: int) -> SupportMessage:
    return replied(an_agent_replied(message_id=a_message_id(nth), occurred_at=NOON + minutes * MINUTE))


def test_an_escalation_is_told_at_once_and_the_same_one_is_the_same_notice() -> None:
    event = a_conversation_escalated()
    first, again = raised_by(event, NOON, WAIT), raised_by(event, NOON + MINUTE, WAIT)

    assert first is not None
    assert again is not None
    assert (first.kind, first.due_at, first.id) == (Kind.ESCALATION, NOON, again.id)
    assert first.id == f"{CONVERSATION_ID}.escalated.1"


def test_a_visitor_has_a_while_to_see_a_reply() -> None:
    notice = a_reply_notice()
    assert (notice.kind, notice.about, notice.due_at) == (Kind.REPLY, a_message_id(9), NOON + WAIT)


def test_other_events_call_for_nothing() -> None:
    assert raised_by(a_status_changed(), NOON, WAIT) is None


def test_a_ticket_is_too_old_once_for_each_time_that_it_begins_to_wait() -> None:
    ticket = a_conversation(Status.NEEDS_REVIEW, waits_since=NOON)
    later = a_conversation(Status.NEEDS_REVIEW, waits_since=NOON + MINUTE)

    ids = [notice.id for one in (ticket, ticket, later) if (notice := raised_by_age(one, NOON))]
    assert ids[0] == ids[1] != ids[2]
    assert raised_by_age(a_conversation(Status.IN_PROGRESS), NOON) is None


@pytest.mark.parametrize(
    ("now", "is_moot"),
    [
        (a_conversation(Status.NEEDS_REVIEW, waits_since=NOON), False),
        (a_conversation(Status.IN_PROGRESS, waits_since=NOON), False),
        (a_conversation(Status.CLOSED), True),
        (a_conversation(Status.IN_PROGRESS), True),
        (a_conversation(Status.NEEDS_REVIEW, waits_since=NOON + MINUTE), True),
    ],
)
def test_age_is_not_told_once_the_wait_is_over(now: Conversation, is_moot: bool) -> None:
    notice = raised_by_age(a_conversation(Status.NEEDS_REVIEW, waits_since=NOON), NOON)
    assert notice is not None
    assert (why_moot(notice, now, []) is not None) is is_moot


def test_an_escalation_is_told_whatever_has_become_of_the_ticket() -> None:
    notice = raised_by(a_conversation_escalated(), NOON, WAIT)
    assert notice is not None
    assert why_moot(notice, a_conversation(Status.CLOSED), [asked(1)]) is None


@pytest.mark.parametrize(
    ("thread", "why"),
    [
        ([asked(-1), replied(REPLY)], None),
        ([asked(-1), replied(REPLY), asked(1)], "written since"),
        ([asked(-1), replied(REPLY), answered(10, 1)], "later reply"),
        ([asked(-1), replied(REPLY), answered(10, 1), asked(2)], "written since"),
        ([asked(-1)], "not there"),
    ],
)
def test_a_reply_goes_by_e_mail_only_to_a_visitor_who_is_gone(thread: list[SupportMessage], why: str | None) -> None:
    said = why_moot(a_reply_notice(), a_conversation(Status.IN_PROGRESS), thread)
    assert (why or "nothing") in (said or "nothing")


@pytest.mark.parametrize(("minutes", "is_moot"), [(-1, False), (1, True)])
def test_a_visitor_who_has_rated_since_was_there(minutes: int, is_moot: bool) -> None:
    rated = a_conversation(Status.IN_PROGRESS, rating=Rating(solved=True, at=NOON + minutes * MINUTE))
    assert (why_moot(a_reply_notice(), rated, [replied(REPLY)]) is not None) is is_moot


def test_a_visitor_is_sent_what_people_wrote_since_they_did_themselves() -> None:
    before, between = answered(7, -4), answered(8, -2)
    thread = [asked(-5), before, asked(-3), between, replied(REPLY), answered(10, 1)]

    assert replies_to_show(a_reply_notice(), thread) == [between, replied(REPLY)]
