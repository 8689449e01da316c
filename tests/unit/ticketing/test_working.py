"""A person answers, claims, hands back; a visitor comes back."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

import pytest

from services.ticketing.domain.conversation import HEARD_REMEMBERED, Conversation, Patch, Step, patched
from services.ticketing.domain.message import Kind
from services.ticketing.domain.message import replied as as_message
from services.ticketing.domain.working import (
    COMES_BACK_WITHIN,
    REPLIES_REMEMBERED,
    ClaimedByAnother,
    ConversationChanged,
    Reply,
    check_edition,
    claimed,
    handed_back,
    replied,
    written_to,
)
from shared.events import AgentReplied, ConversationStatusChanged, Handler, Status
from tests.builders import NOON, a_message_id
from tests.unit.ticketing.conversations import MINUTE, a_conversation

ADA: Final = "ada@desk.example"
BEN: Final = "ben@desk.example"
LATER: Final = NOON + MINUTE


def a_reply(nth: int = 1, content: str = "Let me see.", actor: str = ADA) -> Reply:
    return Reply(message_id=a_message_id(nth), content=content, agent_name="ada", actor=actor)


def closed(**changes: object) -> Conversation:
    return a_conversation(Status.CLOSED, closed_at=NOON, **changes)


@pytest.mark.parametrize("status", Status)
def test_to_answer_is_to_take_it_whatever_its_status(status: Status) -> None:
    before = a_conversation(status, closed_at=NOON if status is Status.CLOSED else None)

    step = replied(before, a_reply(), LATER)

    after = step.conversation
    assert (after.status, after.assigned_to, after.closed_at) == (Status.IN_PROGRESS, ADA, None)
    assert after.handled_by is Handler.PERSON
    changes = [(event.old, event.new) for event in step.says if isinstance(event, ConversationStatusChanged)]
    assert changes == ([] if status is Status.IN_PROGRESS else [(status, Status.IN_PROGRESS)])


def test_what_was_written_is_said_before_what_it_changed() -> None:
    first, *_ = replied(a_conversation(), a_reply(), LATER).says

    assert isinstance(first, AgentReplied)
    assert (first.id, first.message_id) == (f"{a_message_id(1)}:replied", a_message_id(1))
    assert (first.content, first.agent_name, first.actor) == ("Let me see.", "ada", ADA)
    assert (first.revision, first.occurred_at) == (1, LATER)


def test_whoever_has_it_keeps_it_when_another_answers() -> None:
    assert replied(a_conversation(assigned_to=BEN), a_reply(), LATER).conversation.assigned_to == BEN


def test_the_same_reply_again_changes_nothing_though_somebody_has_closed_since() -> None:
    once = replied(a_conversation(), a_reply(), LATER).conversation
    since = replace(once, status=Status.CLOSED, closed_at=LATER)

    again = replied(since, a_reply(), LATER + MINUTE)

    assert again.conversation == since
    assert [event.id for event in again.says] == [f"{a_message_id(1)}:replied"]


def test_no_more_replies_are_remembered_than_may_be() -> None:
    conversation = a_conversation()
    for nth in range(REPLIES_REMEMBERED + 1):
        conversation = replied(conversation, a_reply(nth), LATER).conversation

    assert len(conversation.replies) == REPLIES_REMEMBERED
    assert conversation.replies[-1] == a_message_id(REPLIES_REMEMBERED)


def test_a_reply_is_a_message_of_a_person_that_cost_nothing() -> None:
    (event, *_) = replied(a_conversation(), a_reply(), LATER).says
    assert isinstance(event, AgentReplied)

    message = as_message(event)

    assert (message.id, message.role, message.kind, message.agent_name) == (
        a_message_id(1),
        "agent",
        Kind.REPLIED,
        "ada",
    )
    assert (message.created_at, message.cost_nanousd) == (LATER, 0)


def test_a_claim_makes_it_theirs_and_says_that_a_person_has_it() -> None:
    step = claimed(a_conversation(Status.NEEDS_REVIEW), ADA, LATER, take_over=False)

    assert (step.conversation.assigned_to, step.conversation.status) == (ADA, Status.IN_PROGRESS)
    (said,) = step.says
    assert isinstance(said, ConversationStatusChanged)
    assert said.handled_by is Handler.PERSON


def test_what_somebody_has_is_not_claimed_but_may_be_taken_over() -> None:
    bens = a_conversation(Status.IN_PROGRESS, assigned_to=BEN)

    with pytest.raises(ClaimedByAnother) as refused:
        claimed(bens, ADA, LATER, take_over=False)
    assert refused.value.holder == BEN
    assert claimed(bens, ADA, LATER, take_over=True).conversation.assigned_to == ADA


def test_to_claim_what_one_has_is_no_change() -> None:
    adas = a_conversation(Status.IN_PROGRESS, assigned_to=ADA)

    assert claimed(adas, ADA, LATER, take_over=False).conversation == adas


def test_handed_back_nobody_has_it_and_the_bot_answers() -> None:
    step = handed_back(a_conversation(Status.IN_PROGRESS, assigned_to=ADA, handed_over=True), ADA, LATER)

    assert (step.conversation.status, step.conversation.assigned_to) == (Status.AUTO_RESOLVED, None)
    assert step.conversation.handled_by is Handler.BOT
    assert handed_back(step.conversation, ADA, LATER + MINUTE).conversation == step.conversation


def heard(conversation: Conversation, at: datetime = LATER, *, nth: int = 1, now: datetime = LATER) -> Step:
    """What the visitor's nth message makes of it."""
    return written_to(conversation, a_message_id(nth), at, "ticketing", now)


