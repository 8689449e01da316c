"""Claude down is not silence."""

import pytest

from tests.desk import Desk
from tests.fakes.standin import StandIn
from tests.system import SUPPORT_EMAIL
from tests.visitor import Visitor
from tests.waiting import eventually

OVERLOADED = {"error": {"status": 529}}


async def test_an_overloaded_claude_is_asked_again_until_it_answers(visitor: Visitor, claude: StandIn) -> None:
    claude.script({**OVERLOADED, "times": 2}, {"reply": {"text": "By card."}})
    async with visitor.tab() as tab:
        reply = await tab.reply_to(await visitor.send("How do payments work?"))

    assert reply["content"] == "By card."
    assert [call.status for call in claude.requests()] == [529, 529, 200]


@pytest.mark.parametrize(
    "fault",
    [
        {"fault": {"kind": "cut", "after_deltas": 3}},
        {"fault": {"kind": "end", "after_deltas": 3}},
        {"fault": {"kind": "error_event", "after_deltas": 3}},
    ],
    ids=["torn", "ends politely", "error event"],
)
async def test_half_an_answer_is_withdrawn_and_another_takes_its_place(
    fault: dict[str, object], visitor: Visitor, desk: Desk, claude: StandIn
) -> None:
    half = "This half will never be finished, and nobody may keep it. " * 2
    claude.script({"reply": {"text": half}, **fault}, {"reply": {"text": "By card."}})
    async with visitor.tab() as tab:
        reply = await tab.reply_to(await visitor.send("How do payments work?"))

    assert reply["content"] == tab.streamed[reply["turn_id"]] == "By card."
    assert len(claude.requests()) == 2
    kept = await desk.conversation(visitor.conversation_id, messages=2)
    assert [message["content"] for message in kept["messages"]] == ["How do payments work?", "By card."]
    await _costs_what_was_billed(visitor, desk, claude)


async def test_a_claude_that_never_answers_ends_in_an_honest_message_and_a_ticket(
    visitor: Visitor, desk: Desk, claude: StandIn
) -> None:
    claude.script({"error": {"status": 500}, "times": None})
    async with visitor.tab() as tab:
        reply = await tab.reply_to(await visitor.send("How do payments work?"))

    assert "a person will look at it" in reply["content"]
    assert SUPPORT_EMAIL in reply["content"]
    ticket = await desk.ticket(visitor.conversation_id)
    assert (ticket["status"], ticket["escalated"], ticket["cost_usd"]) == ("needs_review", True, 0)
    assert ticket["escalation_reason"] == "The assistant could not answer"


async def test_a_refused_key_is_not_tried_again_and_ends_the_same_way(
    visitor: Visitor, desk: Desk, claude: StandIn
) -> None:
    claude.script({"error": {"status": 401}, "times": None})
    async with visitor.tab() as tab:
        reply = await tab.reply_to(await visitor.send("How do payments work?"))

    assert "a person will look at it" in reply["content"]
    assert len(claude.requests()) == 1
    assert (await desk.ticket(visitor.conversation_id))["status"] == "needs_review"


async def _costs_what_was_billed(visitor: Visitor, desk: Desk, claude: StandIn) -> None:
    """Also for the call whose answer was thrown away; the cut one is billed as far as Claude had said when it was."""

    async def settled() -> bool:
        kept = await desk.find(visitor.conversation_id)
        used = claude.requests()[-1].usage
        return bool(kept and kept["total_input_tokens"] >= used.input_tokens + used.cache_read_input_tokens)

    await eventually(settled, "the calls are not accounted for")
