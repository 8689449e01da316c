"""Passwords: argon2id with the parameters that OWASP recommends, off the event loop."""

import asyncio
import secrets
from functools import cache
from pathlib import Path
from typing import Final

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from services.ticketing.domain import passwords as rules

MEMORY_KIB: Final = 19 * 1024
ROUNDS: Final = 2
AT_ONCE: Final = 2
"""Hashes computed at the same time: more would only take memory and the other requests' processor time."""

_COMMON: Final = Path(__file__).with_name("common_passwords.txt")


@cache
def common_passwords() -> frozenset[str]:
    return frozenset(_COMMON.read_text(encoding="utf-8").splitlines())


def objection(password: str, *, email: str, least: int) -> str | None:
    """Why nobody should have this password, in a sentence; None when it is good enough."""
    return rules.objection(password, email=email, least=least, common=common_passwords())


def random_password() -> str:
    """144 bits, in characters that can be read out and typed."""
    return secrets.token_urlsafe(18)


class Passwords:
    def __init__(self) -> None:
        self._hasher = PasswordHash((Argon2Hasher(time_cost=ROUNDS, memory_cost=MEMORY_KIB, parallelism=1),))
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._nobodys = self._hasher.hash("the password of nobody")

    async def hash(self, password: str) -> str:
        async with self._slots:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def verify(self, password: str, password_hash: str | None) -> bool:
        """Without a hash it takes as long, and is False: an unknown account is not told apart by the time."""
        async with self._slots:
            matches = await asyncio.to_thread(self._hasher.verify, password, password_hash or self._nobodys)
        return matches and password_hash is not None