@pytest.mark.parametrize(
    ("escalated", "status"), [(True, Status.NEEDS_REVIEW), (False, Status.AUTO_RESOLVED)], ids=["escalated", "never"]
)
def test_a_visitor_who_comes_back_reopens_it_and_the_bot_answers(*, escalated: bool, status: Status) -> None:
    step = heard(closed(escalated=escalated))

    after = step.conversation
    assert (after.status, after.reopened_count, after.closed_at) == (status, 1, None)
    assert after.handled_by is Handler.BOT
    (said,) = step.says
    assert isinstance(said, ConversationStatusChanged)
    assert (said.old, said.new, said.actor) == (Status.CLOSED, status, "ticketing")


def test_a_new_wait_for_a_person_begins_with_that_message() -> None:
    waited = closed(escalated=True, escalated_at=NOON - timedelta(days=3))

    assert heard(waited).conversation.waits_since == LATER


@pytest.mark.parametrize("written_at", [NOON - MINUTE, NOON])
def test_what_was_written_before_the_end_and_is_heard_after_it_reopens_it_and_is_no_return(
    written_at: datetime,
) -> None:
    after = heard(closed(), written_at).conversation

    assert (after.status, after.closed_at, after.reopened_count) == (Status.AUTO_RESOLVED, None, 0)


def test_the_news_that_it_goes_on_leave_out_the_message_because_no_person_has_read_it() -> None:
    """They may be heard before those of the end, which then change nothing: the bot has to answer all the same."""
    step = heard(closed(heard=(a_message_id(1),)), nth=2)

    (said,) = step.says
    assert isinstance(said, ConversationStatusChanged)
    assert said.heard == [a_message_id(1)]
    assert step.conversation.heard == (a_message_id(1), a_message_id(2))


def test_what_was_heard_before_the_end_reopens_nothing_when_it_is_heard_again() -> None:
    known = closed(heard=(a_message_id(1),))

    for written_at in (NOON - MINUTE, LATER):
        assert heard(known, written_at) == Step(known)


