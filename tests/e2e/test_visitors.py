"""What a visitor leaves behind, and how they come back to it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import jwt

from tests.desk import Desk
from tests.system import IDENTITY_SECRET
from tests.visitor import Visitor
from tests.waiting import eventually


def an_identity(user_id: str) -> str:
    """As the business's own back end signs it."""
    claims = {"sub": user_id, "email": f"{user_id}@example.org", "exp": datetime.now(UTC) + timedelta(minutes=5)}
    return jwt.encode(claims, IDENTITY_SECRET, "HS256")


async def own_conversations(client: httpx2.AsyncClient, user_id: str) -> list[dict[str, Any]]:
    headers = {"Authorization": f"Bearer {an_identity(user_id)}"}
    answer = await client.get("/api/chat/conversations", headers=headers)
    assert answer.status_code == 200, answer.text
    return list(answer.json())


async def test_the_address_that_a_visitor_leaves_reaches_the_ticket_and_is_not_asked_for_again(
    visitor: Visitor, desk: Desk
) -> None:
    async with visitor.tab() as tab:
        await tab.reply_to(await visitor.send("Can I talk to a human?"))
        answer = await visitor.say("contact", email="Jo@Example.org", name="Jo")
        await tab.until(lambda tab: tab.contact_known, "the page was not told that the address is known")

    assert answer.status_code == 202

    async def known() -> bool:
        return bool((await desk.ticket(visitor.conversation_id))["contact_email"] == "Jo@example.org")

    await eventually(known, "the ticket has no address")
    assert (await visitor.thread())["contact_known"]


async def test_a_rating_reaches_the_conversation_and_the_figures(visitor: Visitor, desk: Desk) -> None:
    async with visitor.tab() as tab:
        await tab.reply_to(await visitor.send("How do payments work?"))
    await visitor.say("rating", solved=False)
    await visitor.say("rating", solved=True, score=4, comment="Quick")

    async def rated() -> bool:
        found = await desk.find(visitor.conversation_id)
        return bool(found and (found["rating_solved"], found["rating_score"]) == (True, 4))

    async def counted() -> bool:
        figures = await desk.figures()
        return figures["avg_score"] is not None and figures["solved_pct"] is not None

    await eventually(rated, "the conversation has no rating")
    await eventually(counted, "the figures have no rating")


async def test_a_renewed_token_opens_the_same_conversation(visitor: Visitor) -> None:
    await visitor.send("How do payments work?")
    answer = await visitor.client.post(f"{visitor.path}/token", headers=visitor.headers)

    later = Visitor(visitor.client, visitor.conversation_id, answer.json()["token"])
    async with later.tab() as tab:
        assert (await tab.reply())["content"]


async def test_a_signed_in_user_finds_the_conversation_on_another_device_and_nobody_else_does(
    client: httpx2.AsyncClient, desk: Desk
) -> None:
    at_home = await Visitor.arrives(client, identity=an_identity("u7"))
    async with at_home.tab() as tab:
        await tab.reply_to(await at_home.send("How do payments work?"))

    (found,) = await own_conversations(client, "u7")
    away = Visitor(client, found["conversation_id"], found["token"])

    assert found["opening"] == "How do payments work?"
    assert away.conversation_id == at_home.conversation_id
    assert (await away.thread()) == (await at_home.thread())
    assert await own_conversations(client, "u8") == []
    kept = await desk.conversation(at_home.conversation_id, messages=2)
    assert (kept["user_id"], kept["contact_email"]) == ("u7", "u7@example.org")
