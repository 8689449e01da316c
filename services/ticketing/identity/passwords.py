"""Passwords: argon2id with the parameters that OWASP recommends, off the event loop."""

import asyncio
from typing import Final

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

MEMORY_KIB: Final = 19 * 1024
ROUNDS: Final = 2
AT_ONCE: Final = 2
"""Hashes computed at the same time: more would only take memory and the other requests' processor time."""


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
