"""People who are signed in."""

from datetime import UTC, datetime, timedelta

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from pydantic import SecretStr

from shared.auth import ALGORITHM, AUDIENCE, ISSUER


class Desk:
    """Makes access tokens as ticketing does."""

    def __init__(self) -> None:
        self._key = Ed25519PrivateKey.generate()

    @property
    def public_key(self) -> SecretStr:
        return SecretStr(self._key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode())

    def token(self, *, lasts: timedelta = timedelta(minutes=5), **claims: str) -> str:
        now = datetime.now(UTC)
        defaults = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": "account-1",
            "email": "ada@desk.example",
            "role": "viewer",
            "iat": now,
            "exp": now + lasts,
        }
        return jwt.encode({**defaults, **claims}, self._key, algorithm=ALGORITHM)
