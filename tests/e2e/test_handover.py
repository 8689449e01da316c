"""Who needs a person gets one and is told so, and the bot is silent until it is given the conversation back."""

from typing import Any, Final

import pytest

from tests.desk import Desk
from tests.fakes.standin import StandIn
from tests.system import SUPPORT_EMAIL
from tests.visitor import Tab, Visitor
from tests.waiting import eventually

PASSED_ON = "A person will read all of it and reply to you here."
LEAVE_ADDRESS = "Please leave us your e-mail address"


async def heard(desk: Desk, visitor: Visitor, *, messages: int) -> bool:
    found = await desk.find(visitor.conversation_id)
    return bool(found and found["message_count"] >= messages)


def tool(name: str, text: str = "", **arguments: object) -> dict[str, Any]:
    return {"reply": {"text": text, "tool_calls": [{"name": name, "input": arguments}]}}


async def with_a_person(tab: Tab) -> None:
    await tab.until(lambda tab: tab.handled_by == "person", "the page was not told that a person has it")


@pytest.mark.parametrize(
    ("words", "button"),
    [
        ("Can I talk to a real person, please?", False),
        ("Quiero hablar con una persona", False),
        ("Je voudrais parler à un conseiller", False),
        ("Ich möchte mit einem Menschen sprechen!", False),
        ("Chcę rozmawiać z człowiekiem", False),
        ("It is about my booking.", True),
    ],
)
async def test_whoever_asks_for_a_person_is_handed_over_without_a_call(
    words: str, *, button: bool, visitor: Visitor, desk: Desk, claude: StandIn
) -> None:
    async with visitor.tab() as tab:
        reply = await tab.reply_to(await visitor.send(words, wants_person=button))
        await with_a_person(tab)

    assert claude.requests() == []
    assert reply["content"]
    ticket = await desk.ticket(visitor.conversation_id)
    assert (ticket["status"], ticket["handled_by"]) == ("needs_review", "person")
    assert (ticket["escalation_category"], ticket["escalation_summary"]) == ("visitor_asked", words)
    assert ticket["age_seconds"] >= 0


async def test_the_model_hands_over_with_its_own_words_a_category_a_summary_and_an_urgency(
    visitor: Visitor, desk: Desk, claude: StandIn
) -> None:
    summary = "Charged twice for tonight's booking; wants the second charge back."
    claude.script(
        tool("escalate_to_human", "That should not happen.", category="payment", summary=summary, urgency="high")
    )
    async with visitor.tab() as tab:
        reply = await tab.reply_to(await visitor.send("I was charged twice for tonight."))
        await with_a_person(tab)

    assert reply["content"].startswith("That should not happen.\n\nI have passed your conversation")
    assert "marked it as urgent" in reply["content"]
    assert LEAVE_ADDRESS in reply["content"]
    ticket = await desk.ticket(visitor.conversation_id)
    assert (ticket["escalation_category"], ticket["urgency"]) == ("payment", "high")
    assert ticket["escalation_summary"] == summary


async def test_a_visitor_whose_address_is_known_is_not_asked_for_it(visitor: Visitor, claude: StandIn) -> None:
    async with visitor.tab() as tab:
        reply = await tab.reply_to(await visitor.send("Human please. I am jo@example.org"))

    assert PASSED_ON in reply["content"]
    assert LEAVE_ADDRESS not in reply["content"]


async def test_after_it_the_bot_is_silent_until_the_person_gives_the_conversation_back(
    visitor: Visitor, desk: Desk, claude: StandIn
) -> None:
    async with visitor.tab() as tab:
        await tab.reply_to(await visitor.send("Can I talk to a human?"))
        await with_a_person(tab)
        await desk.ticket(visitor.conversation_id)
        said = await visitor.send("Are you there?")
        await tab.until(lambda tab: said in tab.messages, "the visitor's own message was not shown")
        await eventually(lambda: heard(desk, visitor, messages=3), "the desk has not heard what the visitor wrote")

        back = await desk.patch(visitor.conversation_id, status="auto_resolved")
        await tab.until(lambda tab: tab.handled_by == "bot", "the page was not told that the bot is back")
        reply = await tab.reply_to(await visitor.send("How do payments work?"))

    assert back["handled_by"] == "bot"
    assert said not in reply["answers"]
    assert len(tab.replies) == 2
    assert len(claude.requests()) == 1


async def test_a_promise_is_taken_back_and_a_person_takes_its_place(
    visitor: Visitor, desk: Desk, claude: StandIn
) -> None:
    promise = "I looked into it. I have refunded you the full amount. " + "Is there anything else? " * 20
    claude.script({"reply": {"text": promise}, "pace": {"delta_seconds": 0.05}})
    async with visitor.tab() as tab:
        reply = await tab.reply_to(await visitor.send("Where is my money?"))
        await with_a_person(tab)

    assert "refunded" not in reply["content"]
    assert "I have taken back my last answer" in reply["content"]
    assert tab.streamed[reply["turn_id"]] == reply["content"]
    assert (await desk.ticket(visitor.conversation_id))["escalation_category"] == "promise"


