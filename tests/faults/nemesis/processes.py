"""Faults of the services' processes. The keeper starts again what has ended."""

import asyncio
import json
import random
import signal
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from shared.failpoints import SETTING, FailPoint
from tests.faults.nemesis.scene import Inject, Proof, Scene
from tests.faults.processes import Life, ServiceProcess

REACHED_WITHIN_SECONDS: Final = 45.0
SKEW_HOURS: Final = (-1, 1)
RARE: Final = frozenset(
    {
        FailPoint.TICKETING_AFTER_STATUS,
        FailPoint.TICKETING_AFTER_PUBLISH,
        FailPoint.TICKETING_AFTER_SEND,
        FailPoint.ANALYTICS_AFTER_BUCKET,
    }
)
"""Reached only when a conversation is put before people, or a day is recomputed."""


async def kill(scene: Scene, dice: random.Random) -> Proof | None:
    """SIGKILL."""
    process = scene.some_process(dice)
    async with scene.holding(process.name):
        life = await _end(scene, process, signal.SIGKILL)
    return _ended(process, life, -signal.SIGKILL)


async def restart(scene: Scene, dice: random.Random) -> Proof | None:
    """SIGTERM: it ends in order."""
    process = scene.some_process(dice)
    async with scene.holding(process.name):
        life = await _end(scene, process, signal.SIGTERM)
    return _ended(process, life, 0)


async def pause(scene: Scene, dice: random.Random) -> Proof | None:
    """SIGSTOP, for longer than a lease now and then."""
    process = scene.some_process(dice)
    async with scene.holding(process.name):
        pid = await process.signal(signal.SIGSTOP)
        await asyncio.sleep(0.2)
        stood_still = process.is_stopped()
        await asyncio.sleep(scene.seconds(dice, 5, 20))
        await process.signal(signal.SIGCONT)
    return _proof(process, f"pid {pid} stood still") if stood_still else None


def crash_at(place: FailPoint) -> Inject:
    """SIGKILL by itself, at a named place."""

    async def crash(scene: Scene, dice: random.Random) -> Proof | None:
        process = scene.some_process(dice, place.service)
        nth = 1 if place in RARE else dice.randint(1, 5)
        async with scene.holding(process.name):
            armed = await _end_and_begin(scene, process, {SETTING: f"{place}:{nth}"})
            life = await process.end_of(armed, REACHED_WITHIN_SECONDS)
            if life is None:
                await _end(scene, process, signal.SIGKILL)
        if life is None or life.crashed_at is not place:
            return None
        return Proof(process.name, f"pid {armed} ended with code {life.code} at {place}", _calls(process), place)

    return crash


async def skew(scene: Scene, dice: random.Random) -> Proof | None:
    """One chat worker's clock is an hour off."""
    process = scene.some_process(dice, "chat_worker")
    hours = dice.choice(SKEW_HOURS)
    async with scene.holding(process.name):
        pid = await _end_and_begin(scene, process, _wrong_clock(hours))
        await asyncio.sleep(scene.seconds(dice, 12, 20))
        off = _hours_off(process.log)
        await _end(scene, process, signal.SIGTERM)
    return _proof(process, f"pid {pid} logged the time {off:+d} h off") if off == hours else None


async def _end(scene: Scene, process: ServiceProcess, number: signal.Signals) -> Life | None:
    pid = await process.signal(number)
    scene.pids.add(pid)
    return await process.end_of(pid)


async def _end_and_begin(scene: Scene, process: ServiceProcess, environment: dict[str, str]) -> int:
    """A new life with something added to its environment; its pid."""
    process.only_next = environment
    life = await _end(scene, process, signal.SIGKILL)
    assert life is not None, f"{process.name} outlived SIGKILL"
    pid = await process.next_pid(life.pid)
    scene.pids.add(pid)
    return pid


def _ended(process: ServiceProcess, life: Life | None, code: int) -> Proof | None:
    return _proof(process, f"pid {life.pid} ended with code {code}") if life and life.code == code else None


def _proof(process: ServiceProcess, what: str) -> Proof:
    return Proof(process.name, what, disturbs_calls=_calls(process))


def _calls(process: ServiceProcess) -> bool:
    return process.service == "chat_worker"


def _wrong_clock(hours: int) -> dict[str, str]:
    """By libfaketime (Debian: faketime); the clock that only counts stays as it is."""
    library = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
    return {"LD_PRELOAD": str(library), "FAKETIME": f"{hours:+d}h", "FAKETIME_DONT_FAKE_MONOTONIC": "1"}


def _hours_off(log: Path) -> int:
    """As the last line of a log has it."""
    lines = [line for line in log.read_text().splitlines() if line.startswith("{")]
    if not lines:
        return 0
    said = datetime.fromisoformat(json.loads(lines[-1])["timestamp"])
    return round((said - datetime.now(UTC)).total_seconds() / 3600)


PROCESS_FAULTS: Final[dict[str, Inject]] = {"kill": kill, "restart": restart, "pause": pause, "clock skew": skew}
CRASHES: Final[dict[FailPoint, Inject]] = {place: crash_at(place) for place in FailPoint}
