"""One copy of each message, one reply to each turn, in order, whatever the visitor's client does."""

import asyncio
import uuid

from tests.desk import Desk
from tests.fakes.standin import StandIn
from tests.visitor import Visitor


async def test_the_same_client_message_id_twice_is_one_message_and_one_reply(
    visitor: Visitor, desk: Desk, claude: StandIn
) -> None:
    client_message_id = str(uuid.uuid4())
    async with visitor.tab() as tab:
        first = await visitor.send("How do payments work?", client_message_id=client_message_id)
        again = await visitor.send("How do payments work?", client_message_id=client_message_id)
        await tab.reply_to(first)
        late = await visitor.send("How do payments work?", client_message_id=client_message_id)
        await tab.reply_to(await visitor.send("And refunds?"))

    assert first == again == late
    kept = await desk.conversation(visitor.conversation_id, messages=4)
    assert [message["role"] for message in kept["messages"]] == ["user", "assistant", "user", "assistant"]
    assert len(claude.requests()) == 2


async def test_the_same_message_sent_ten_times_at_once_is_one(visitor: Visitor, desk: Desk) -> None:
    client_message_id = str(uuid.uuid4())
    async with visitor.tab() as tab:
        ids = await asyncio.gather(
            *(visitor.send("How do payments work?", client_message_id=client_message_id) for _ in range(10))
        )
        await tab.reply_to(ids[0])

    assert len(set(ids)) == 1
    assert [message["role"] for message in (await visitor.thread())["messages"]] == ["user", "assistant"]
    assert (await desk.conversation(visitor.conversation_id, messages=2))["message_count"] == 2


async def test_every_message_of_a_burst_is_kept_in_order_and_answered_once(visitor: Visitor, desk: Desk) -> None:
    async with visitor.tab() as tab:
        ids: list[str] = []
        for content in ("How do payments work?", "I mean deposits.", "And when does a refund arrive?"):
            ids.append(await visitor.send(content, after_message_id=ids[-1] if ids else None))
        for message_id in ids:
            await tab.reply_to(message_id)

    thread = (await visitor.thread())["messages"]
    answered = [message_id for message in thread if message["role"] == "assistant" for message_id in message["answers"]]
    assert [message["id"] for message in thread if message["role"] == "user"] == ids
    assert sorted(answered) == sorted(ids)
    kept = await desk.conversation(visitor.conversation_id, messages=len(thread))
    order = [message["id"] for message in kept["messages"]]
    assert sorted(order) == sorted(message["id"] for message in thread)
    assert [message_id for message_id in order if message_id in ids] == ids
    for reply in (message for message in thread if message["role"] == "assistant"):
        assert all(order.index(asked) < order.index(reply["id"]) for asked in reply["answers"])


async def test_two_conversations_at_once_do_not_mix(visitor: Visitor, claude: StandIn) -> None:
    other = await Visitor.arrives(visitor.client)
    claude.script(
        {"match": "apples", "reply": {"text": "About apples."}}, {"match": "pears", "reply": {"text": "About pears."}}
    )
    async with visitor.tab() as one, other.tab() as two:
        await asyncio.gather(visitor.send("apples?"), other.send("pears?"))
        assert (await one.reply())["content"] == "About apples."
        assert (await two.reply())["content"] == "About pears."

    assert len((await visitor.thread())["messages"]) == len((await other.thread())["messages"]) == 2
