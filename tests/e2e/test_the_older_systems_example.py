"""The older system's worked example through the whole REST path, up to the figures."""

import httpx2

from tests.builders import a_logged_conversation, a_logged_message
from tests.desk import Desk
from tests.system import ADMIN_EMAIL, SUPPORT_EMAIL
from tests.waiting import eventually

QUESTION = "How do payments work?"


async def test_tokens_and_cost_add_up_in_micro_dollars(desk: Desk) -> None:
    begun = await desk.post("/conversations", a_logged_conversation(source="dashboard", user_id="u-1"))
    await _log(desk, begun["id"], a_logged_message(QUESTION, input_tokens=25))
    await _log(desk, begun["id"], a_logged_message("You pay by card.", role="assistant", output_tokens=60))

    after_two = await desk.get(f"/conversations/{begun['id']}")
    assert (after_two["estimated_cost_usd"], after_two["cost_usd"]) == (325, 0.000325)
    assert (after_two["message_count"], after_two["summary"]) == (2, QUESTION)

    await _log(desk, begun["id"], a_logged_message("And refunds?", input_tokens=20))
    await _log(desk, begun["id"], a_logged_message("Within 14 days.", role="assistant", output_tokens=45))

    after_four = await desk.get(f"/conversations/{begun['id']}")
    assert (after_four["total_input_tokens"], after_four["total_output_tokens"]) == (45, 105)
    assert (after_four["estimated_cost_usd"], after_four["message_count"]) == (570, 4)
    assert (after_four["source"], after_four["user_id"], after_four["status"]) == ("dashboard", "u-1", "auto_resolved")


async def test_a_logged_reply_that_names_the_support_address_makes_a_ticket_that_a_person_closes(desk: Desk) -> None:
    begun = await desk.post("/conversations", a_logged_conversation())
    await _log(desk, begun["id"], a_logged_message("My venue never paid me back."))
    await _log(desk, begun["id"], a_logged_message(f"Please write to {SUPPORT_EMAIL}.", role="assistant"))

    ticket = next(ticket for ticket in await desk.get("/tickets", limit=200) if ticket["id"] == begun["id"])
    assert (ticket["status"], ticket["escalated"]) == ("needs_review", True)
    assert ticket["escalation_reason"] == "Bot unable to resolve issue"
    assert ticket["age_seconds"] >= 0

    closed = await desk.patch(begun["id"], status="closed", notes="Refunded by hand", assigned_to=ADMIN_EMAIL)
    assert (closed["status"], closed["notes"], closed["assigned_to"]) == ("closed", "Refunded by hand", ADMIN_EMAIL)
    assert closed["closed_at"] is not None
    assert begun["id"] not in [ticket["id"] for ticket in await desk.get("/tickets", limit=200)]


async def test_the_list_is_filtered_by_what_was_said_about_the_conversation(desk: Desk) -> None:
    begun = await desk.post("/conversations", a_logged_conversation(business_id="b-77", user_id="u-77"))
    await desk.patch(begun["id"], status="in_progress")

    async def listed(**filters: str) -> list[str]:
        return [conversation["id"] for conversation in await desk.get("/conversations", **filters)]

    assert await listed(business_id="b-77") == [begun["id"]]
    assert await listed(business_id="b-77", user_id="u-77", status="in_progress", source="web") == [begun["id"]]
    assert await listed(business_id="b-77", status="closed") == []


async def test_the_figures_have_the_older_systems_keys_and_agree_with_ticketing(desk: Desk) -> None:
    begun = await desk.post("/conversations", a_logged_conversation())
    await _log(desk, begun["id"], a_logged_message(QUESTION, input_tokens=25))
    await eventually(desk.figures_agree, "the figures do not agree with ticketing")

    figures = await desk.figures()
    assert figures.keys() >= {
        "total_conversations",
        "total_messages",
        "auto_resolved_pct",
        "escalated_pct",
        "avg_messages_per_conversation",
        "total_cost_usd",
        "top_questions",
        "conversations_by_day",
    }
    assert figures["auto_resolved_pct"] + figures["escalated_pct"] == 100
    assert QUESTION in [entry["question"] for entry in figures["top_questions"]]
    assert figures["conversations_by_day"][-1]["count"] == figures["total_conversations"]


async def test_nobody_reads_or_writes_without_signing_in(client: httpx2.AsyncClient) -> None:
    id_ = "0" * 24
    answers = [
        await client.post("/api/support/conversations", json={}),
        await client.post(f"/api/support/conversations/{id_}/messages", json=a_logged_message()),
        await client.patch(f"/api/support/conversations/{id_}", json={"status": "closed"}),
        await client.get("/api/support/conversations"),
        await client.get(f"/api/support/conversations/{id_}"),
        await client.get("/api/support/tickets"),
        await client.get("/api/support/analytics"),
    ]
    assert [answer.status_code for answer in answers] == [401] * 7
    assert {answer.headers["content-type"] for answer in answers} == {"application/problem+json"}


async def _log(desk: Desk, conversation_id: str, body: dict[str, object]) -> None:
    await desk.post(f"/conversations/{conversation_id}/messages", body)
