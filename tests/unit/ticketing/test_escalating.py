"""Escalations: once for each cause, in any order, and never out of a person's hands."""

from itertools import permutations

import pytest

from services.ticketing.domain.conversation import Conversation, escalated, patched
from services.ticketing.domain.conversation import Patch as To
from shared.events import ConversationEscalated, ConversationStatusChanged, Handler, Status
from tests.builders import NOON
from tests.unit.ticketing.conversations import MINUTE, a_conversation, an_escalation


def test_a_conversation_of_the_bot_goes_to_review() -> None:
    step = escalated(a_conversation(), an_escalation(reason="Wants a refund"), NOON + MINUTE)

    after = step.conversation
    assert (after.status, after.escalated, after.escalation_reason) == (Status.NEEDS_REVIEW, True, "Wants a refund")
    assert after.waits_since == NOON


def test_it_is_said_with_the_status_that_it_changed() -> None:
    said = escalated(a_conversation(), an_escalation(), NOON + MINUTE).says

    escalation, status = said
    assert isinstance(escalation, ConversationEscalated)
    assert isinstance(status, ConversationStatusChanged)
    assert (escalation.reason, escalation.handled_by, escalation.occurred_at) == ("Wants a refund", Handler.BOT, NOON)
    assert (status.old, status.new) == (Status.AUTO_RESOLVED, Status.NEEDS_REVIEW)
    assert (status.actor, status.handled_by, status.occurred_at) == ("chat_worker", Handler.BOT, NOON + MINUTE)


@pytest.mark.parametrize("status", [Status.OPEN, Status.IN_PROGRESS])
def test_a_ticket_that_a_person_has_stays_with_the_person(status: Status) -> None:
    step = escalated(a_conversation(status), an_escalation(), NOON)

    assert step.conversation.status is status
    assert step.conversation.escalated
    assert [(type(event), event.handled_by) for event in step.says if isinstance(event, ConversationEscalated)] == [
        (ConversationEscalated, Handler.PERSON)
    ]
    assert len(step.says) == 1


def test_a_closed_conversation_waits_again() -> None:
    closed = a_conversation(Status.CLOSED, escalated_at=NOON, closed_at=NOON + MINUTE)

    after = escalated(closed, an_escalation(at=NOON + 2 * MINUTE), NOON + 3 * MINUTE).conversation
    assert (after.status, after.closed_at, after.waits_since) == (Status.NEEDS_REVIEW, None, NOON + 2 * MINUTE)


def test_the_same_cause_escalates_once_whatever_happened_since() -> None:
    once = escalated(a_conversation(), an_escalation(), NOON).conversation
    closed = patched(once, To(status=Status.CLOSED), "ada@desk.example", NOON + MINUTE).conversation

    step = escalated(closed, an_escalation(), NOON + 2 * MINUTE)
    assert step.conversation == closed
    assert step.says == ()


def test_in_any_order_the_latest_reason_stands_and_the_longest_wait_counts() -> None:
    causes = [an_escalation(f"turn-{nth}", f"reason {nth}", NOON + nth * MINUTE) for nth in range(3)]
    ends = set()
    for order in permutations(causes):
        conversation = a_conversation()
        for escalation in order:
            conversation = escalated(conversation, escalation, NOON + 5 * MINUTE).conversation
        ends.add((conversation.escalation_reason, conversation.waits_since, conversation.status))

    assert ends == {("reason 2", NOON, Status.NEEDS_REVIEW)}


def test_events_of_different_changes_have_different_ids() -> None:
    def with_revision(revision: int) -> Conversation:
        return a_conversation(revision=revision)

    ids = [event.id for nth in (0, 1) for event in escalated(with_revision(nth), an_escalation(), NOON).says]
    assert len(set(ids)) == 4
