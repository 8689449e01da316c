"""Visitor tokens: a signed JWT for one conversation. Nothing about it is stored."""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from typing import Final

import jwt
from pydantic import AwareDatetime, BaseModel, ConfigDict, SecretStr

from shared.addresses import network_of
from shared.problems import Problem

_ALGORITHM: Final = "HS256"
_AUDIENCE: Final = "support-desk/visitor"


class TokenRefused(Problem):
    def __init__(self) -> None:
        detail = "The visitor token is missing, not valid or has expired. Begin a conversation for a new one."
        super().__init__(401, "visitor-token-refused", detail, headers={"WWW-Authenticate": "Bearer"})


class ConversationNotFound(Problem):
    """Also for a conversation that exists but is somebody else's."""

    def __init__(self) -> None:
        super().__init__(404, "conversation-not-found", "This token has no such conversation.")


class VisitorToken(BaseModel):
    model_config = ConfigDict(frozen=True)

    token: str
    expires_at: AwareDatetime


class VisitorTokens:
    def __init__(self, key: SecretStr, valid_for: timedelta) -> None:
        self._key = key.get_secret_value()
        self._valid_for = valid_for

    def issue(self, conversation_id: str) -> VisitorToken:
        now = datetime.now(UTC).replace(microsecond=0)
        expires_at = now + self._valid_for
        claims = {"sub": conversation_id, "aud": _AUDIENCE, "iat": now, "exp": expires_at}
        return VisitorToken(token=jwt.encode(claims, self._key, _ALGORITHM), expires_at=expires_at)

    def check(self, token: str, conversation_id: str) -> None:
        """Raises TokenRefused, or ConversationNotFound for a good token of another conversation.

        A token may come from a replica whose clock is ahead: when it was made does not matter, only when it ends.
        """
        try:
            claims = jwt.decode(
                token,
                self._key,
                algorithms=[_ALGORITHM],
                audience=_AUDIENCE,
                options={"require": ["sub", "exp", "iat"], "verify_iat": False},
            )
        except jwt.InvalidTokenError as error:
            raise TokenRefused from error
        if claims["sub"] != conversation_id:
            raise ConversationNotFound

    def visitor_key(self, address: str) -> str:
        """A keyed hash of the client's address: tells visitors apart for limits without keeping the address."""
        return hmac.new(self._key.encode(), network_of(address).encode(), hashlib.sha256).hexdigest()[:32]
