"""Many visitors at once, each with a conversation of its own, and one after the other while there is to be load."""

import asyncio
import random
from collections.abc import Callable
from typing import Final

from tests.faults.visitors import Desk, Visitor

QUESTIONS: Final = (
    "How do payments work?",
    "How do I cancel a booking?",
    "When does my refund arrive?",
    "Can I change the date of my booking?",
    "Where is my confirmation?",
    "Can I use a voucher?",
    "How do I list my venue?",
    "Is the venue accessible by wheelchair?",
    "How do I book for a group?",
    "Which colour is the moon's cheese?",
    "I want to talk to a human.",
)
"""The last two end with a person."""
TOO_LONG: Final = "x" * 5_000
SECOND_TAB_SHARE: Final = 0.25
IMPROPER_SHARE: Final = 0.05
PATIENT_SHARE: Final = 0.7
"""The others write on before they were answered."""


class Load:
    """`goes_on` tells whether another conversation is begun."""

    def __init__(self, desk: Desk, seed: int, visitors: int, goes_on: Callable[[], bool]) -> None:
        self._desk = desk
        self._seed = seed
        self._visitors = visitors
        self._goes_on = goes_on
        self._begun = 0

    async def run(self) -> None:
        """Until it does not go on any more, and every visitor has left."""
        async with asyncio.TaskGroup() as group:
            for _ in range(self._visitors):
                group.create_task(self._one_after_the_other())

    async def _one_after_the_other(self) -> None:
        while self._goes_on():
            self._begun += 1
            dice = random.Random(f"{self._seed}-visitor-{self._begun}")  # noqa: S311  repeatable, not unpredictable
            await _visit(Visitor(self._desk, dice), str(self._begun))


async def _visit(visitor: Visitor, name: str) -> None:
    """Arrive, talk in steady words and in bursts, wait for the answers, leave."""
    await visitor.arrive()
    visitor.open_tab("first")
    for part in range(visitor.dice.randint(2, 4)):
        for nth in range(visitor.dice.choice((1, 1, 1, 2, 3))):
            await visitor.say(f"{visitor.dice.choice(QUESTIONS)} ({name}.{part}.{nth})")
        if visitor.dice.random() < IMPROPER_SHARE:
            await visitor.say_what_must_be_refused(f"({name}.{part}.improper) {TOO_LONG}")
        if visitor.is_with_a_person:
            break
        if part == 0 and visitor.dice.random() < SECOND_TAB_SHARE:
            visitor.open_tab("second")
        if visitor.dice.random() < PATIENT_SHARE:
            await visitor.sees_all_answers()
        await visitor.pause()
    await visitor.leave(settled=await visitor.sees_all_answers())
