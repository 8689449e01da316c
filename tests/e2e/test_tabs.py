"""Whoever joins, rejoins or lags ends with exactly the text of the final reply."""

from typing import Final

from tests.fakes.standin import StandIn
from tests.visitor import Visitor

ANSWER: Final = "Ünïcode 😀 counts by code points. You pay by card, Apple Pay or Google Pay when you book. " * 3
SLOWLY: Final = {"reply": {"text": ANSWER}, "pace": {"delta_seconds": 0.05}}


async def test_a_second_tab_that_joins_in_the_middle_ends_with_the_same_text(visitor: Visitor, claude: StandIn) -> None:
    claude.script(SLOWLY)
    async with visitor.tab() as first:
        asked = await visitor.send("How do payments work?")
        await first.first_words()
        async with visitor.tab() as second:
            seen = [await tab.reply_to(asked) for tab in (first, second)]

    assert seen[0] == seen[1]
    assert seen[0]["content"] == ANSWER
    assert first.streamed[seen[0]["turn_id"]] == ANSWER
    assert ANSWER.startswith(second.streamed[seen[1]["turn_id"]])


async def test_a_refresh_in_the_middle_goes_on_where_the_page_was(visitor: Visitor, claude: StandIn) -> None:
    claude.script(SLOWLY)
    async with visitor.tab() as before:
        asked = await visitor.send("How do payments work?")
        await before.first_words()
    shown = before.text
    async with before.again() as after:
        reply = await after.reply_to(asked)

    assert reply["content"] == ANSWER
    assert after.streamed[reply["turn_id"]].startswith(shown)
    assert ANSWER.startswith(after.streamed[reply["turn_id"]])
    assert "message.received" not in after.names


async def test_a_page_that_comes_back_after_the_reply_gets_only_what_it_missed(visitor: Visitor) -> None:
    async with visitor.tab() as before:
        await before.reply_to(await visitor.send("How do payments work?"))
    asked = await visitor.send("And how do I cancel?")
    async with visitor.tab() as elsewhere:
        await elsewhere.reply_to(asked)

    async with visitor.tab(last_event_id=before.last_event_id) as after:
        reply = await after.reply_to(asked)

    assert list(after.messages) == [asked, reply["message_id"]]


async def test_a_page_without_a_memory_gets_the_whole_thread(visitor: Visitor) -> None:
    async with visitor.tab() as tab:
        for question in ("How do payments work?", "And how do I cancel?"):
            await tab.reply_to(await visitor.send(question))

    async with visitor.tab() as fresh:
        await fresh.reply(2)

    assert fresh.messages == tab.messages
    assert set(fresh.names) == {"message.received", "reply.completed"}


async def test_a_conversation_without_messages_has_an_open_stream_that_the_first_message_reaches(
    visitor: Visitor,
) -> None:
    assert (await visitor.thread())["messages"] == []
    async with visitor.tab() as tab:
        assert tab.names == []
        await tab.reply_to(await visitor.send("How do payments work?"))
