"""What the audit trail says of a changed conversation."""

from dataclasses import fields, replace
from typing import Any

from services.ticketing.domain.audit import Action, conversation_changed, difference
from services.ticketing.domain.conversation import Conversation, Patch, patched
from shared.events import Status
from tests.builders import NOON
from tests.unit.ticketing.conversations import MINUTE, a_conversation

ADA = "ada@desk.example"
SECRET = "the visitor's own words"


def test_it_names_who_did_it_and_only_what_changed() -> None:
    before = a_conversation(Status.NEEDS_REVIEW)
    after = patched(before, Patch(status=Status.OPEN, assigned_to=ADA), ADA, NOON + MINUTE).conversation
    deed = conversation_changed(before, after, ADA)

    assert deed is not None
    assert (deed.who, deed.action, deed.which) == (ADA, Action.CONVERSATION_CHANGED, before.id)
    assert deed.at == NOON + MINUTE
    assert deed.before == {"status": "needs_review", "assigned_to": None}
    assert deed.after == {"status": "open", "assigned_to": ADA}


def test_of_words_only_their_length_is_told() -> None:
    before = a_conversation(notes=SECRET)
    after = patched(before, Patch(notes=SECRET.upper()), ADA, NOON + MINUTE).conversation
    deed = conversation_changed(before, after, ADA)

    assert deed is not None
    assert deed.before == deed.after == {"notes": f"{len(SECRET)} characters"}


def test_no_field_shows_its_words_but_those_that_hold_none() -> None:
    """A field that comes later is told, and not shown."""
    shown = set()
    for name in (field.name for field in fields(Conversation)):
        before, changed = a_conversation(), dict[str, Any]({name: SECRET})
        deed = conversation_changed(before, replace(before, **changed), ADA)
        if deed and deed.after[name] == SECRET:
            shown.add(name)
    assert shown == {"status", "assigned_to", "escalated", "handed_over", "urgency"}


def test_what_only_follows_is_nobodys_doing() -> None:
    before = a_conversation()
    assert conversation_changed(before, replace(before, updated_at=NOON + MINUTE, revision=7), ADA) is None


def test_of_two_sets_of_values_only_the_difference_is_kept() -> None:
    assert difference({"a": 1, "b": True}, {"a": 1, "b": False}) == ({"b": True}, {"b": False})
