"""The pages in a real Chromium, on a running system. The tests themselves are the web project's, web/tests/browser:
each file of them is a test here."""

import asyncio
import os
import subprocess
import uuid
from collections.abc import Iterator
from typing import Final

import pytest

from deploy.local.mongodb import MongoNode
from deploy.local.rabbitmq import RabbitNode
from tests import broker
from tests.fakes.standin import StandIn
from tests.system import ADMIN_EMAIL, ADMIN_PASSWORD, ROOT, RunningSystem, Servers, Shape

WEB: Final = ROOT / "web"
FILES: Final = sorted(path.name for path in (WEB / "tests" / "browser").glob("*.test.ts"))
TAIL_CHARACTERS: Final = 6_000


@pytest.fixture(scope="module")
def demonstration(
    rabbit_node: RabbitNode, mongo_node: MongoNode, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningSystem]:
    """One process with the built pages and a stand-in that types as fast as Claude does."""
    asyncio.run(broker.clear(rabbit_node.url))
    settings = {"WEB_DIR": str(WEB / "dist"), "DEMONSTRATION": "true"}
    with StandIn(tokens_per_second=60, first_token_seconds=0.3) as claude:
        servers = Servers(rabbit_node.url, mongo_node.url, claude.url, f"test-{uuid.uuid4().hex}")
        system = RunningSystem(Shape.ONE_PROCESS, tmp_path_factory.mktemp("browser"), servers, settings)
        try:
            system.start()
            yield system
        finally:
            system.stop()


@pytest.mark.parametrize("file", FILES)
def test_the_pages_work_for_visitors_and_people_of_the_desk(file: str, demonstration: RunningSystem) -> None:
    environment = {
        **os.environ,
        "PATH": f"{ROOT / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "BASE_URL": demonstration.base_url,
        "ADMIN_EMAIL": ADMIN_EMAIL,
        "ADMIN_PASSWORD": ADMIN_PASSWORD,
    }
    command = ["npm", "run", "--silent", "test:browser", "--", file]
    run = subprocess.run(command, cwd=WEB, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, f"{(run.stdout + run.stderr)[-TAIL_CHARACTERS:]}\n{demonstration.processes[0].tail()}"
