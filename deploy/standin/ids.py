"""Identifiers that look like the real ones."""

import hashlib
import secrets
import string
from typing import Literal

BASE62 = string.digits + string.ascii_letters


def new_id(kind: Literal["msg", "req", "toolu"]) -> str:
    """A random identifier, such as `msg_01` and 22 more letters and digits."""
    return f"{kind}_01" + "".join(secrets.choice(BASE62) for _ in range(22))


def key_hash(api_key: str) -> str:
    """What the ledger and the cache keep of an API key: 16 hexadecimal digits that don't give it away."""
    return hashlib.sha256(api_key.encode()).hexdigest()[:16]
