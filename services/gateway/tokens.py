"""Visitor tokens: a signed JWT for one conversation. Nothing about it is stored.

A token lasts for hours and can be renewed for weeks, also after its end, so that who comes back on the same device
finds the conversation again. Keys are rotated by putting the old one beside the new one until its tokens have ended.
"""

import hashlib
import hmac
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import jwt
from pydantic import AwareDatetime, BaseModel, ConfigDict, SecretStr

from services.gateway.identity import VerifiedUser
from shared.addresses import network_of
from shared.problems import Problem

_ALGORITHM: Final = "HS256"
_AUDIENCE: Final = "support-desk/visitor"


class TokenRefused(Problem):
    def __init__(self) -> None:
        detail = (
            "The visitor token is missing, not valid or has expired. Renew it, or begin a conversation for a new one."
        )
        super().__init__(401, "visitor-token-refused", detail, headers={"WWW-Authenticate": "Bearer"})


class UserRequired(Problem):
    """For a good token that was given out before only signed-in users might write."""

    def __init__(self) -> None:
        detail = "Only signed-in users may write here: begin a conversation with the identity JWT of your back end."
        super().__init__(401, "user-required", detail, headers={"WWW-Authenticate": "Bearer"})


class ConversationNotFound(Problem):
    """Also for a conversation that exists but is somebody else's."""

    def __init__(self) -> None:
        super().__init__(404, "conversation-not-found", "This token has no such conversation.")


class VisitorToken(BaseModel):
    model_config = ConfigDict(frozen=True)

    token: str
    expires_at: AwareDatetime


class Holder(BaseModel):
    """Whose token it is: a conversation's, and of a verified user where there is one."""

    model_config = ConfigDict(frozen=True)

    conversation_id: str
    user: VerifiedUser | None = None


class VisitorTokens:
    """`valid_for`: how long a token lasts; `renewable_for`: how long after the first one it may be renewed.

    The first of `keys` signs; tokens that were signed with one of the others are good as well. Where a user is
    required, a visitor's are not, however long they would have lasted.
    """

    def __init__(
        self, keys: Sequence[SecretStr], valid_for: timedelta, renewable_for: timedelta, *, user_required: bool = False
    ) -> None:
        self._keys = [key.get_secret_value() for key in keys]
        self._valid_for = valid_for
        self._renewable_for = renewable_for
        self._user_required = user_required

    def issue(self, holder: Holder) -> VisitorToken:
        """The first token of a conversation, or on a device."""
        now = datetime.now(UTC).replace(microsecond=0)
        return self._issued(holder, now, now)

    def renew(self, token: str, conversation_id: str) -> VisitorToken:
        """A new token in the place of one that is valid or was. Raises as `check` does."""
        claims = self._claims(token, conversation_id, expired_too=True)
        now = datetime.now(UTC).replace(microsecond=0)
        began = datetime.fromtimestamp(claims["auth_time"], UTC)
        if now >= began + self._renewable_for:
            raise TokenRefused
        return self._issued(self._holder(claims), began, now)

    def check(self, token: str, conversation_id: str) -> Holder:
        """Raises TokenRefused, UserRequired, or ConversationNotFound for a good token of another conversation."""
        return self._holder(self._claims(token, conversation_id))

    def visitor_key(self, address: str) -> str:
        """A keyed hash of the client's address: tells visitors apart for limits without keeping the address."""
        return hmac.new(self._keys[0].encode(), network_of(address).encode(), hashlib.sha256).hexdigest()[:32]

    def _issued(self, holder: Holder, began: datetime, now: datetime) -> VisitorToken:
        expires_at = min(now + self._valid_for, began + self._renewable_for)
        claims: dict[str, Any] = {
            "sub": holder.conversation_id,
            "aud": _AUDIENCE,
            "auth_time": int(began.timestamp()),
            "iat": now,
            "exp": expires_at,
        }
        if holder.user:
            claims["user"] = holder.user.model_dump(exclude_none=True)
        return VisitorToken(token=jwt.encode(claims, self._keys[0], _ALGORITHM), expires_at=expires_at)

    def _claims(self, token: str, conversation_id: str, *, expired_too: bool = False) -> dict[str, Any]:
        """A token may come from a replica whose clock is ahead: when it was made does not matter, only when it ends."""
        for key in self._keys:
            try:
                claims = jwt.decode(
                    token,
                    key,
                    algorithms=[_ALGORITHM],
                    audience=_AUDIENCE,
                    options={
                        "require": ["sub", "exp", "iat", "auth_time"],
                        "verify_iat": False,
                        "verify_exp": not expired_too,
                    },
                )
            except jwt.InvalidSignatureError:
                continue
            except jwt.InvalidTokenError as error:
                raise TokenRefused from error
            if claims["sub"] != conversation_id:
                raise ConversationNotFound
            return claims
        raise TokenRefused

    def _holder(self, claims: dict[str, Any]) -> Holder:
        holder = Holder(conversation_id=claims["sub"], user=claims.get("user"))
        if self._user_required and holder.user is None:
            raise UserRequired
        return holder
