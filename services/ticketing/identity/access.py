"""Making access tokens; `shared/auth.py` checks them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import jwt
from pydantic import SecretStr

from shared.auth import ALGORITHM, AUDIENCE, ISSUER, Principal


@dataclass(frozen=True, slots=True)
class AccessToken:
    text: str
    expires_at: datetime
    life: timedelta


class AccessTokenIssuer:
    """`life`: how long a token is good for. It cannot be revoked, so this is short."""

    def __init__(self, signing_key_pem: SecretStr, life: timedelta) -> None:
        self._key = signing_key_pem.get_secret_value()
        self._life = life

    def issue(self, who: Principal, now: datetime) -> AccessToken:
        expires_at = now.replace(microsecond=0) + self._life
        claims = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": who.account_id,
            "email": who.email,
            "role": who.role.value,
            "scopes": None if who.scopes is None else sorted(who.scopes),
            "name": who.name,
            "sid": who.session_id,
            "iat": now,
            "exp": expires_at,
        }
        return AccessToken(jwt.encode(claims, self._key, algorithm=ALGORITHM), expires_at, self._life)
