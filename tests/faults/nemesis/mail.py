"""Faults of the e-mail server."""

import asyncio
import random
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Final

from tests.faults.nemesis.scene import Inject, Proof, Scene
from tests.mail_server import MailServer

MAIL: Final = "mail"
POLL_SECONDS: Final = 0.2
STRIKES_WITHIN_SECONDS: Final = 20.0
"""There is not always somebody who sends."""

HOLDS_SECONDS: Final = (2.0, 8.0)
"""Clearly less, and clearly more, than the services here wait for it."""

Hurt = Callable[[MailServer, random.Random], AbstractContextManager[None]]


def _for_a_while(hurt: Hurt) -> Inject:
    async def fault(scene: Scene, dice: random.Random) -> Proof | None:
        server = scene.system.mail
        async with scene.holding(MAIL):
            before, deadline = server.struck, time.monotonic() + STRIKES_WITHIN_SECONDS
            with hurt(server, dice):
                while server.struck == before and time.monotonic() < deadline:
                    await asyncio.sleep(POLL_SECONDS)
                await asyncio.sleep(scene.seconds(dice, 1, 10))
            times = server.struck - before
        return Proof(MAIL, f"{times} times") if times else None

    return fault


MAIL_FAULTS: Final[dict[str, Inject]] = {
    "mail away": _for_a_while(lambda server, _: server.away()),
    "mail slow": _for_a_while(lambda server, dice: server.holding(dice.choice(HOLDS_SECONDS))),
    "mail defers": _for_a_while(lambda server, _: server.deferring()),
    "mail hangs up": _for_a_while(lambda server, _: server.hanging_up()),
}
