"""What every test may ask for: a private RabbitMQ and mongod for the session, and a database for itself."""

import os
import uuid
from collections.abc import AsyncIterator, Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest
import structlog
from hypothesis import settings
from pydantic import SecretStr
from pymongo import MongoClient

from deploy.local.mongodb import MongoNode
from deploy.local.rabbitmq import RabbitNode
from deploy.local.server import LocalServer
from shared.mongo import Database, database_of, open_client
from shared.settings import StoreSettings
from tests.faults.servers import Broker
from tests.scheduling import ByFile
from tests.sentinels import is_private, leaks_in

settings.register_profile("desk", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("desk")
"""The same examples at every run of CI; new ones on a developer's machine."""

structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.format_exc_info,
        structlog.processors.KeyValueRenderer(),
    ]
)
"""Plain lines: the default draws every traceback with its locals, which takes longer than many a test."""

NODES: dict[str, type[LocalServer]] = {"rabbit_node": Broker, "mongo_node": MongoNode}


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> ByFile:
    return ByFile(config, log)


@pytest.fixture(scope="session", autouse=True)
def logs_of_the_run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The first to begin and the last to end: no process of the run has logged what is somebody's own, or a secret."""
    yield
    assert leaks_in(tmp_path_factory.getbasetemp()) == []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Nor has anything in this process: a test fails for it."""
    report = yield
    if report.passed and any(is_private(text) for _, text in report.sections):
        report.outcome, report.longrepr = "failed", "What the test has written or logged shows what no log may show."
    return report


class Servers:
    """The servers that this session needs, started side by side; `named` waits for one of them."""

    def __init__(self, servers: dict[str, LocalServer]) -> None:
        self._servers = servers
        self._starting = ThreadPoolExecutor(max_workers=len(servers) or 1)
        self._started: dict[str, Future[None]] = {
            name: self._starting.submit(server.start) for name, server in servers.items()
        }

    def named(self, name: str) -> LocalServer:
        """Raises LocalRunError when it could not be started."""
        self._started[name].result()
        return self._servers[name]

    def stop(self) -> None:
        self._starting.shutdown()
        with ThreadPoolExecutor() as stopping:
            list(stopping.map(lambda server: server.stop(), self._servers.values()))


@pytest.fixture(scope="session")
def servers(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """Started at the first need of one of them, and only those that a collected test asks for."""
    asked_for = {
        name for item in request.session.items if isinstance(item, pytest.Function) for name in item.fixturenames
    }
    servers = Servers({name: node(tmp_path_factory.mktemp(name)) for name, node in NODES.items() if name in asked_for})
    yield servers
    servers.stop()


@pytest.fixture(scope="session")
def rabbit_node(servers: Servers) -> Broker:
    node = servers.named("rabbit_node")
    assert isinstance(node, Broker)
    return node


@pytest.fixture(scope="session")
def mongo_node(servers: Servers) -> MongoNode:
    node = servers.named("mongo_node")
    assert isinstance(node, MongoNode)
    return node


@pytest.fixture(scope="session")
def rabbit_url(rabbit_node: RabbitNode) -> str:
    """`amqp://…` of the session's broker. What it holds is not reset between tests: see `empty_broker`."""
    return rabbit_node.url


@pytest.fixture(scope="session")
def mongo_url(mongo_node: MongoNode) -> str:
    """`mongodb://…` of the session's replica set. A test keeps to its own `database`."""
    return mongo_node.url


@pytest.fixture
def database(mongo_url: str) -> Iterator[str]:
    """The name of a database that is this test's own, and gone after it."""
    name = f"test-{uuid.uuid4().hex}"
    yield name
    with MongoClient[dict[str, object]](mongo_url) as client:
        client.drop_database(name)


@pytest.fixture
async def store(mongo_url: str, database: str) -> AsyncIterator[Database]:
    """That database, for a service's own stores."""
    opened = StoreSettings(mongodb_url=SecretStr(mongo_url), mongodb_database=database)
    client = open_client(opened)
    yield database_of(client, opened)
    client.close()


@pytest.fixture
def own_node(tmp_path: Path) -> Iterator[RabbitNode]:
    """A broker that this test may kill."""
    with RabbitNode(tmp_path / "rabbit") as node:
        yield node
