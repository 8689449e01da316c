"""The running system for the end-to-end tests: every test runs on both shapes unless it says otherwise."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx2
import pytest

from deploy.local.mongodb import MongoNode
from tests import broker
from tests.accounts import make_accounts
from tests.desk import Desk
from tests.fakes.standin import StandIn
from tests.faults.servers import Broker
from tests.system import RunningSystem, Servers, Shape
from tests.visitor import Visitor


@pytest.fixture(scope="package", params=list(Shape))
def shape(request: pytest.FixtureRequest) -> Shape:
    """Both, one after the other."""
    return Shape(request.param)


@pytest.fixture(scope="package")
def claude_process() -> Iterator[StandIn]:
    with StandIn() as standin:
        yield standin


@pytest.fixture
def claude(claude_process: StandIn) -> StandIn:
    """The stand-in for Claude with an empty script and an empty ledger."""
    claude_process.reset()
    return claude_process


@pytest.fixture(scope="package")
def system(
    shape: Shape,
    rabbit_node: Broker,
    mongo_node: MongoNode,
    claude_process: StandIn,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[RunningSystem]:
    """The desk, on an empty broker and a database of its own. It ends cleanly, and its logs have kept the secrets.

    Processes of their own have accounts of their own, which may do what those of the container run may.
    """
    asyncio.run(broker.clear(rabbit_node.url))
    folder, database = tmp_path_factory.mktemp(shape), f"test-{uuid.uuid4().hex}"
    accounts = make_accounts(rabbit_node, mongo_node, database, folder) if shape is Shape.SEPARATE else {}
    servers = Servers(rabbit_node.url, mongo_node.url, claude_process.url, database, accounts)
    system = RunningSystem(shape, folder, servers)
    try:
        system.start()
        yield system
    finally:
        codes = system.stop()
    assert set(codes.values()) == {0}, f"exit codes {codes}"
    assert [secret for secret in system.secrets() if secret in system.logs()] == []


@pytest.fixture
async def client(system: RunningSystem) -> AsyncIterator[httpx2.AsyncClient]:
    """An HTTP client without any token."""
    async with system.client() as client:
        yield client


@pytest.fixture
async def visitor(client: httpx2.AsyncClient, claude: StandIn) -> Visitor:
    """Somebody who has just begun a conversation, with nothing scripted."""
    return await Visitor.arrives(client)


@pytest.fixture(scope="package")
def sign_ins() -> dict[Shape, str]:
    return {}


@pytest.fixture
async def desk(system: RunningSystem, client: httpx2.AsyncClient, sign_ins: dict[Shape, str]) -> Desk:
    """The admin, signed in once for each shape."""
    if system.shape not in sign_ins:
        sign_ins[system.shape] = await Desk.sign_in(client)
    return Desk(client, sign_ins[system.shape])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:  # pytest's own signature
    """A failed test shows the ends of the services' logs."""
    report = yield
    system = getattr(item, "funcargs", {}).get("system")
    if report.failed and isinstance(system, RunningSystem):
        report.sections += [(f"log of {process.name}", process.tail()) for process in system.processes]
    return report
