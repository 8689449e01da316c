"""Signing in and out, and staying signed in."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog

from services.ticketing.identity.access import AccessToken, AccessTokenIssuer
from services.ticketing.identity.passwords import Passwords
from services.ticketing.identity.refresh import RefreshToken
from services.ticketing.metrics import TicketingMetrics
from services.ticketing.stores.accounts import Account, Accounts
from services.ticketing.stores.sessions import Session, Sessions
from shared.auth import Role
from shared.problems import Problem

CHALLENGE: Final = {"WWW-Authenticate": "Bearer"}
log = structlog.get_logger(__name__)


class WrongPassword(Problem):
    """Also for an account that does not exist: nobody learns which addresses do."""

    def __init__(self) -> None:
        super().__init__(401, "wrong-password", "The e-mail address or the password is not right.", headers=CHALLENGE)


class SessionOver(Problem):
    def __init__(self) -> None:
        detail = "The session is over. Sign in again: POST /api/support/session."
        super().__init__(401, "session-over", detail, headers=CHALLENGE)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """`session_left`: how long the refresh token, or one that replaces it, is good."""

    access: AccessToken
    refresh: RefreshToken
    session_left: timedelta
    role: Role


class SignIn:
    """`session_life`: after it a person signs in again. `grace`: how long a replaced refresh token still works."""

    def __init__(
        self,
        accounts: Accounts,
        sessions: Sessions,
        passwords: Passwords,
        issuer: AccessTokenIssuer,
        metrics: TicketingMetrics,
        *,
        now: Callable[[], datetime],
        session_life: timedelta,
        grace: timedelta,
    ) -> None:
        self._accounts = accounts
        self._sessions = sessions
        self._passwords = passwords
        self._issuer = issuer
        self._metrics = metrics
        self._now = now
        self._session_life = session_life
        self._grace = grace

    async def sign_in(self, email: str, password: str) -> SignedIn:
        """Raises WrongPassword."""
        account = await self._accounts.by_email(email)
        right = await self._passwords.verify(password, account.password_hash if account else None)
        self._metrics.sign_ins.labels(result="accepted" if right else "refused").inc()
        if account is None or not right:
            raise WrongPassword
        token = RefreshToken.new()
        session = Session(
            id=token.session_id,
            account_id=account.id,
            seed=secrets.token_bytes(32),
            token_hash=token.hash,
            previous_hash=None,
            rotated_at=None,
            expires_at=self._now() + self._session_life,
        )
        await self._sessions.begin(session)
        return self._signed_in(account, token, session)

    async def refresh(self, text: str) -> SignedIn:
        """Raises SessionOver; a token that was replaced longer ago than the grace ends the session for everybody."""
        token = RefreshToken.read(text)
        session = await self._sessions.get(token.session_id) if token else None
        if token is None or session is None or session.expires_at <= self._now():
            raise SessionOver
        account = await self._accounts.by_id(session.account_id)
        if account is None:
            raise SessionOver
        successor = token.successor(session.seed)
        if token.has_hash(session.token_hash):
            if not await self._sessions.rotate(session, successor.hash, self._now()):
                return await self.refresh(text)
        elif not self._is_in_grace(token, session):
            log.warning("replaced refresh token used again: session revoked", account_id=account.id)
            await self._sessions.revoke(session.id)
            raise SessionOver
        return self._signed_in(account, successor, session)

    async def sign_out(self, text: str) -> None:
        """Ends the session that the refresh token belongs to, if there is one."""
        if token := RefreshToken.read(text):
            session = await self._sessions.get(token.session_id)
            if session and (token.has_hash(session.token_hash) or token.has_hash(session.previous_hash)):
                await self._sessions.revoke(session.id)

    def _is_in_grace(self, token: RefreshToken, session: Session) -> bool:
        if session.rotated_at is None or not token.has_hash(session.previous_hash):
            return False
        return self._now() - session.rotated_at <= self._grace

    def _signed_in(self, account: Account, token: RefreshToken, session: Session) -> SignedIn:
        now = self._now()
        return SignedIn(self._issuer.issue(account, now), token, session.expires_at - now, account.role)
