"""What faults have in hand, and the record of those that took place."""

import asyncio
import random
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from shared.failpoints import FailPoint
from tests.faults.evidence import Letter, Span
from tests.faults.nemesis.tap import Tap
from tests.faults.processes import ServiceProcess
from tests.faults.system import System


@dataclass(frozen=True)
class Proof:
    """That a fault took place: told by exit codes, process states, counters, the broker's own words.

    `disturbs_calls`: a call to Claude may have ended by it that nobody can account for.
    """

    target: str
    what: str
    disturbs_calls: bool = False
    crashed_at: FailPoint | None = None


@dataclass(frozen=True)
class Injected:
    """A fault that took place. Seconds since the epoch."""

    kind: str
    proof: Proof
    span: Span


@dataclass
class Scene:
    """`longest_seconds`: no fault that lasts lasts longer. `pids`: of processes that something was done to."""

    system: System
    tap: Tap
    longest_seconds: float
    injected: list[Injected] = field(default_factory=list)
    missed: Counter[str] = field(default_factory=Counter)
    in_vain: list[Span] = field(default_factory=list)
    poison: list[Letter] = field(default_factory=list)
    pids: set[int] = field(default_factory=set)
    _held: defaultdict[str, asyncio.Lock] = field(default_factory=lambda: defaultdict(asyncio.Lock))

    @asynccontextmanager
    async def holding(self, target: str) -> AsyncIterator[None]:
        """One fault at a time on one target."""
        async with self._held[target]:
            yield

    def some_process(self, dice: random.Random, service: str | None = None) -> ServiceProcess:
        processes = self.system.of_service(service) if service else self.system.processes
        return dice.choice(processes)

    def seconds(self, dice: random.Random, least: float, most: float) -> float:
        return min(dice.uniform(least, most), self.longest_seconds)

    @property
    def crashes(self) -> Counter[FailPoint]:
        """How often each fail-point has ended a process."""
        return Counter(fault.proof.crashed_at for fault in self.injected if fault.proof.crashed_at)

    @property
    def call_disturbances(self) -> list[Span]:
        """When calls to Claude may have ended that nobody can account for: also by a fault that missed what it aimed
        at, for a process that did not crash where it should was ended all the same."""
        return [*(fault.span for fault in self.injected if fault.proof.disturbs_calls), *self.in_vain]

    def unexpected_ends(self) -> list[str]:
        """Processes that ended though nothing was done to them."""
        return [
            f"{process.name} (pid {life.pid}) ended by itself with code {life.code}"
            for process in self.system.processes
            for life in process.lives
            if life.pid not in self.pids
        ]


Inject = Callable[[Scene, random.Random], Awaitable[Proof | None]]


async def inject(scene: Scene, kind: str, fault: Inject, dice: random.Random) -> Injected | None:
    """Do it, and note it if it took place."""
    began = time.time()
    proof = await fault(scene, dice)
    if proof is None:
        scene.missed[kind] += 1
        scene.in_vain.append(Span(began=began, ended=time.time()))
        return None
    injected = Injected(kind, proof, Span(began=began, ended=time.time()))
    scene.injected.append(injected)
    return injected
