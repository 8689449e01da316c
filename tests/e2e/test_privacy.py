"""A conversation is erased while it is going on: nothing of it is left in any service, and nothing brings it back."""

from collections.abc import AsyncIterator

import pytest
from prometheus_client import CollectorRegistry
from pydantic import SecretStr

from shared import topology
from shared.broker import BrokerLinks
from shared.events import EVENTS, Event
from shared.mongo import Database, database_of, open_client
from shared.publisher import EventPublisher
from shared.settings import StoreSettings
from tests import broker
from tests.builders import (
    a_contact_provided,
    a_conversation_rated,
    a_message_received,
    a_reply_generated,
    a_usage_recorded,
    an_agent_replied,
    an_escalation_requested,
)
from tests.desk import Desk
from tests.fakes.standin import StandIn
from tests.system import RunningSystem
from tests.visitor import Visitor
from tests.waiting import eventually

SECRET = "Zanzibar-7712"
SLOW = {"reply": {"text": "Let me think about that for a while. " * 40}, "pace": {"delta_seconds": 0.2}}


@pytest.fixture
async def store(system: RunningSystem) -> AsyncIterator[Database]:
    """The database of all services, seen from outside."""
    servers = system.servers
    settings = StoreSettings(mongodb_url=SecretStr(servers.mongo_url), mongodb_database=servers.database)
    client = open_client(settings)
    yield database_of(client, settings)
    client.close()


async def places_of(words: str, store: Database) -> list[str]:
    """The collections in which they are found."""
    return [
        name
        for name in sorted(await store.list_collection_names())
        if words in repr(await store[name].find().to_list(None))
    ]


async def redeliver(system: RunningSystem, *events: Event) -> None:
    """What was said before comes once more, to everybody."""
    links = BrokerLinks("test", SecretStr(system.servers.rabbit_url), CollectorRegistry())
    links.start()
    await links.ready()
    publisher = EventPublisher(links, "gateway", EVENTS)
    for event in events:
        await publisher.publish(event)
    await links.stop()


async def dead_letters(system: RunningSystem) -> int:
    queues = map(topology.dead_letter_queue_name, topology.LISTENERS)
    return sum([await broker.waiting_in(system.servers.rabbit_url, queue) for queue in queues])


async def test_erased_in_the_middle_of_an_answer_it_is_gone_everywhere_for_good(
    system: RunningSystem, visitor: Visitor, desk: Desk, claude: StandIn, store: Database
) -> None:
    conversation_id = visitor.conversation_id
    path, buried = f"/conversations/{conversation_id}", await dead_letters(system)
    async with visitor.tab() as tab:
        question = await visitor.send(f"How do payments work? I am {SECRET}")
        await tab.reply_to(question)
        await visitor.say("contact", email=f"{SECRET}@example.org")
        await visitor.say("rating", solved=False, score=2, comment=SECRET)
        await tab.until(lambda tab: tab.contact_known, "the address was not heard of")
        await desk.conversation(conversation_id, messages=2)
        await desk.post(f"{path}/notes", {"content": SECRET})
        claude.script(SLOW)
        await visitor.send(f"And refunds? {SECRET}")
        await tab.first_words()
        before = await desk.conversation(conversation_id, messages=3)
        everywhere = await places_of(SECRET, store)

        answer = await desk.client.delete(f"/api/support{path}", headers=desk.headers)
        assert answer.status_code == 202, answer.text
        await tab.until(lambda tab: tab.erased, "the page was not told")

    assert {"support_conversations", "support_messages", "support_transcripts", "support_facts"} <= set(everywhere)

    async def receipted() -> bool:
        return not (await desk.get(f"/erasures/{conversation_id}"))["waiting_for"]

    async def gone() -> bool:
        return not await places_of(SECRET, store) and not await places_of("Let me think", store)

    async def paid_for_what_was_thrown_away() -> bool:
        return bool((await desk.get(f"/erasures/{conversation_id}"))["cost_usd"] > before["cost_usd"])

    await eventually(receipted, "a receipt is missing")
    await eventually(gone, "something is left")
    await eventually(paid_for_what_was_thrown_away, "the call that was stopped was not accounted for")
    for route in ("messages", "events"):
        refused = await visitor.client.get(f"{visitor.path}/{route}", headers=visitor.headers)
        assert (refused.status_code, refused.json()["type"]) == (410, "urn:support-desk:problem:conversation-erased")

    of_it = {"conversation_id": conversation_id}
    await redeliver(
        system,
        a_message_received(f"How do payments work? I am {SECRET}", message_id=question, **of_it),
        a_message_received(SECRET, **of_it),
        a_reply_generated(SECRET, turn_id=f"{conversation_id} late", **of_it),
        an_agent_replied(SECRET, **of_it),
        a_contact_provided(f"{SECRET}@example.org", **of_it),
        a_conversation_rated(comment=SECRET, solved=True, score=5, **of_it),
        an_escalation_requested(summary=SECRET, turn_id=f"{conversation_id} late", **of_it),
    )
    last = a_usage_recorded(turn_id=f"{conversation_id} last", cost_nanousd=1, **of_it)
    known = (await desk.get(f"/erasures/{conversation_id}"))["cost_usd"]
    await redeliver(system, last)

    async def all_heard() -> bool:
        return bool((await desk.get(f"/erasures/{conversation_id}"))["cost_usd"] > known)

    await eventually(all_heard, "the last event was not heard")
    await eventually(desk.figures_agree, "the figures do not agree with ticketing", within_seconds=30)
    await eventually(gone, "something came back")
    left = await desk.get(f"/erasures/{conversation_id}")
    assert (left["message_count"], left["status"]) == (before["message_count"], before["status"])
    assert sorted(receipt["service"] for receipt in left["receipts"]) == ["analytics", "chat_worker", "ticketing"]
    assert await dead_letters(system) == buried


async def test_with_the_chat_worker_and_analytics_down_they_erase_when_they_are_back(
    system: RunningSystem, visitor: Visitor, desk: Desk, store: Database
) -> None:
    words = f"{SECRET} again"
    async with visitor.tab() as tab:
        await tab.reply_to(await visitor.send(words))
    await desk.conversation(visitor.conversation_id, messages=2)
    answer = await desk.client.delete(f"/api/support/conversations/{visitor.conversation_id}", headers=desk.headers)
    for service in ("chat_worker", "analytics"):
        await system.crash(service)

    async def receipted() -> bool:
        return not (await desk.get(f"/erasures/{visitor.conversation_id}"))["waiting_for"]

    async def gone() -> bool:
        return not await places_of(words, store)

    assert answer.status_code == 202
    await eventually(receipted, "a receipt is missing", within_seconds=30)
    await eventually(gone, "something is left")
