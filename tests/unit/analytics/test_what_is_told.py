"""What each event, and each line of the export, tells of a conversation."""

from datetime import UTC, datetime

import pytest

from services.analytics.domain import told
from services.analytics.domain.export import ExportedConversation
from services.analytics.domain.facts import Fact, KnownCost, KnownMessage, KnownQuestion, merge
from services.analytics.handlers import HANDLERS
from shared import topology
from shared.events import Status
from tests import builders

NOON = builders.NOON
ID = builders.a_message_id()


def a_line(**changes: object) -> ExportedConversation:
    return ExportedConversation.model_validate(
        {
            "conversation_id": builders.CONVERSATION_ID,
            "created_at": NOON,
            "status": "auto_resolved",
            "escalated": False,
            "first_question": builders.QUESTION,
            "message_count": 1,
            "messages": [{"id": ID, "role": "user", "created_at": NOON}],
            "costs": [],
            **changes,
        }
    )


def by_export(**changes: object) -> Fact:
    return told.by_export(a_line(**changes), as_of=NOON)


def test_every_event_that_reaches_the_queue_has_its_handler() -> None:
    assert tuple(event for event, _ in HANDLERS) == topology.LISTENERS["analytics"]


def test_a_visitors_message_tells_of_a_message_and_a_question() -> None:
    fact = told.by_message_received(builders.a_message_received(message_id=ID))

    assert fact.messages == (KnownMessage(id=ID, at=NOON, role="user"),)
    assert fact.first_question == KnownQuestion(at=NOON, id=ID, text=builders.QUESTION)


@pytest.mark.parametrize("content", ["", "  \n\t", "\u3000"])
def test_a_first_message_that_says_nothing_is_an_empty_question_whoever_tells_it(content: str) -> None:
    received = told.by_message_received(builders.a_message_received(content, message_id=ID)).first_question

    assert received == KnownQuestion(at=NOON, id=ID, text="")
    assert by_export(first_question=content).first_question == received


def test_a_logged_message_tells_its_cost_under_its_own_id() -> None:
    fact = told.by_message_logged(builders.a_message_logged(message_id=ID))

    assert fact.costs == (KnownCost(id=ID, nanousd=25_000, tokens=25),)
    assert fact.first_question is not None


def test_a_logged_reply_is_no_question() -> None:
    assert told.by_message_logged(builders.a_message_logged(role="assistant")).first_question is None


def test_a_reply_tells_of_a_message_and_its_usage_of_the_cost() -> None:
    reply = told.by_reply_generated(builders.a_reply_generated())
    usage = told.by_usage_recorded(builders.a_usage_recorded())

    assert (reply.message_count, reply.cost_nanousd, reply.first_question) == (1, 0, None)
    assert (usage.message_count, usage.cost_nanousd, usage.tokens) == (0, 325_000, 85)


def test_what_a_person_wrote_is_a_message_that_cost_nothing() -> None:
    fact = told.by_agent_replied(builders.an_agent_replied(message_id=ID))

    assert fact.messages == (KnownMessage(id=ID, at=NOON, role="agent"),)
    assert (fact.cost_nanousd, fact.first_question) == (0, None)


def test_every_class_of_tokens_counts() -> None:
    tokens = {
        "input_tokens": 1,
        "cache_creation_input_tokens": 20,
        "cache_read_input_tokens": 300,
        "output_tokens": 4_000,
    }

    assert told.by_usage_recorded(builders.a_usage_recorded(tokens=tokens)).tokens == 4_321


def test_an_escalation_and_a_status_tell_themselves() -> None:
    assert told.by_conversation_escalated(builders.a_conversation_escalated()).escalated
    status = told.by_status_changed(builders.a_status_changed()).status
    assert status is not None
    assert (status.value, status.at) == (Status.CLOSED, NOON)


def test_the_outcome_of_the_newest_revision_holds() -> None:
    newest = told.by_outcome_changed(builders.an_outcome_changed(old="answered", new=None, revision=7))
    older = told.by_outcome_changed(builders.an_outcome_changed(new="answered", revision=5))

    assert merge(newest, older).outcome == merge(older, newest).outcome == newest.outcome
    exported = by_export(revision=8, outcome="confirmed", reopened_count=1).outcome
    assert merge(newest, by_export(revision=8, outcome="confirmed", reopened_count=1)).outcome == exported


def test_moments_are_told_in_utc_and_milliseconds_as_the_store_keeps_them() -> None:
    event = builders.a_message_received(occurred_at="2026-11-20T13:00:00.123456+01:00")

    assert told.by_message_received(event).messages[0].at == datetime(2026, 11, 20, 12, 0, 0, 123_000, tzinfo=UTC)


def test_the_export_tells_of_a_conversation_what_its_events_told() -> None:
    event = told.by_message_received(builders.a_message_received(message_id=ID))
    exported = by_export()

    assert merge(event, exported).messages == event.messages
    assert merge(event, exported).first_question == event.first_question


def test_an_exported_status_gives_way_to_a_change_after_the_export() -> None:
    changed = told.by_status_changed(builders.a_status_changed(occurred_at="2026-11-20T12:00:01Z"))

    assert merge(by_export(), changed).status == changed.status


def test_a_conversation_of_the_older_system_is_known_by_its_numbers() -> None:
    fact = by_export(message_count=6, messages=[], costs=[{"id": "legacy", "cost_nanousd": 325_000}])

    assert (fact.message_count, fact.cost_nanousd, fact.day) == (6, 325_000, NOON.date())
    assert fact.first_question == KnownQuestion(at=NOON, id="", text=builders.QUESTION)


def test_one_that_was_continued_here_is_not_counted_twice() -> None:
    before = by_export(message_count=6, messages=[])
    later = {"id": ID, "role": "user", "created_at": "2026-11-21T09:00:00Z"}
    after = by_export(message_count=7, messages=[later])

    assert merge(before, after).message_count == 7
    assert merge(before, after).first_question == before.first_question


def test_a_conversation_without_messages_is_none() -> None:
    assert by_export(message_count=0, messages=[], first_question=None).day is None


def what_is_left(**changes: object) -> Fact:
    return by_export(erased=True, first_question=None, messages=[], **changes)


def test_an_erasure_and_the_export_of_what_is_left_tell_the_same() -> None:
    event = builders.a_conversation_erased(message_count=2, solved=True, score=4)
    rating = {"solved": True, "score": 4, "at": NOON}

    exported = what_is_left(message_count=2, rating=rating, created_at="2026-11-20T00:00:00Z")

    assert exported.erasure == told.by_conversation_erased(event).erasure
    assert (exported.erasure and exported.erasure.rating) is not None
    assert exported.unlisted is None


def test_one_that_was_erased_before_anything_was_said_is_of_no_day() -> None:
    empty = told.by_conversation_erased(builders.a_conversation_erased(message_count=0, first_message_on=None))

    assert empty.day is None
    assert what_is_left(message_count=0).erasure == empty.erasure
