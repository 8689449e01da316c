"""What the audit trail says of a changed conversation."""

from dataclasses import fields, replace
from typing import Any

from services.ticketing.domain.audit import (
    SHOWN_CHARS,
    Action,
    change_of_words,
    conversation_changed,
    difference,
    words_of,
)
from services.ticketing.domain.conversation import Conversation, Patch, Step, patched
from services.ticketing.domain.working import Reply, replied
from shared.events import Status
from tests.builders import NOON, a_message_id
from tests.unit.ticketing.conversations import MINUTE, a_conversation

ADA = "ada@desk.example"
SECRET = "the visitor's own words"


def test_it_names_who_did_it_and_only_what_changed() -> None:
    before = a_conversation(Status.NEEDS_REVIEW)
    after = patched(before, Patch(status=Status.OPEN, assigned_to=ADA), ADA, NOON + MINUTE)
    deed = conversation_changed(before, after, ADA)

    assert deed is not None
    assert (deed.who, deed.action, deed.which) == (ADA, Action.CONVERSATION_CHANGED, before.id)
    assert deed.at == NOON + MINUTE
    assert deed.before == {"status": "needs_review", "assigned_to": None}
    assert deed.after == {"status": "open", "assigned_to": ADA}


def test_of_words_only_their_length_is_told() -> None:
    before = a_conversation(notes=SECRET)
    after = patched(before, Patch(notes=SECRET.upper()), ADA, NOON + MINUTE)
    deed = conversation_changed(before, after, ADA)

    assert deed is not None
    assert deed.before == deed.after == {"notes": f"{len(SECRET)} characters"}


def test_no_field_shows_its_words_but_those_that_hold_none() -> None:
    """A field that comes later is told, and not shown."""
    shown = set()
    for name in (field.name for field in fields(Conversation)):
        before, changed = a_conversation(), dict[str, Any]({name: SECRET})
        deed = conversation_changed(before, Step(replace(before, **changed)), ADA)
        if deed and deed.after[name] == SECRET:
            shown.add(name)
    assert shown == {"status", "assigned_to", "escalated", "handed_over", "urgency"}


def test_a_reply_is_a_deed_of_its_own_with_its_length_and_what_it_changed() -> None:
    before = a_conversation(Status.NEEDS_REVIEW)
    reply = Reply(message_id=a_message_id(9), content=SECRET, agent_name="ada", actor=ADA)
    first = replied(before, reply, NOON + MINUTE)
    deed = conversation_changed(before, first, ADA)

    assert deed is not None
    assert (deed.action, deed.before) == (Action.CONVERSATION_REPLIED, {"status": "needs_review", "assigned_to": None})
    written = {"message_id": a_message_id(9), "content": f"{len(SECRET)} characters"}
    assert deed.after == {**written, "status": "in_progress", "assigned_to": ADA}

    second = replied(first.conversation, replace(reply, message_id=a_message_id(10)), NOON + MINUTE)
    deed = conversation_changed(first.conversation, second, ADA)
    assert deed is not None
    assert (deed.before, deed.after) == ({}, {**written, "message_id": a_message_id(10)})


def test_of_canned_replies_the_words_are_told_and_of_long_ones_their_beginning() -> None:
    long = "x" * SHOWN_CHARS

    assert (words_of("Ten days"), words_of(long)) == ("Ten days", long)
    assert words_of(f"{long}y") == f"{long} … ({SHOWN_CHARS + 1} characters)"
    assert change_of_words("Ten days", "Six days") == ("Ten days", "Six days")
    before, after = change_of_words(f"{long}y", f"{long}z")
    assert before != after


def test_what_only_follows_is_nobodys_doing() -> None:
    before = a_conversation()
    assert conversation_changed(before, Step(replace(before, updated_at=NOON + MINUTE, revision=7)), ADA) is None


def test_of_two_sets_of_values_only_the_difference_is_kept() -> None:
    assert difference({"a": 1, "b": True}, {"a": 1, "b": False}) == ({"b": True}, {"b": False})
