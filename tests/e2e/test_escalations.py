"""What the bot cannot settle reaches a person, with the whole thread."""

import pytest

from tests.desk import Desk
from tests.fakes.standin import StandIn
from tests.system import SUPPORT_EMAIL
from tests.visitor import Visitor
from tests.waiting import eventually


async def test_a_reply_that_sends_the_visitor_to_the_support_address_opens_a_ticket(
    visitor: Visitor, desk: Desk, claude: StandIn
) -> None:
    claude.script({"reply": {"text": f"I cannot settle this. Please write to {SUPPORT_EMAIL}."}})
    async with visitor.tab() as tab:
        reply = await tab.reply_to(await visitor.send("My venue never paid me back."))

    ticket = await desk.ticket(visitor.conversation_id)
    assert (ticket["status"], ticket["escalated"]) == ("needs_review", True)
    assert ticket["escalation_reason"] == "Bot unable to resolve issue"
    assert ticket["summary"] == "My venue never paid me back."
    kept = await desk.conversation(visitor.conversation_id, messages=2)
    assert [message["content"] for message in kept["messages"]] == ["My venue never paid me back.", reply["content"]]


async def test_a_question_that_the_articles_do_not_answer_opens_a_ticket(visitor: Visitor, desk: Desk) -> None:
    async with visitor.tab() as tab:
        reply = await tab.reply_to(await visitor.send("Do you sell submarine insurance on Jupiter?"))

    assert "A person will read all of it" in reply["content"]
    assert (await desk.ticket(visitor.conversation_id))["status"] == "needs_review"


@pytest.mark.parametrize("status", ["open", "in_progress", "closed"])
async def test_a_person_works_the_ticket_and_the_figures_follow(
    status: str, visitor: Visitor, desk: Desk, claude: StandIn
) -> None:
    claude.script({"reply": {"text": f"Please write to {SUPPORT_EMAIL}."}})
    async with visitor.tab() as tab:
        await tab.reply_to(await visitor.send("My venue never paid me back."))
    await desk.ticket(visitor.conversation_id)

    worked = await desk.patch(visitor.conversation_id, status=status, notes="On it.")

    assert (worked["status"], worked["notes"]) == (status, "On it.")
    assert (worked["closed_at"] is not None) == (status == "closed")
    await eventually(desk.figures_agree, "the figures do not agree with ticketing")
    assert (await desk.figures())["escalated_pct"] > 0
