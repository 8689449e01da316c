"""Refresh tokens: `<session>.<secret>`, opaque, 256 bit, replaced at each use.

A token's successor follows from the token and the session's seed, so that two tabs which refresh with the same token,
or a client that did not get the answer, end with the same one. Only hashes are stored, and the seed is of no use
without a token.
"""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from typing import Final, Self

_FORM: Final = re.compile(r"([A-Za-z0-9_-]{22})\.([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class RefreshToken:
    session_id: str
    secret: bytes

    @classmethod
    def new(cls) -> Self:
        """The first one of a new session."""
        return cls(secrets.token_urlsafe(16), secrets.token_bytes(32))

    @classmethod
    def read(cls, text: str) -> Self | None:
        """None when it is not one."""
        parts = _FORM.fullmatch(text)
        return cls(parts[1], bytes.fromhex(parts[2])) if parts else None

    def successor(self, seed: bytes) -> Self:
        return type(self)(self.session_id, hmac.digest(seed, self.secret, "sha256"))

    def has_hash(self, expected: bytes | None) -> bool:
        return expected is not None and hmac.compare_digest(self.hash, expected)

    @property
    def hash(self) -> bytes:
        return hashlib.sha256(self.secret).digest()

    def __str__(self) -> str:
        return f"{self.session_id}.{self.secret.hex()}"
