"""Documents of the older system, whatever they leave out, are read."""

from datetime import UTC, datetime
from typing import Any

import pytest
from bson import ObjectId

from services.ticketing.domain.conversation import Totals
from services.ticketing.domain.message import Kind
from services.ticketing.stores.documents import from_conversation, from_message, to_conversation, to_message
from shared.events import Status
from tests.builders import NOON
from tests.unit.ticketing.conversations import a_conversation

KEY = ObjectId("66f0c0ffee66f0c0ffee0001")
OLD = {
    "_id": KEY,
    "source": "web",
    "status": "closed",
    "escalated": True,
    "summary": "How do payments work?",
    "message_count": 2,
    "total_input_tokens": 25,
    "total_output_tokens": 60,
    "estimated_cost_usd": 325,
    "user_id": ObjectId("66f0c0ffee66f0c0ffee00ff"),
    "created_at": NOON,
}


def test_its_figures_are_its_inheritance() -> None:
    conversation = to_conversation(OLD)

    assert conversation.revision is None
    assert conversation.totals == Totals(2, 25, 60, cost_nanousd=325_000)
    assert conversation.inherited == conversation.totals
    assert (conversation.status, conversation.updated_at) == (Status.CLOSED, NOON)
    assert conversation.origin.user_id == "66f0c0ffee66f0c0ffee00ff"


def test_a_document_with_nothing_but_an_id_is_a_conversation() -> None:
    conversation = to_conversation({"_id": KEY})

    assert conversation.id == str(KEY)
    assert conversation.created_at == KEY.generation_time
    assert (conversation.status, conversation.escalated, conversation.origin.source) == (
        Status.AUTO_RESOLVED,
        False,
        "web",
    )


@pytest.mark.parametrize(
    ("cost", "nanousd"),
    [(325, 325_000), (325.5, 325_500), (None, 0), (float("nan"), 0), (float("inf"), 0), (-4, 0), ("325", 0)],
)
def test_its_cost_is_in_micro_dollars(cost: Any, nanousd: int) -> None:  # whatever a document may hold
    assert to_conversation({"_id": KEY, "estimated_cost_usd": cost}).totals.cost_nanousd == nanousd


def test_what_is_not_understood_counts_as_absent() -> None:
    odd = {"_id": KEY, "status": "whatever", "created_at": "yesterday", "message_count": "many", "closed_at": 0}
    conversation = to_conversation(odd)

    assert (conversation.status, conversation.totals, conversation.closed_at) == (Status.AUTO_RESOLVED, Totals(), None)


@pytest.mark.parametrize("name", ["rating", "contact", "consent"])
@pytest.mark.parametrize("value", [5, "good", [], None])
def test_what_it_kept_under_a_name_of_ours_is_not_ours(name: str, value: object) -> None:
    assert getattr(to_conversation({"_id": KEY, name: value}), name) is None


def test_a_moment_without_a_zone_is_utc() -> None:
    naive = datetime(2024, 5, 1, 12, 0)  # noqa: DTZ001  as a driver hands it over
    assert to_conversation({"_id": KEY, "created_at": naive}).created_at == datetime(2024, 5, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize("names_it", [KEY, str(KEY)])
def test_its_messages_name_it_by_id_or_by_string(names_it: object) -> None:
    message = to_message({"_id": ObjectId(), "conversation_id": names_it, "role": "bot", "created_at": NOON})

    assert message.conversation_id == str(KEY)
    assert (message.role, message.content, message.kind) == ("assistant", "", Kind.INHERITED)


def test_what_was_written_is_read_as_it_was() -> None:
    conversation = a_conversation(Status.NEEDS_REVIEW, escalations=("a", "b"), escalated_at=NOON, revision=4)
    read = to_conversation({"_id": ObjectId(conversation.id), **from_conversation(conversation)})
    assert read.revision == 5
    assert from_conversation(read) | {"revision": 5} == from_conversation(conversation)


def test_a_message_too() -> None:
    message = to_message(
        {"_id": KEY, "conversation_id": str(KEY), "kind": "generated", "answers": ["x"], "created_at": NOON}
    )
    assert to_message({"_id": KEY, **from_message(message)}) == message
