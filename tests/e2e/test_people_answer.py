"""A person takes over: the visitor sees what they write, live, and the bot is silent until it is handed back to."""

import uuid

from tests.desk import Desk
from tests.fakes.standin import StandIn
from tests.visitor import Tab, Visitor
from tests.waiting import eventually

ANSWER = "I have looked at your booking: the second payment goes back today."


async def agents(tab: Tab, nth: int = 1) -> dict[str, object]:
    """The nth message of a person, as soon as the page shows it."""

    def written() -> list[dict[str, object]]:
        return [message for message in tab.messages.values() if message["role"] == "agent"]

    await tab.until(lambda _: len(written()) >= nth, f"there was no message {nth} of a person")
    return written()[nth - 1]


async def test_a_person_answers_live_the_bot_is_silent_and_knows_it_after_the_hand_back(
    visitor: Visitor, desk: Desk, claude: StandIn
) -> None:
    path = f"/conversations/{visitor.conversation_id}"
    body = {"content": ANSWER, "client_reply_id": str(uuid.uuid4())}
    async with visitor.tab() as tab:
        await tab.reply_to(await visitor.send("How do payments work?"))
        await desk.conversation(visitor.conversation_id, messages=2)

        said = await desk.post(f"{path}/replies", body)
        assert await desk.post(f"{path}/replies", body) == said
        shown = await agents(tab)
        await tab.until(lambda tab: tab.handled_by == "person", "the page was not told that a person has it")
        thanks = await visitor.send("Thanks a lot!")
        await tab.until(lambda tab: thanks in tab.messages, "the visitor's own message was not shown")
        await desk.conversation(visitor.conversation_id, messages=4)

        back = await desk.post(f"{path}/hand-back", None, expected=200)
        await tab.until(lambda tab: tab.handled_by == "bot", "the page was not told that the bot is back")
        reply = await tab.reply_to(await visitor.send("How do refunds work?"))

    assert (shown["message_id"], shown["content"], shown["agent_name"]) == (said["id"], ANSWER, said["agent_name"])
    assert (back["handled_by"], back["assigned_to"]) == ("bot", None)
    assert thanks not in reply["answers"]
    assert [message["seq"] for message in tab.messages.values()] == list(range(1, 7))
    first, second = claude.requests()
    assert ANSWER in str(second)
    assert "<colleague_message" in str(second)
    assert "<colleague_message" not in str(first)

    kept = await desk.conversation(visitor.conversation_id, messages=6)
    assert [message["role"] for message in kept["messages"]] == [
        *("user", "assistant", "agent"),
        *("user", "user", "assistant"),
    ]
    await eventually(desk.figures_agree, "analytics and ticketing do not agree", within_seconds=30)


async def test_the_answer_in_the_making_is_withdrawn_when_a_person_answers(
    visitor: Visitor, desk: Desk, claude: StandIn
) -> None:
    claude.script({"reply": {"text": "Let me think about that for a while. " * 40}, "pace": {"delta_seconds": 0.2}})
    async with visitor.tab() as tab:
        await visitor.send("How do payments work?")
        await tab.first_words()
        await eventually(lambda: desk.find(visitor.conversation_id), "ticketing has not heard of it")

        await desk.post(f"/conversations/{visitor.conversation_id}/replies", {"content": ANSWER})
        await agents(tab)
        await tab.until(lambda tab: not tab.text, "the page still shows what the bot began to say")

    thread = await visitor.thread()
    assert [message["role"] for message in thread["messages"]] == ["user", "agent"]
    assert tab.replies == []


async def test_a_visitor_who_writes_after_the_end_reopens_it_and_is_answered(
    visitor: Visitor, desk: Desk, claude: StandIn
) -> None:
    async with visitor.tab() as tab:
        await tab.reply_to(await visitor.send("How do payments work?"))
        await desk.conversation(visitor.conversation_id, messages=2)
        await desk.patch(visitor.conversation_id, status="closed")
        await tab.reply_to(await visitor.send("And how do refunds work?"))

    async def reopened() -> bool:
        found = await desk.conversation(visitor.conversation_id, messages=4)
        return (found["status"], found["reopened_count"], found["closed_at"]) == ("auto_resolved", 1, None)

    await eventually(reopened, "it was not reopened once")
