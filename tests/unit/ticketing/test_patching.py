"""What a person changes."""

from itertools import product

import pytest

from services.ticketing.domain.conversation import Patch, patched
from services.ticketing.domain.status import MOVES, MoveNotAllowed
from shared.events import ConversationStatusChanged, Handler, Status
from tests.builders import NOON
from tests.unit.ticketing.conversations import MINUTE, a_conversation

ADA = "ada@desk.example"


ALLOWED = [(old, new) for old, new in product(Status, Status) if old is new or new in MOVES[old]]
REFUSED = [pair for pair in product(Status, Status) if pair not in ALLOWED]


@pytest.mark.parametrize("pair", ALLOWED)
def test_a_status_that_may_follow_is_set_and_said(pair: tuple[Status, Status]) -> None:
    old, new = pair
    step = patched(a_conversation(old), Patch(status=new), ADA, NOON + MINUTE)

    assert step.conversation.status is new
    said = [(event.old, event.new, event.actor) for event in step.says if isinstance(event, ConversationStatusChanged)]
    assert said == ([] if old is new else [(old, new, ADA)])


@pytest.mark.parametrize("pair", REFUSED)
def test_one_that_may_not_follow_is_refused_with_those_that_may(pair: tuple[Status, Status]) -> None:
    old, new = pair
    with pytest.raises(MoveNotAllowed) as refused:
        patched(a_conversation(old), Patch(status=new), ADA, NOON + MINUTE)

    assert set(refused.value.allowed) == MOVES[old]


def test_every_status_may_be_closed_and_only_the_bots_put_before_people() -> None:
    assert all(Status.CLOSED in MOVES[status] for status in Status if status is not Status.CLOSED)
    assert [status for status in Status if Status.NEEDS_REVIEW in MOVES[status]] == [Status.AUTO_RESOLVED]


def test_closing_sets_the_time_and_leaving_closed_clears_it() -> None:
    closed = patched(a_conversation(), Patch(status=Status.CLOSED, notes="Refunded"), ADA, NOON + MINUTE).conversation
    assert (closed.closed_at, closed.notes, closed.updated_at) == (NOON + MINUTE, "Refunded", NOON + MINUTE)

    again = patched(closed, Patch(status=Status.OPEN), ADA, NOON + 2 * MINUTE).conversation
    assert again.closed_at is None
    assert again.notes == "Refunded"


def test_closing_again_keeps_the_first_time() -> None:
    closed = patched(a_conversation(), Patch(status=Status.CLOSED), ADA, NOON + MINUTE).conversation
    assert patched(closed, Patch(status=Status.CLOSED), ADA, NOON + 2 * MINUTE).conversation == closed


@pytest.mark.parametrize(
    ("status", "handler"),
    [
        (Status.AUTO_RESOLVED, Handler.BOT),
        (Status.OPEN, Handler.PERSON),
        (Status.IN_PROGRESS, Handler.PERSON),
    ],
)
def test_it_is_said_who_has_the_conversation_now(status: Status, handler: Handler) -> None:
    (said,) = patched(a_conversation(Status.CLOSED), Patch(status=status), ADA, NOON).says
    assert isinstance(said, ConversationStatusChanged)
    assert said.handled_by is handler


def test_notes_and_assignment_alone_are_not_announced() -> None:
    step = patched(a_conversation(), Patch(notes="Called back", assigned_to=ADA), ADA, NOON + MINUTE)

    assert (step.conversation.notes, step.conversation.assigned_to) == ("Called back", ADA)
    assert step.says == ()


def test_a_ticket_can_be_taken_from_whoever_has_it() -> None:
    step = patched(a_conversation(assigned_to=ADA), Patch(unassign=True), ADA, NOON)
    assert step.conversation.assigned_to is None


def test_what_changes_nothing_is_no_change() -> None:
    before = a_conversation(Status.OPEN, notes="x", assigned_to=ADA)
    assert patched(before, Patch(status=Status.OPEN, notes="x"), ADA, NOON + MINUTE).conversation == before
