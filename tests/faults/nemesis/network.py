"""Faults of the network between the services and what they stand on."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Final

from tests.faults.links import Link
from tests.faults.nemesis.scene import Inject, Proof, Scene

LINKS: Final = ("broker", "database", "claude", "threads")
"""`threads`: between the gateways and the chat workers."""

Hurt = Callable[[Scene, Link, random.Random], Awaitable[None]]


async def _cut(_: Scene, link: Link, __: random.Random) -> None:
    link.cut()


async def _refuse(scene: Scene, link: Link, dice: random.Random) -> None:
    with link.refusing():
        await asyncio.sleep(scene.seconds(dice, 3, 10))


async def _delay(scene: Scene, link: Link, dice: random.Random) -> None:
    with link.delaying(dice.uniform(0.02, 0.25)):
        await asyncio.sleep(scene.seconds(dice, 3, 10))


async def _truncate(_: Scene, link: Link, __: random.Random) -> None:
    link.truncate()
    await asyncio.sleep(2)


async def _fall_silent(scene: Scene, link: Link, dice: random.Random) -> None:
    with link.silent():
        await asyncio.sleep(scene.seconds(dice, 4, 40 if link.name == "broker" else 15))


async def _abandon(_: Scene, link: Link, __: random.Random) -> None:
    """Healed at once for whoever connects anew, never for the connections that were open."""
    link.abandon()


def _on_any_link(hurt: Hurt) -> Inject:
    async def fault(scene: Scene, dice: random.Random) -> Proof | None:
        link = scene.system.links[dice.choice(LINKS)]
        async with scene.holding(link.name):
            before = asdict(link.counters)
            await hurt(scene, link, dice)
            done = {name: now - before[name] for name, now in asdict(link.counters).items() if name != "accepted"}
        told = ", ".join(f"{name} {times}" for name, times in done.items() if times)
        return Proof(link.name, told, disturbs_calls=link.name in {"claude", "database"}) if told else None

    return fault


NETWORK_FAULTS: Final[dict[str, Inject]] = {
    "link cut": _on_any_link(_cut),
    "link refuses": _on_any_link(_refuse),
    "link delays": _on_any_link(_delay),
    "link truncates": _on_any_link(_truncate),
    "link silent": _on_any_link(_fall_silent),
    "link abandons": _on_any_link(_abandon),
}
