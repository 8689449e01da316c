"""`make bench`: starts everything on free ports, measures, prints a table and the figures as one JSON line."""

import asyncio
import json
import os
import uuid
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table

from deploy.local.mongodb import MongoNode
from deploy.local.rabbitmq import RabbitNode
from tests.benchmarks import first_delta
from tests.fakes.standin import StandIn
from tests.system import RunningSystem, Servers, Shape


def main() -> None:
    rounds = int(os.environ.get("ROUNDS", "100"))
    table = Table("first delta", "direct p50", "through the desk p50", "added p50", "added p95", "ratio p50")
    figures = {}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        rabbit = stack.enter_context(RabbitNode(folder / "rabbitmq"))
        mongo = stack.enter_context(MongoNode(folder / "mongodb"))
        claude = stack.enter_context(StandIn())
        for shape in Shape:
            servers = Servers(rabbit.url, mongo.url, claude.url, f"bench-{uuid.uuid4().hex}")
            figures[shape.value] = measured = _measure(RunningSystem(shape, folder / shape, servers), claude, rounds)
            times = ("direct_p50_ms", "through_p50_ms", "added_p50_ms", "added_p95_ms")
            table.add_row(shape, *(f"{measured[name]:.1f} ms" for name in times), f"{measured['ratio_p50']:.2f}")
    console = Console()
    console.print(table)
    console.print(json.dumps(figures), soft_wrap=True, highlight=False)


def _measure(system: RunningSystem, claude: StandIn, rounds: int) -> dict[str, float]:
    try:
        system.start()
        return asyncio.run(first_delta.measure(system.client, claude.url, rounds))
    finally:
        system.stop()


if __name__ == "__main__":
    main()
