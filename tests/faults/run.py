"""One run: bring it up, load it, break it, heal it, wait until it is quiet, judge it."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final

import httpx2
from pydantic import TypeAdapter

from shared.failpoints import FailPoint
from tests.faults.checker import judge
from tests.faults.collecting import collect
from tests.faults.history import History
from tests.faults.load import Load
from tests.faults.nemesis.lanes import Nemesis
from tests.faults.nemesis.scene import Injected, Scene
from tests.faults.nemesis.tap import Tap
from tests.faults.quiet import wait_for_quiet
from tests.faults.report import Report, report_of
from tests.faults.settings import RunSettings
from tests.faults.system import System
from tests.faults.visitors import Desk

Tell = Callable[[str], None]
_INJECTED: Final = TypeAdapter(list[Injected])
FAULTS_TO_SPARE: Final = 1.25
"""Some more than are asked for: not every one that is tried takes place."""


async def run(settings: RunSettings, tell: Tell) -> Report:
    """What came of it. History, evidence and logs stay in the run's folder until the next run."""
    for library in ("aio_pika", "aiormq"):
        logging.getLogger(library).setLevel(logging.CRITICAL)  # they tell of every connection that is lost here
    system = System(settings.folder)
    began = time.monotonic()
    async with system.running():
        tell(f"SEED={settings.seed}: up after {time.monotonic() - began:.0f} s")
        history_file = settings.folder / "history.jsonl"
        with History(history_file) as history:
            async with _desk(system, history) as desk, _tap(system) as tap:
                scene = Scene(system, tap, settings.longest_seconds)
                await _under_fire(settings, scene, desk, tell)
        under_way = await wait_for_quiet(system)
        evidence = await collect(
            system,
            history_file,
            poison=scene.poison,
            call_disturbances=scene.call_disturbances,
            unexpected_ends=scene.unexpected_ends(),
        )
        (settings.folder / "evidence.json").write_text(evidence.model_dump_json())
        (settings.folder / "injected.json").write_bytes(_INJECTED.dump_json(scene.injected))
    return report_of(
        settings.seed,
        scene=scene,
        evidence=evidence,
        findings=judge(evidence),
        under_way=under_way,
        seconds=time.monotonic() - began,
    )


async def _under_fire(settings: RunSettings, scene: Scene, desk: Desk, tell: Tell) -> None:
    """Load and faults until there was enough of both, then the fail-points that have not had their share, under load
    and nothing else; then no more faults, until every visitor has left."""

    def goes_on() -> bool:
        return desk.accepted < settings.messages or len(scene.injected) < settings.faults

    def lacking() -> list[FailPoint]:
        return [place for place in FailPoint if scene.crashes[place] < settings.crashes_each]

    def is_due() -> bool:
        """Faults are spread over the messages, so that the system is seen at full speed, too."""
        share = len(scene.injected) / (settings.faults * FAULTS_TO_SPARE)
        return desk.accepted >= settings.messages * min(share, 1)

    def told(fault: Injected) -> None:
        tell(f"{desk.accepted:6} accepted, fault {len(scene.injected)}: {fault.kind} of {fault.proof.target}")

    over = False
    async with asyncio.TaskGroup() as group:
        load = Load(desk, settings.seed, settings.visitors, lambda: goes_on() or not over)
        group.create_task(load.run())
        await asyncio.to_thread(scene.system.claude.fail_now_and_then, settings.seed)
        if settings.faults:
            nemesis = Nemesis(scene, settings.seed, goes_on, is_due, told)
            await nemesis.run()
            await nemesis.make_up_for(lacking)
        over = True
        await asyncio.to_thread(scene.system.claude.behave)
        await scene.system.wait_until_ready()
        tell("no more faults")


@asynccontextmanager
async def _desk(system: System, history: History) -> AsyncIterator[Desk]:
    limits = httpx2.Limits(max_connections=None, max_keepalive_connections=100)
    async with httpx2.AsyncClient(limits=limits) as client:
        yield Desk(client, system.gateways, history)


@asynccontextmanager
async def _tap(system: System) -> AsyncIterator[Tap]:
    tap = Tap(system.broker.url)
    listening = asyncio.create_task(tap.listen())
    try:
        yield tap
    finally:
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
