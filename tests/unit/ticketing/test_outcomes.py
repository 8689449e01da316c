"""How a conversation ended: when it is decided, by what, and what becomes of it afterwards."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

import pytest

from services.ticketing.domain.conversation import (
    Conversation,
    Patch,
    Rating,
    Step,
    escalated,
    patched,
    rated,
    recounted,
)
from services.ticketing.domain.outcome import decided, kept_true, outcome_of
from services.ticketing.domain.working import COMES_BACK_WITHIN, Reply, replied, written_to
from shared.events import ConversationOutcomeChanged, Outcome, Status
from tests.builders import NOON, a_message_id
from tests.unit.ticketing.conversations import MINUTE, a_conversation, a_tally, an_escalation

IDLE: Final = timedelta(hours=24)
END: Final = NOON + IDLE
SOLVED: Final = Rating(solved=True, at=NOON)
NOT_SOLVED: Final = Rating(solved=False, at=NOON)


def ended(outcome: Outcome = Outcome.ANSWERED, **changes: Any) -> Conversation:
    return a_conversation(**{"replied_at": NOON, "outcome": outcome, "outcome_at": END, **changes})


def written_at(conversation: Conversation, moment: datetime) -> Step:
    """What a visitor's message makes of it."""
    return written_to(conversation, a_message_id(1), moment, "ticketing", moment)


def said(step: Step) -> list[tuple[Outcome | None, Outcome | None]]:
    return [(event.old, event.new) for event in step.says if isinstance(event, ConversationOutcomeChanged)]


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({}, Outcome.ABANDONED),
        ({"replied_at": NOON}, Outcome.ANSWERED),
        ({"replied_at": NOON, "rating": SOLVED}, Outcome.CONFIRMED),
        ({"replied_at": NOON, "rating": NOT_SOLVED}, Outcome.ANSWERED),
        ({"replied_at": NOON, "rating": SOLVED, "escalated": True}, Outcome.ESCALATED),
        ({"escalated": True}, Outcome.ESCALATED),
    ],
)
def test_the_strongest_that_fits_holds(changes: dict[str, Any], outcome: Outcome) -> None:
    assert outcome_of(a_conversation(**changes)) is outcome


def test_it_is_decided_once_nothing_has_happened_for_long_enough() -> None:
    conversation = a_conversation(replied_at=NOON)

    assert decided(conversation, END - MINUTE, IDLE) == Step(conversation)
    step = kept_true(conversation, decided(conversation, END, IDLE), END)

    assert (step.conversation.outcome, step.conversation.outcome_at) == (Outcome.ANSWERED, END)
    assert step.conversation.updated_at == NOON
    assert said(step) == [(None, Outcome.ANSWERED)]
    assert decided(step.conversation, END + IDLE, IDLE) == Step(step.conversation)


def test_one_that_is_decided_late_ended_when_it_had_been_idle_for_long_enough() -> None:
    before = a_conversation(replied_at=NOON)
    late = kept_true(before, decided(before, END + IDLE, IDLE), END + IDLE).conversation

    assert late.outcome_at == END
    for moment, times in ((END - MINUTE, 0), (END, 0), (END + MINUTE, 1)):
        goes_on = written_at(late, moment).conversation
        assert (goes_on.outcome, goes_on.reopened_count) == (None, times)
        assert written_at(goes_on, moment) == Step(goes_on)


def test_a_visitor_who_comes_back_takes_it_away_and_is_counted_for_a_week() -> None:
    for pause, times in ((COMES_BACK_WITHIN, 1), (COMES_BACK_WITHIN + MINUTE, 0)):
        before = ended()
        step = kept_true(before, written_at(before, END + pause), END + pause)

        assert (step.conversation.outcome, step.conversation.reopened_count) == (None, times)
        assert step.conversation.status is Status.AUTO_RESOLVED
        assert said(step) == [(Outcome.ANSWERED, None)]


def test_who_comes_back_before_an_outcome_was_decided_is_told_of_too() -> None:
    before = a_conversation(Status.CLOSED, closed_at=NOON)

    step = kept_true(before, written_at(before, NOON + MINUTE), NOON + MINUTE)

    assert said(step) == [(None, None)]
    assert [event.reopened_count for event in step.says if isinstance(event, ConversationOutcomeChanged)] == [1]


def test_a_message_from_before_the_end_that_is_heard_after_it_takes_it_away_and_is_no_return() -> None:
    before = ended()

    step = kept_true(before, written_at(before, END - MINUTE), END + MINUTE)

    assert (step.conversation.outcome, step.conversation.outcome_at, step.conversation.reopened_count) == (
        None,
        None,
        0,
    )
    assert said(step) == [(Outcome.ANSWERED, None)]
    assert written_at(step.conversation, END - MINUTE) == Step(step.conversation)


def test_what_comes_after_the_end_makes_it_another() -> None:
    abandoned = ended(Outcome.ABANDONED, replied_at=None)
    answered = ended()
    late = {
        Outcome.ANSWERED: (abandoned, Step(recounted(abandoned, a_tally(replied_at=END), 200))),
        Outcome.CONFIRMED: (answered, rated(answered, replace(SOLVED, at=END + MINUTE))),
    }
    for outcome, (before, step) in late.items():
        after = kept_true(before, step, END + MINUTE)

        assert after.conversation.outcome is outcome
        assert said(after) == [(before.outcome, outcome)]
        assert after.says[: len(step.says)] == step.says


def test_what_puts_it_into_the_queue_takes_it_away() -> None:
    before = ended()
    later = END + MINUTE
    reply = Reply(message_id=a_message_id(9), content="Let me see.", agent_name="ada", actor="ada@desk.example")
    for step in (
        escalated(before, an_escalation(at=END), later),
        replied(before, reply, later),
        patched(before, Patch(status=Status.OPEN), "ada@desk.example", later),
    ):
        after = kept_true(before, step, later)

        assert (after.conversation.outcome, after.conversation.outcome_at) == (None, None)
        assert said(after) == [(Outcome.ANSWERED, None)]


@pytest.mark.parametrize("status", [Status.NEEDS_REVIEW, Status.OPEN, Status.IN_PROGRESS])
def test_what_waits_for_people_has_not_ended_however_long_it_waits(status: Status) -> None:
    waiting = a_conversation(status, escalated=True)

    assert decided(waiting, END + IDLE, IDLE) == Step(waiting)


def test_while_it_goes_on_there_is_none() -> None:
    conversation = a_conversation()

    step = kept_true(conversation, rated(conversation, SOLVED), NOON)

    assert (step.conversation.outcome, said(step)) == (None, [])
