"""The older system's worked example, over the same routes, with the same figures."""

from shared.events import ConversationEscalated, ConversationStatusChanged, MessageLogged
from tests.integration.ticketing.client import Client
from tests.integration.ticketing.conftest import ADMIN, Listener

QUESTION = "How do payments work?"


async def test_tokens_cost_count_and_summary(client: Client) -> None:
    conversation = await client.begin(source="web", page_url="https://shop.example/pricing")
    await client.log(conversation, "user", QUESTION, input_tokens=25)
    await client.log(conversation, "assistant", "You pay by card.", output_tokens=60)

    after_two = await client.read(conversation)
    assert after_two["estimated_cost_usd"] == 325
    assert after_two["cost_usd"] == 0.000325
    assert (after_two["total_input_tokens"], after_two["total_output_tokens"]) == (25, 60)
    assert (after_two["message_count"], after_two["summary"]) == (2, QUESTION)

    await client.log(conversation, "user", "And refunds?", input_tokens=20)
    await client.log(conversation, "assistant", "Within 14 days.", output_tokens=45)

    after_four = await client.read(conversation)
    assert (after_four["total_input_tokens"], after_four["total_output_tokens"]) == (45, 105)
    assert (after_four["estimated_cost_usd"], after_four["message_count"]) == (570, 4)
    assert after_four["summary"] == QUESTION
    assert [message["role"] for message in after_four["messages"]] == ["user", "assistant"] * 2


async def test_both_numbers_on_the_bots_message_cost_the_same(client: Client) -> None:
    conversation = await client.begin()
    await client.log(conversation, "user", QUESTION)
    await client.log(conversation, "assistant", "You pay by card.", input_tokens=45, output_tokens=105)

    read = await client.read(conversation)
    assert (read["estimated_cost_usd"], read["total_input_tokens"], read["total_output_tokens"]) == (570, 45, 105)


async def test_a_reply_that_sends_the_visitor_away_makes_a_ticket_that_a_person_closes(
    client: Client, listener: Listener
) -> None:
    conversation = await client.begin()
    await client.log(conversation, "user", "My venue never paid me back.")
    message = await client.log(conversation, "assistant", "Please write to Support@rezvo.app.")
    assert message["is_escalation"]

    ticket = await client.read(conversation)
    assert (ticket["escalated"], ticket["status"]) == (True, "needs_review")
    assert ticket["escalation_reason"] == "Bot unable to resolve issue"
    assert await client.ids("/api/support/tickets") == [conversation]

    closed = await client.patch(conversation, status="closed", notes="Refunded")
    assert (closed["status"], closed["notes"]) == ("closed", "Refunded")
    assert closed["closed_at"] is not None
    assert await client.ids("/api/support/tickets") == []

    said = await listener.hear(5)
    assert {type(event) for event in said} == {MessageLogged, ConversationEscalated, ConversationStatusChanged}
    changes = [event for event in said if isinstance(event, ConversationStatusChanged)]
    assert [(change.old, change.new, change.actor) for change in changes] == [
        ("auto_resolved", "needs_review", "ticketing"),
        ("needs_review", "closed", ADMIN),
    ]
