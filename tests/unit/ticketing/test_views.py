"""What people are shown of a conversation and of a reply."""

from dataclasses import replace

import pytest
from bson import ObjectId

from services.ticketing.domain.conversation import Patch, escalated, patched
from services.ticketing.domain.message import SupportMessage, generated, received
from services.ticketing.schemas import ConversationView, SupportMessageView
from services.ticketing.stores.documents import from_message, to_message
from shared.events import Handler, Status, Urgency
from tests.builders import NOON, a_message_received, a_reply_generated
from tests.unit.ticketing.conversations import MINUTE, a_conversation, an_escalation

ADA = "ada@desk.example"
SOURCES = [{"title": "Refunds", "url": "/help/refunds"}]
PROVENANCE = {
    "model": "claude-haiku-4-5",
    "request_id": "req_1",
    "prompt_version": "7",
    "knowledge_version": "9",
    "price_version": "2026-11-01",
    "attempts": 2,
    "offered": [*SOURCES, {"title": "Fees", "url": "https://shop.example/help/fees"}],
    "tools": [{"name": "escalate_to_human", "input": {"category": "payment", "summary": "Wants it back"}}],
    "cost_nanousd": 325_000,
}
WISH = replace(
    an_escalation(reason="The visitor asked for a person."),
    category="visitor_asked",
    summary="Wants the second payment back.",
    urgency=Urgency.HIGH,
    handover=True,
)
REPLY = generated(a_reply_generated(sources=SOURCES, provenance=PROVENANCE))
STORED_REPLY = to_message({"_id": ObjectId(REPLY.id), **from_message(REPLY)})


def test_an_escalated_conversation_shows_why_what_is_wanted_how_urgent_and_who_answers() -> None:
    view = ConversationView.of(escalated(a_conversation(), WISH, NOON).conversation)

    assert (view.escalation_reason, view.escalation_category) == ("The visitor asked for a person.", "visitor_asked")
    assert view.escalation_summary == "Wants the second payment back."
    assert (view.urgency, view.handled_by) == (Urgency.HIGH, Handler.PERSON)


def test_one_that_was_not_escalated_says_so_by_nulls() -> None:
    view = ConversationView.of(a_conversation())

    assert (view.escalation_reason, view.escalation_category, view.escalation_summary) == (None, None, None)
    assert (view.urgency, view.handled_by) == (Urgency.NORMAL, Handler.BOT)


def test_a_conversation_that_was_handed_over_is_given_back_to_the_bot_by_its_status() -> None:
    handed_over = escalated(a_conversation(), WISH, NOON).conversation

    step = patched(handed_over, Patch(status=Status.AUTO_RESOLVED), ADA, NOON + MINUTE)

    assert ConversationView.of(step.conversation).handled_by is Handler.BOT
    assert [event.model_dump()["handled_by"] for event in step.says] == [Handler.BOT]


@pytest.mark.parametrize("reply", [REPLY, STORED_REPLY], ids=["new", "stored"])
def test_a_reply_shows_what_it_cites_and_what_it_was_made_of(reply: SupportMessage) -> None:
    shown = SupportMessageView.of(reply).model_dump()

    assert shown["sources"] == SOURCES
    assert shown["provenance"] == PROVENANCE


def test_a_visitor_s_message_has_neither() -> None:
    view = SupportMessageView.of(received(a_message_received()))

    assert (view.sources, view.provenance) == ([], None)
