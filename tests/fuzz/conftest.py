"""The desk as it runs, with the built pages, for everybody who means it harm."""

import asyncio
import uuid
from collections.abc import Iterator

import pytest
from pymongo import MongoClient
from pymongo.database import Database

from deploy.local.mongodb import MongoNode
from deploy.local.rabbitmq import RabbitNode
from shared import topology
from shared.graveyard import opened
from tests import broker
from tests.fakes.standin import StandIn
from tests.fuzz.hostile_events import NTH_HEADER
from tests.fuzz.sending import Sent, answer_all, write_all
from tests.system import ROOT, RunningSystem, Servers, Shape

Documents = Database[dict[str, object]]

DATABASE = f"test-{uuid.uuid4().hex}"
SETTINGS = {
    "WEB_DIR": str(ROOT / "web" / "dist"),
    # Who asks this often would be told to wait.
    "MAX_REQUESTS_PER_ADDRESS": "100000",
    "GATEWAY_CONVERSATION_MESSAGES_PER_MINUTE": "100000",
    "GATEWAY_CONVERSATION_MESSAGES_PER_DAY": "100000",
    "GATEWAY_STREAMS_PER_ADDRESS": "10000",
    "TICKETING_SIGN_IN_FREE_BY_ACCOUNT": "100",
    "TICKETING_SIGN_IN_FREE_BY_ADDRESS": "10000",
    "TICKETING_ACCESS_TOKEN_SECONDS": "3600",
    "TICKETING_CANNED_REPLIES_MAX": "5000",
    "CHAT_WORKER_CONVERSATION_CAP_USD": "1000",
    "CHAT_WORKER_VISITOR_DAILY_CAP_USD": "1000",
    "CHAT_WORKER_DAILY_CAP_USD": "1000",
    "CHAT_WORKER_MONTHLY_CAP_USD": "1000",
}


@pytest.fixture(scope="package")
def claude() -> Iterator[StandIn]:
    with StandIn() as standin:
        yield standin


@pytest.fixture(scope="package")
def system(
    rabbit_node: RabbitNode, mongo_node: MongoNode, claude: StandIn, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningSystem]:
    """Whatever it was sent: it ends cleanly, nothing was left unacknowledged, no event of its own became a dead letter,
    no request failed, and the logs have kept the secrets."""
    asyncio.run(broker.clear(rabbit_node.url))
    servers = Servers(rabbit_node.url, mongo_node.url, claude.url, DATABASE)
    system = RunningSystem(Shape.ONE_PROCESS, tmp_path_factory.mktemp("fuzz"), servers, SETTINGS)
    try:
        system.start()
        yield system
    finally:
        codes = system.stop()
    assert set(codes.values()) == {0}, f"exit codes {codes}"
    assert asyncio.run(_left_in_queues(rabbit_node.url)) == []
    assert [line for line in system.logs().splitlines() if "request failed" in line or "Traceback" in line] == []
    assert [secret for secret in system.secrets() if secret in system.logs()] == []


@pytest.fixture(scope="package")
def written(system: RunningSystem, claude: StandIn) -> list[Sent]:
    """Conversations in which visitors have written every text."""
    return write_all(system, claude)


@pytest.fixture(scope="package")
def answered(system: RunningSystem, claude: StandIn) -> list[Sent]:
    """Conversations in which Claude has answered every text."""
    return answer_all(system, claude)


@pytest.fixture
def documents(system: RunningSystem, mongo_url: str) -> Iterator[Documents]:
    """What the running system keeps."""
    with MongoClient[dict[str, object]](mongo_url) as client:
        yield client[DATABASE]


async def _left_in_queues(url: str) -> list[str]:
    """What lies in the queues now that nobody takes it: what came back, and dead letters that no test has sent."""
    waiting = {service: await broker.waiting_in(url, topology.queue_name(service)) for service in topology.LISTENERS}
    async with opened(url) as graveyard:
        letters = await graveyard.letters(topology.LISTENERS)
    return [
        *(f"{service} has left {count} messages" for service, count in waiting.items() if count),
        *(f"{each.service}: {each.reason}" for each in letters if NTH_HEADER not in each.message.headers),
    ]
