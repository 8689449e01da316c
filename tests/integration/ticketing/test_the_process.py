"""The service as a process: it starts without its servers, is killed, and comes back."""

import asyncio
import json
import signal
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
import pytest
from pymongo import MongoClient

from deploy.local.mongodb import MongoNode
from deploy.local.ports import free_port
from deploy.local.rabbitmq import RabbitNode
from shared.events import ConversationEscalated, ConversationStatusChanged, MessageLogged
from shared.failpoints import FailPoint
from shared.mongo import UNFINISHED_RESTORE
from tests import broker
from tests.builders import CONVERSATION_ID
from tests.integration.ticketing.client import Client
from tests.integration.ticketing.conftest import ADMIN, PASSWORD, Listener, Speaking
from tests.integration.ticketing.process import TicketingProcess
from tests.integration.ticketing.test_hearing import HISTORY
from tests.waiting import eventually

LONG_ENOUGH_TO_BEGIN_SECONDS = 6.0


async def signed_in(process: TicketingProcess) -> Client:
    return Client(process.http, await process.token(ADMIN, PASSWORD))


@asynccontextmanager
async def on_its_own_database(
    environment: Mapping[str, str], tmp_path: Path, rabbit_url: str
) -> AsyncIterator[tuple[MongoNode, TicketingProcess, Client]]:
    """The process, ready, and a database that may be taken away from it."""
    await broker.clear(rabbit_url)
    with MongoNode(tmp_path / "mongo") as node:
        async with TicketingProcess({**environment, "MONGODB_URL": node.url}) as process:
            await process.ready()
            yield node, process, await signed_in(process)


async def test_killed_while_the_broker_is_away_it_says_everything_when_both_are_back(
    environment: Mapping[str, str], tmp_path: Path
) -> None:
    with RabbitNode(tmp_path / "rabbit") as node:
        url = {"RABBITMQ_URL": node.url}
        async with TicketingProcess({**environment, **url}) as process:
            await process.ready()
            client = await signed_in(process)
            conversation = await client.begin()
            node.stop()
            await client.log(conversation, "assistant", "Write to support@rezvo.app", output_tokens=60)
            await client.patch(conversation, status="closed", notes="By phone")
            process.kill()
        node.start()
        async with TicketingProcess({**environment, **url}) as process:
            await process.ready()
            said = await Listener(node.url).hear(4)
            read = await (await signed_in(process)).read(conversation)

    changes = [event.new for event in said if isinstance(event, ConversationStatusChanged)]
    assert changes == ["needs_review", "closed"]
    assert {type(event) for event in said} == {MessageLogged, ConversationEscalated, ConversationStatusChanged}
    assert (read["status"], read["notes"], read["estimated_cost_usd"]) == ("closed", "By phone", 300)


@pytest.mark.parametrize("place", [place for place in FailPoint if place.service == "ticketing"])
async def test_killed_at_any_step_it_ends_with_everything_once(
    environment_with_mail: Mapping[str, str],
    rabbit_url: str,
    listener: Listener,
    speaking: Speaking,
    place: FailPoint,
) -> None:
    await broker.clear(rabbit_url)
    async with speaking() as say:
        for event in HISTORY:
            await say(event)
    await listener.listen()
    listener.heard.clear()
    async with TicketingProcess({**environment_with_mail, "CRASH_AT": place.value}) as process:
        assert await process.died() == -signal.SIGKILL
    async with TicketingProcess(environment_with_mail) as process:
        await process.ready()
        client = await signed_in(process)
        said = {event.id: event for event in await listener.hear(2)}
        await eventually(
            lambda: client.has(CONVERSATION_ID, message_count=3, estimated_cost_usd=771), "it is not whole"
        )
        read = await client.read(CONVERSATION_ID)

    assert {type(event) for event in said.values()} == {ConversationEscalated, ConversationStatusChanged}
    assert (read["status"], read["escalation_reason"]) == ("needs_review", "Wants an invoice")


async def test_it_starts_without_broker_and_database_and_says_what_it_waits_for(environment: Mapping[str, str]) -> None:
    nowhere = {
        "MONGODB_URL": f"mongodb://127.0.0.1:{free_port()}/?replicaSet=desk",
        "RABBITMQ_URL": f"amqp://desk:secret@127.0.0.1:{free_port()}/",
    }
    async with TicketingProcess({**environment, **nowhere}) as process:
        await process.alive()
        assert await process.waits_for() == ["rabbitmq", "mongodb"]
        credentials = {"email": ADMIN, "password": PASSWORD}
        answer = await process.http.post("/api/support/session", json=credentials, timeout=20)

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert answer.json()["type"] == "urn:support-desk:problem:database-away"


async def test_a_database_that_comes_back_half_restored_is_left_as_it_is(
    environment: Mapping[str, str], tmp_path: Path, rabbit_url: str
) -> None:
    await broker.clear(rabbit_url)
    with MongoNode(tmp_path / "mongo") as node, MongoClient[dict[str, object]](node.url) as client:
        database = client[environment["MONGODB_DATABASE"]]
        database[UNFINISHED_RESTORE].insert_one({})
        node.kill()
        async with TicketingProcess({**environment, "MONGODB_URL": node.url}) as process:
            await process.alive()
            node.start()
            await asyncio.sleep(LONG_ENOUGH_TO_BEGIN_SECONDS)
            assert await process.waits_for() == ["rabbitmq", "mongodb"]
            assert database.list_collection_names() == [UNFINISHED_RESTORE]


async def test_it_becomes_ready_by_itself_and_works_again_after_the_database_was_away(
    environment: Mapping[str, str], tmp_path: Path, rabbit_url: str
) -> None:
    async with on_its_own_database(environment, tmp_path, rabbit_url) as (node, process, client):
        conversation = await client.begin()
        node.kill()
        await client.ask("GET", f"/api/support/conversations/{conversation}", expect=503, timeout=30)
        node.start()
        await process.ready()
        assert (await client.read(conversation))["id"] == conversation


async def test_whoever_watches_hears_of_changes_again_after_the_database_was_away_and_is_told_to_come_back_at_the_end(
    environment: Mapping[str, str], tmp_path: Path, rabbit_url: str
) -> None:
    async with on_its_own_database(environment, tmp_path, rabbit_url) as (node, process, client):
        headers = {"Authorization": f"Bearer {client.token}"}
        async with process.http.sse("/api/support/events", headers=headers, timeout=60) as events:
            assert events.response.headers["Content-Type"].startswith("text/event-stream")
            heard = aiter(events)
            conversation = await client.begin()
            await status_heard(heard, client, conversation, "auto_resolved")
            node.kill()
            node.start()
            await process.ready()
            await eventually(lambda: client.has(conversation), "the database did not come back")
            await client.patch(conversation, status="open")
            await status_heard(heard, client, conversation, "open")
            process.stop()
            last = [event async for event in heard][-1]

    assert (last.event, last.retry is not None) == ("reconnect", True)


async def status_heard(
    heard: AsyncIterator[httpx2.ServerSentEvent], client: Client, conversation_id: str, status: str
) -> None:
    """By the news itself, or by what is read when some of the news was missed."""
    async for event in heard:
        told = json.loads(event.data)
        if event.event == "conversation.changed" and (told["id"], told["status"]) == (conversation_id, status):
            return
        if event.event == "resync" and await client.has(conversation_id, status=status):
            return
    raise AssertionError(f"the stream ended before {conversation_id} was {status}")
