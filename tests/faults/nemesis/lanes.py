"""Which fault comes when: dealt from shuffled decks, two lanes at once, all from one seed.

The same seed deals the same faults to the same targets for the same time; at what moment of the services' work each
strikes is the machine's.
"""

import asyncio
import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from shared.failpoints import FailPoint
from tests.faults.nemesis.deliveries import DELIVERY_FAULTS
from tests.faults.nemesis.mail import MAIL_FAULTS
from tests.faults.nemesis.network import NETWORK_FAULTS
from tests.faults.nemesis.processes import CRASHES, PROCESS_FAULTS
from tests.faults.nemesis.scene import Inject, Injected, Scene, inject
from tests.faults.nemesis.servers import SERVER_FAULTS

Deck = list[tuple[str, Inject]]
CRASH: Final = "crash at a fail-point"
GAP_SECONDS: Final = (0.5, 2.5)
POLL_SECONDS: Final = 0.2
MOST_ROUNDS: Final = 20
OFTEN: Final[Mapping[str, int]] = {
    "kill": 5,
    "restart": 3,
    "pause": 3,
    "link cut": 2,
    "link refuses": 2,
    "link delays": 2,
    "link truncates": 2,
    "link silent": 2,
    "link abandons": 2,
    "duplicates": 3,
    "poison": 2,
}
"""How often a fault is in its deck; what is not named is there once."""


def process_deck() -> Deck:
    return [*_repeated(PROCESS_FAULTS), *((CRASH, crash) for crash in CRASHES.values())]


def surroundings_deck() -> Deck:
    return _repeated({**SERVER_FAULTS, **NETWORK_FAULTS, **DELIVERY_FAULTS, **MAIL_FAULTS})


class Nemesis:
    """`goes_on` and `is_due` are asked before each fault; `tell` is told of each that took place."""

    def __init__(
        self,
        scene: Scene,
        seed: int,
        goes_on: Callable[[], bool],
        is_due: Callable[[], bool],
        tell: Callable[[Injected], None],
    ) -> None:
        self._scene = scene
        self._seed = seed
        self._goes_on = goes_on
        self._is_due = is_due
        self._tell = tell

    async def run(self) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(self._lane("processes", process_deck()))
            group.create_task(self._lane("surroundings", surroundings_deck()))

    async def make_up_for(self, lacking: Callable[[], Iterable[FailPoint]]) -> None:
        """One crash after the other at what still lacks them, until nothing does, or it has been tried often enough."""
        dice = _dice(f"{self._seed}-lacking")
        for _ in range(MOST_ROUNDS):
            for place in lacking():
                if injected := await inject(self._scene, CRASH, CRASHES[place], dice):
                    self._tell(injected)

    async def _lane(self, name: str, deck: Deck) -> None:
        for nth, (kind, fault) in enumerate(dealt(deck, _dice(f"{self._seed}-{name}"))):
            while self._goes_on() and not self._is_due():
                await asyncio.sleep(POLL_SECONDS)
            if not self._goes_on():
                return
            dice = _dice(f"{self._seed}-{name}-{nth}")
            if injected := await inject(self._scene, kind, fault, dice):
                self._tell(injected)
            await asyncio.sleep(dice.uniform(*GAP_SECONDS))


def dealt(deck: Deck, dice: random.Random) -> Iterator[tuple[str, Inject]]:
    """The deck, shuffled, and again, for ever."""
    while True:
        yield from dice.sample(deck, len(deck))


def _repeated(faults: Mapping[str, Inject]) -> Deck:
    return [(kind, fault) for kind, fault in faults.items() for _ in range(OFTEN.get(kind, 1))]


def _dice(seed: str) -> random.Random:
    return random.Random(seed)  # noqa: S311  repeatable, not unpredictable