def test_the_same_message_again_reopens_nothing_though_it_was_closed_again_since() -> None:
    once = heard(closed()).conversation
    again = replace(once, status=Status.CLOSED, closed_at=LATER + MINUTE)

    assert heard(once, now=LATER + MINUTE).conversation == once
    assert heard(again, now=LATER + 2 * MINUTE).conversation == again


def test_whoever_writes_after_a_week_has_not_come_back() -> None:
    for after, count in ((COMES_BACK_WITHIN, 1), (COMES_BACK_WITHIN + MINUTE, 0)):
        assert heard(closed(), NOON + after, now=NOON + after).conversation.reopened_count == count


def test_one_that_the_older_system_closed_without_a_time_ended_when_it_was_last_changed() -> None:
    old = a_conversation(Status.CLOSED, closed_at=None)

    for written_at, count in ((NOON, 0), (LATER, 1)):
        after = heard(old, written_at).conversation
        assert (after.status, after.reopened_count) == (Status.AUTO_RESOLVED, count)


@pytest.mark.parametrize("status", [Status.AUTO_RESOLVED, Status.CLOSED])
def test_what_a_person_takes_from_where_nobody_was_waited_for_waits_from_then_on(status: Status) -> None:
    old = a_conversation(status, created_at=NOON - timedelta(days=1), escalated_at=NOON - timedelta(days=1))

    assert claimed(old, ADA, LATER, take_over=False).conversation.waits_since == LATER
    assert patched(old, Patch(status=Status.OPEN), ADA, LATER).conversation.waits_since == LATER
    assert replied(old, a_reply(), LATER).conversation.waits_since is None


def test_once_a_person_has_answered_it_is_the_visitors_turn_and_their_next_message_waits() -> None:
    waiting = a_conversation(Status.NEEDS_REVIEW, waits_since=NOON)

    assert claimed(waiting, ADA, LATER, take_over=False).conversation.waits_since == NOON
    answered = replied(waiting, a_reply(), LATER).conversation
    assert answered.waits_since is None
    asked = heard(answered, LATER + MINUTE).conversation
    assert heard(asked, LATER + 2 * MINUTE, nth=2).conversation.waits_since == LATER + MINUTE
    assert handed_back(asked, ADA, LATER + MINUTE).conversation.waits_since is None


@pytest.mark.parametrize("status", [Status.OPEN, Status.IN_PROGRESS])
def test_what_a_visitor_writes_to_a_person_makes_another_edition_once(status: Status) -> None:
    theirs = a_conversation(status, revision=7, edition=5)

    step = heard(theirs)

    assert step == Step(replace(theirs, heard=(a_message_id(1),), edition=8, waits_since=LATER))
    assert heard(step.conversation) == Step(step.conversation)


@pytest.mark.parametrize("status", [Status.AUTO_RESOLVED, Status.NEEDS_REVIEW])
def test_what_a_visitor_writes_to_the_bot_is_in_nobodys_way(status: Status) -> None:
    bots = a_conversation(status, revision=7, edition=5)

    assert heard(bots).conversation.edition == 5


def test_no_more_messages_are_remembered_than_may_be() -> None:
    conversation = a_conversation()
    for nth in range(HEARD_REMEMBERED + 1):
        conversation = heard(conversation, nth=nth).conversation

    assert len(conversation.heard) == HEARD_REMEMBERED
    assert conversation.heard[-1] == a_message_id(HEARD_REMEMBERED)


def test_with_a_status_it_is_said_which_messages_were_known() -> None:
    known = heard(a_conversation(Status.IN_PROGRESS)).conversation

    (said,) = handed_back(known, ADA, LATER).says

    assert isinstance(said, ConversationStatusChanged)
    assert said.heard == [a_message_id(1)]


def test_a_change_may_name_the_editions_that_it_is_for() -> None:
    conversation = a_conversation(edition=4)

    check_edition(conversation, None)
    check_edition(conversation, frozenset({3, 4}))
    for other in (frozenset({3}), frozenset[int]()):
        with pytest.raises(ConversationChanged):
            check_edition(conversation, other)
