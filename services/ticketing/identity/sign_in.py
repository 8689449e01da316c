"""Signing in and out, and staying signed in."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog

from services.ticketing.identity.access import AccessToken, AccessTokenIssuer
from services.ticketing.identity.gate import Gate
from services.ticketing.identity.machines import Machines
from services.ticketing.identity.passwords import Passwords
from services.ticketing.identity.refresh import RefreshToken
from services.ticketing.metrics import TicketingMetrics
from services.ticketing.stores.accounts import Account, Accounts
from services.ticketing.stores.sessions import Session, Sessions
from shared.auth import Principal, Role
from shared.problems import Problem

CHALLENGE: Final = {"WWW-Authenticate": "Bearer"}
log = structlog.get_logger(__name__)


class WrongPassword(Problem):
    """Also for an account that does not exist or is disabled: nobody learns which addresses do."""

    def __init__(self) -> None:
        super().__init__(401, "wrong-password", "The e-mail address or the password is not right.", headers=CHALLENGE)


class WrongKey(Problem):
    def __init__(self) -> None:
        detail = "The API key is not right, has expired or was revoked."
        super().__init__(401, "wrong-api-key", detail, headers=CHALLENGE)


class SessionOver(Problem):
    def __init__(self) -> None:
        detail = "The session is over. Sign in again: POST /api/support/session."
        super().__init__(401, "session-over", detail, headers=CHALLENGE)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """`session_left`: how long the refresh token, or one that replaces it, is good. A machine has neither."""

    access: AccessToken
    refresh: RefreshToken | None
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
        gate: Gate,
        machines: Machines,
        now: Callable[[], datetime],
        session_life: timedelta,
        grace: timedelta,
    ) -> None:
        self._accounts = accounts
        self._sessions = sessions
        self._passwords = passwords
        self._issuer = issuer
        self._metrics = metrics
        self._gate = gate
        self._machines = machines
        self._now = now
        self._session_life = session_life
        self._grace = grace

    async def sign_in(self, email: str, password: str, address: str) -> SignedIn:
        """`address`: where the client is. Raises TooManyAttempts and WrongPassword."""
        await self._gate.enter(email, address)
        account = await self._accounts.by_email(email)
        right = await self._passwords.verify(password, account.password_hash if account else None)
        if account is None or not right or account.disabled:
            self._count("refused")
            raise WrongPassword
        signed_in = await self.begin_session(account)
        await self._gate.passed(email, address)
        self._count("accepted")
        return signed_in

    async def sign_in_with_key(self, key: str) -> SignedIn:
        """Raises WrongKey. Nobody waits here: a key cannot be guessed."""
        who = await self._machines.signed_in(key)
        self._count("accepted" if who else "refused")
        if who is None:
            raise WrongKey
        return SignedIn(self._issuer.issue(who, self._now()), None, timedelta(0), who.role)

    async def begin_session(self, account: Account) -> SignedIn:
        """For who has shown the password. Raises WrongPassword when somebody disabled the account, or gave it another
        role or password, at the same moment: the session is stored first, and one that such a change missed is taken
        back.
        """
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
        if not await self._accounts.signed_in(account, self._now()):
            await self._sessions.revoke(session.id)
            raise WrongPassword
        return self._signed_in(account, token, session)

    async def refresh(self, text: str) -> SignedIn:
        """Raises SessionOver; a token that was replaced longer ago than the grace ends the session for everybody."""
        token = RefreshToken.read(text)
        session = await self._sessions.get(token.session_id) if token else None
        if token is None or session is None or session.expires_at <= self._now():
            raise SessionOver
        account = await self._accounts.by_id(session.account_id)
        if account is None or account.disabled:
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
        who = Principal(
            account_id=account.id, email=account.email, role=account.role, name=account.name, session_id=session.id
        )
        return SignedIn(self._issuer.issue(who, now), token, session.expires_at - now, account.role)

    def _count(self, result: str) -> None:
        self._metrics.sign_ins.labels(result=result).inc()
