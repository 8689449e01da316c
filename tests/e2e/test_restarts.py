"""A service stops or dies in the middle of an answer and comes back: the answer arrives, once."""

from collections.abc import AsyncIterator
from typing import Final

import pytest

from tests.desk import Desk
from tests.fakes.standin import StandIn
from tests.system import RunningSystem, Shape
from tests.visitor import Visitor
from tests.waiting import eventually

ANSWER: Final = "You pay by card, Apple Pay or Google Pay when you book. " * 5
SLOWLY: Final = {"reply": {"text": ANSWER}, "pace": {"delta_seconds": 0.08}}

pytestmark = pytest.mark.parametrize("shape", [Shape.SEPARATE], scope="package", indirect=True)


@pytest.fixture(autouse=True)
async def everything_runs_again(system: RunningSystem) -> AsyncIterator[None]:
    """Also after a test that failed in between."""
    yield
    await system.begin(*(name for name, process in system.services.items() if not process.runs))


@pytest.mark.parametrize("service", ["gateway", "chat_worker"])
async def test_a_service_that_is_stopped_in_the_middle_ends_cleanly_and_the_answer_arrives_once(
    service: str, system: RunningSystem, visitor: Visitor, desk: Desk, claude: StandIn
) -> None:
    claude.script(SLOWLY)
    async with visitor.tab() as tab:
        asked = await visitor.send("How do payments work?")
        await tab.first_words()
        code = await system.restart(service)
        reply = await tab.reply_to(asked)

    assert code == 0
    await _is_there_once(reply["content"], visitor, desk)
    assert reply["content"] == ANSWER


async def test_with_ticketing_and_analytics_stopped_in_the_middle_the_visitor_is_answered_and_nothing_is_lost(
    system: RunningSystem, visitor: Visitor, desk: Desk, claude: StandIn
) -> None:
    claude.script(SLOWLY)
    async with visitor.tab() as tab:
        asked = await visitor.send("How do payments work?")
        await tab.first_words()
        codes = await system.end("ticketing", "analytics")
        reply = await tab.reply_to(asked)
    await system.begin("ticketing", "analytics")

    assert codes == [0, 0]
    await _is_there_once(reply["content"], visitor, desk)
    await eventually(desk.figures_agree, "the figures do not agree with ticketing")


async def test_a_chat_worker_that_is_killed_in_the_middle_leaves_its_turn_to_the_next(
    system: RunningSystem, visitor: Visitor, desk: Desk, claude: StandIn
) -> None:
    claude.script(SLOWLY, {"reply": {"text": "By card."}})
    async with visitor.tab() as tab:
        asked = await visitor.send("How do payments work?")
        await tab.first_words()
        await system.crash("chat_worker")
        reply = await tab.reply_to(asked)

    assert reply["content"] == "By card."
    await _is_there_once("By card.", visitor, desk)


async def test_with_the_chat_worker_down_a_message_is_accepted_and_answered_later(
    system: RunningSystem, visitor: Visitor, desk: Desk
) -> None:
    await system.end("chat_worker")
    asked = await visitor.send("How do payments work?")
    unread = await visitor.client.get(f"{visitor.path}/messages", headers=visitor.headers)
    await system.begin("chat_worker")
    async with visitor.tab() as tab:
        reply = await tab.reply_to(asked)

    assert (unread.status_code, unread.headers["content-type"]) == (503, "application/problem+json")
    assert "retry-after" in unread.headers
    await _is_there_once(reply["content"], visitor, desk)


async def _is_there_once(content: str, visitor: Visitor, desk: Desk) -> None:
    thread = (await visitor.thread())["messages"]
    assert [message["role"] for message in thread] == ["user", "assistant"]
    kept = await desk.conversation(visitor.conversation_id, messages=2)
    assert [message["content"] for message in kept["messages"]] == ["How do payments work?", content]