NO_ANSWER: Final[dict[str, tuple[dict[str, Any], str, str]]] = {
    "refusal": (
        {"reply": {"text": "I can't.", "stop_reason": "refusal"}},
        "refused",
        "I'm not able to help with this.",
    ),
    "overloaded": ({"error": {"status": 529}, "times": None}, "assistant_unavailable", "a person will look at it"),
    "bad request": ({"error": {"status": 400}, "times": None}, "assistant_unavailable", "a person will look at it"),
    "spend limit": (
        {"error": {"status": 429, "spend_limit": True}, "times": None},
        "assistant_unavailable",
        SUPPORT_EMAIL,
    ),
}


@pytest.mark.parametrize("why", NO_ANSWER)
async def test_where_claude_has_no_answer_a_person_is_called(
    why: str, visitor: Visitor, desk: Desk, claude: StandIn
) -> None:
    script, category, says = NO_ANSWER[why]
    claude.script(script)
    async with visitor.tab() as tab:
        reply = await tab.reply_to(await visitor.send("How do payments work?"))
        await with_a_person(tab)

    assert says in reply["content"]
    assert (await desk.ticket(visitor.conversation_id))["escalation_category"] == category


async def test_an_answer_shows_its_sources_and_an_admin_what_it_was_made_of(visitor: Visitor, desk: Desk) -> None:
    async with visitor.tab() as tab:
        reply = await tab.reply_to(await visitor.send("How do payments work?"))

    assert reply["sources"]
    assert all(source["title"] and source["url"] for source in reply["sources"])
    kept = await desk.conversation(visitor.conversation_id, messages=2)
    made = kept["messages"][1]["provenance"]
    assert kept["messages"][1]["sources"] == reply["sources"]
    assert {source["url"] for source in reply["sources"]} <= {article["url"] for article in made["offered"]}
    assert made["model"].startswith("claude-haiku-4-5")
    assert made["prompt_version"]
    assert made["knowledge_version"]
    assert made["cost_nanousd"] > 0


async def test_what_is_asked_twice_in_vain_goes_to_a_person(visitor: Visitor, desk: Desk, claude: StandIn) -> None:
    claude.script({"reply": {"text": f"Please write to {SUPPORT_EMAIL}."}, "times": 2})
    async with visitor.tab() as tab:
        await tab.reply_to(await visitor.send("My venue never paid me back."))
        first = await desk.ticket(visitor.conversation_id)
        await tab.reply_to(await visitor.send("And now?"))
        await with_a_person(tab)

    assert first["handled_by"] == "bot"

    async def is_a_persons() -> bool:
        return bool((await desk.ticket(visitor.conversation_id))["handled_by"] == "person")

    await eventually(is_a_persons, "ticketing does not say that a person has it")


async def test_at_a_spending_cap_no_call_is_made_and_a_person_is_called(
    visitor: Visitor, desk: Desk, claude: StandIn
) -> None:
    nearly_all = {"input_tokens": 1_000, "output_tokens": 99_000}
    claude.script({"reply": {"text": "By card."}, "usage": nearly_all})
    async with visitor.tab() as tab:
        await tab.reply_to(await visitor.send("How do payments work?"))
        reply = await tab.reply_to(await visitor.send("And how do refunds work?"))
        await with_a_person(tab)

    assert "can't give any more answers" in reply["content"]
    assert LEAVE_ADDRESS in reply["content"]
    assert len(claude.requests()) == 1
    ticket = await desk.ticket(visitor.conversation_id)
    assert (ticket["escalation_category"], ticket["cost_usd"]) == ("budget_exhausted", 0.496)


async def test_a_person_who_takes_over_in_the_middle_of_an_answer_silences_the_bot(
    visitor: Visitor, desk: Desk, claude: StandIn
) -> None:
    claude.script({"reply": {"size_characters": 4_000}, "pace": {"delta_seconds": 0.1}})
    async with visitor.tab() as tab:
        asked = await visitor.send("How do payments work?")
        await tab.first_words()
        await desk.patch(visitor.conversation_id, status="in_progress")
        await with_a_person(tab)
        await tab.until(lambda tab: not tab.text, "what was shown of the answer was not withdrawn")

    async def accounted_for() -> bool:
        kept = await desk.find(visitor.conversation_id)
        return bool(kept and kept["cost_usd"] > 0)

    await eventually(accounted_for, "the call that was thrown away is not accounted for")
    thread = await visitor.thread()
    assert [message["id"] for message in thread["messages"]] == [asked]
    assert thread["partial"] is None
