"""Faults of RabbitMQ and MongoDB themselves."""

import asyncio
import os
import random
import signal
from collections.abc import Callable
from typing import Final

import psutil

from deploy.local.server import LocalServer
from tests.faults import servers
from tests.faults.nemesis.scene import Inject, Proof, Scene

BROKER: Final = "broker"
DATABASE: Final = "database"
ORDINARY_MEMORY: Final = "0.4"
ORDINARY_DISK: Final = "200MB"
ALARM_SECONDS: Final = (3, 9)


async def broker_kill(scene: Scene, dice: random.Random) -> Proof | None:
    async with scene.holding(BROKER):
        return await _ended(scene.system.broker, servers.killed, dice)


async def broker_restart(scene: Scene, dice: random.Random) -> Proof | None:
    async with scene.holding(BROKER):
        return await _ended(scene.system.broker, servers.stopped, dice)


async def database_kill(scene: Scene, dice: random.Random) -> Proof | None:
    async with scene.holding(DATABASE):
        return await _ended(scene.system.database, servers.killed, dice)


async def database_restart(scene: Scene, dice: random.Random) -> Proof | None:
    async with scene.holding(DATABASE):
        return await _ended(scene.system.database, servers.stopped, dice)


async def database_pause(scene: Scene, dice: random.Random) -> Proof | None:
    """SIGSTOP."""
    async with scene.holding(DATABASE):
        pid = scene.system.database.pid
        os.kill(pid, signal.SIGSTOP)
        try:
            await asyncio.sleep(scene.seconds(dice, 5, 20))
            stood_still = psutil.Process(pid).status() == psutil.STATUS_STOPPED
        finally:
            os.kill(pid, signal.SIGCONT)
    return Proof(DATABASE, f"pid {pid} stood still", disturbs_calls=True) if stood_still else None


async def memory_alarm(scene: Scene, dice: random.Random) -> Proof | None:
    return await _alarm(scene, dice, ("set_vm_memory_high_watermark", "0.00001"), ORDINARY_MEMORY)


async def disk_alarm(scene: Scene, dice: random.Random) -> Proof | None:
    return await _alarm(scene, dice, ("set_disk_free_limit", "999999GB"), ORDINARY_DISK)


async def connection_storm(scene: Scene, dice: random.Random) -> Proof | None:
    """Every connection is closed, again and again: what was delivered is delivered anew."""
    async with scene.holding(BROKER):
        closed = await asyncio.to_thread(scene.system.broker.close_all_connections, dice.randint(2, 6))
    return Proof(BROKER, f"{closed} connections closed") if closed else None


async def _ended(server: LocalServer, end: Callable[[LocalServer], list[int]], dice: random.Random) -> Proof | None:
    """It is away for a moment, and comes back."""
    gone = await asyncio.to_thread(end, server)
    await asyncio.sleep(dice.uniform(0.5, 4))
    await asyncio.to_thread(server.start)
    if server.pid in gone:
        return None
    return Proof(server.name, f"pids {gone} ended, pid {server.pid} serves", disturbs_calls=server.name == "mongodb")


async def _alarm(scene: Scene, dice: random.Random, command: tuple[str, str], ordinary: str) -> Proof | None:
    broker = scene.system.broker
    async with scene.holding(BROKER):
        await asyncio.to_thread(broker.control, *command)
        try:
            await asyncio.sleep(dice.uniform(*ALARM_SECONDS))
            raised = await asyncio.to_thread(broker.alarms)
        finally:
            await asyncio.to_thread(broker.control, command[0], ordinary)
    return Proof(BROKER, raised) if raised != "[]" else None


SERVER_FAULTS: Final[dict[str, Inject]] = {
    "broker kill": broker_kill,
    "broker restart": broker_restart,
    "database kill": database_kill,
    "database restart": database_restart,
    "database pause": database_pause,
    "memory alarm": memory_alarm,
    "disk alarm": disk_alarm,
    "connection storm": connection_storm,
}
