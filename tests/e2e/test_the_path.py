"""A visitor asks, Claude answers, an admin sees it, and the figures count it."""

import pytest

from deploy.standin.ledger import Entry
from tests.desk import Desk
from tests.fakes.standin import StandIn
from tests.visitor import Visitor
from tests.waiting import eventually

LONG_ANSWER = "You pay by card, Apple Pay or Google Pay when you book. " * 8


async def test_the_answer_streams_in_and_is_what_the_thread_keeps(visitor: Visitor) -> None:
    async with visitor.tab() as tab:
        asked = await visitor.send("How do payments work?")
        reply = await tab.reply_to(asked)

    assert tab.streamed[reply["turn_id"]] == reply["content"]
    assert tab.names.count("reply.delta") >= 1
    assert tab.names.index("message.received") < tab.names.index("reply.delta") < tab.names.index("reply.completed")
    assert [(m["role"], m["content"]) for m in (await visitor.thread())["messages"]] == [
        ("user", "How do payments work?"),
        ("assistant", reply["content"]),
    ]


async def test_an_answer_from_the_articles_is_about_what_was_asked(visitor: Visitor) -> None:
    async with visitor.tab() as tab:
        reply = await tab.reply_to(await visitor.send("How do payments work?"))

    assert "card" in reply["content"]


async def test_ticketing_keeps_both_messages_with_what_claude_billed(
    visitor: Visitor, desk: Desk, claude: StandIn
) -> None:
    async with visitor.tab() as tab:
        reply = await tab.reply_to(await visitor.send("How do payments work?"))
    kept = await desk.conversation(visitor.conversation_id, messages=2)

    (call,) = claude.requests()
    asked, answered = kept["messages"]
    assert (asked["role"], asked["content"]) == ("user", "How do payments work?")
    assert (answered["role"], answered["content"]) == ("assistant", reply["content"])
    assert (asked["input_tokens"], answered["output_tokens"]) == (_input(call), call.usage.output_tokens)
    assert (kept["total_input_tokens"], kept["total_output_tokens"]) == (_input(call), call.usage.output_tokens)
    assert round(kept["cost_usd"] * 1e9) == _nanousd(call)
    assert kept["estimated_cost_usd"] == round(_nanousd(call) / 1000)
    assert (kept["status"], kept["escalated"], kept["summary"]) == ("auto_resolved", False, "How do payments work?")


@pytest.mark.parametrize(
    "usage",
    [
        {"input_tokens": 25, "output_tokens": 60},
        {"input_tokens": 7, "output_tokens": 11, "cache_creation_input_tokens": 5_001},
        {"input_tokens": 7, "output_tokens": 13, "cache_read_input_tokens": 5_001},
    ],
    ids=["plain", "cache written", "cache read"],
)
async def test_the_cost_is_exact_for_every_class_of_tokens(
    usage: dict[str, int], visitor: Visitor, desk: Desk, claude: StandIn
) -> None:
    claude.script({"reply": {"text": "By card."}, "usage": usage})
    async with visitor.tab() as tab:
        await tab.reply_to(await visitor.send("How do payments work?"))
    kept = await desk.conversation(visitor.conversation_id, messages=2)

    (call,) = claude.requests()
    assert round(kept["cost_usd"] * 1e9) == _nanousd(call)
    assert kept["total_input_tokens"] == sum(usage.values()) - usage["output_tokens"]


async def test_the_figures_count_it_within_seconds(visitor: Visitor, desk: Desk) -> None:
    async with visitor.tab() as tab:
        await tab.reply_to(await visitor.send("How do payments work?"))
    await desk.conversation(visitor.conversation_id, messages=2)

    await eventually(desk.figures_agree, "the figures do not agree with ticketing")


async def test_a_second_question_is_answered_with_the_first_in_mind(visitor: Visitor, claude: StandIn) -> None:
    async with visitor.tab() as tab:
        first = await tab.reply_to(await visitor.send("How do payments work?"))
        await tab.reply_to(await visitor.send("And how do I cancel?"))

    said = [(message.role, message.text) for message in claude.requests()[-1].messages]
    assert [role for role, _ in said] == ["user", "assistant", "user"]
    assert "How do payments work?" in said[0][1]
    assert first["content"] in said[1][1]
    assert "And how do I cancel?" in said[2][1]


async def test_a_long_answer_arrives_in_pieces(visitor: Visitor, claude: StandIn) -> None:
    claude.script({"reply": {"text": LONG_ANSWER}, "pace": {"delta_seconds": 0.02}})
    async with visitor.tab() as tab:
        reply = await tab.reply_to(await visitor.send("How do payments work?"))

    assert tab.names.count("reply.delta") > 3
    assert tab.streamed[reply["turn_id"]] == reply["content"] == LONG_ANSWER


def _input(call: Entry) -> int:
    usage = call.usage
    return usage.input_tokens + usage.cache_creation_input_tokens + usage.cache_read_input_tokens


def _nanousd(call: Entry) -> int:
    """Haiku 4.5: $1 and $5 per million tokens, writing the cache 1.25 times, reading it a tenth of the input's."""
    usage = call.usage
    return (
        usage.input_tokens * 1_000
        + usage.output_tokens * 5_000
        + usage.cache_creation_input_tokens * 1_250
        + usage.cache_read_input_tokens * 100
    )
