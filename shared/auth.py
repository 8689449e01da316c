"""Checking who a person or machine of the desk is. Tokens are made by ticketing; this holds only the public key.

An access token is a short-lived JWT (EdDSA). It comes as `Authorization: Bearer` or in an HttpOnly cookie; with the
cookie, a request that changes something must come from a page of our own origin.
"""

from collections.abc import Awaitable, Callable, Iterable
from enum import StrEnum
from secrets import compare_digest
from typing import Final

import jwt
from fastapi import Request
from pydantic import BaseModel, ConfigDict, SecretStr

from shared.origins import is_from_another_site
from shared.problems import Problem

ALGORITHM: Final = "EdDSA"
ISSUER: Final = "support-desk/ticketing"
AUDIENCE: Final = "support-desk/admin"
ACCESS_COOKIE: Final = "support_access"
_SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})


class Role(StrEnum):
    """`viewer` reads, `agent` works tickets, `admin` may do everything."""

    VIEWER = "viewer"
    AGENT = "agent"
    ADMIN = "admin"


_RANK: Final = {Role.VIEWER: 0, Role.AGENT: 1, Role.ADMIN: 2}


class Scope(StrEnum):
    """One kind of work that a machine's key may do. People have roles."""

    CONVERSATIONS_READ = "conversations:read"
    CONVERSATIONS_WRITE = "conversations:write"
    CONVERSATIONS_LOG = "conversations:log"
    CANNED_REPLIES_WRITE = "canned-replies:write"
    ANALYTICS_READ = "analytics:read"
    ACCOUNTS_MANAGE = "accounts:manage"
    AUDIT_READ = "audit:read"
    PRIVACY_MANAGE = "privacy:manage"


_LOWEST_ROLE: Final = {
    Scope.CONVERSATIONS_READ: Role.VIEWER,
    Scope.CONVERSATIONS_WRITE: Role.AGENT,
    Scope.CONVERSATIONS_LOG: Role.AGENT,
    Scope.CANNED_REPLIES_WRITE: Role.ADMIN,
    Scope.ANALYTICS_READ: Role.VIEWER,
    Scope.ACCOUNTS_MANAGE: Role.ADMIN,
    Scope.AUDIT_READ: Role.ADMIN,
    Scope.PRIVACY_MANAGE: Role.ADMIN,
}
"""The role that a person needs for the same."""


def role_of(scopes: Iterable[Scope]) -> Role:
    """The lowest that may do all of this."""
    return max((_LOWEST_ROLE[scope] for scope in scopes), key=_RANK.__getitem__, default=Role.VIEWER)


class Principal(BaseModel):
    """Who is asking. `email` is the account's; `account_id` its id. A machine's are `key:<name>` and its key's id.

    `scopes`: a machine's, and None for a person, whom the role alone bounds. `name` is what the account calls itself
    before visitors; empty where it does not. `session_id` is of a person's sign-in.
    """

    model_config = ConfigDict(frozen=True)

    account_id: str
    email: str
    role: Role
    scopes: frozenset[Scope] | None = None
    name: str = ""
    session_id: str = ""

    @property
    def is_machine(self) -> bool:
        """A key's name has no `@`, an address always has."""
        return "@" not in self.email

    def may_act_as(self, role: Role) -> bool:
        return _RANK[self.role] >= _RANK[role]

    def may_do(self, work: Scope) -> bool:
        return self.scopes is None or work in self.scopes


class NotSignedIn(Problem):
    def __init__(self, detail: str = "Sign in first: POST /api/support/session.") -> None:
        super().__init__(401, "not-signed-in", detail, headers={"WWW-Authenticate": "Bearer"})


class NotAllowed(Problem):
    def __init__(self, detail: str) -> None:
        super().__init__(403, "not-allowed", detail)


class AccessTokens:
    """Verifies access tokens."""

    def __init__(self, public_key_pem: SecretStr) -> None:
        self._public_key = public_key_pem.get_secret_value()

    def principal(self, token: str) -> Principal:
        """Raises NotSignedIn for a token that is malformed, forged, expired or meant for somebody else."""
        try:
            claims = jwt.decode(
                token,
                self._public_key,
                algorithms=[ALGORITHM],
                audience=AUDIENCE,
                issuer=ISSUER,
                options={"require": ["exp", "iat", "sub"]},
            )
            return Principal(
                account_id=claims["sub"],
                email=claims["email"],
                role=claims["role"],
                scopes=claims.get("scopes"),
                name=claims.get("name", ""),
                session_id=claims.get("sid", ""),
            )
        except (jwt.InvalidTokenError, KeyError, ValueError) as error:
            raise NotSignedIn("The access token is not valid or has expired. Sign in again.") from error


def require_access(tokens: AccessTokens, role: Role, work: Scope | None) -> Callable[[Request], Awaitable[Principal]]:
    """A FastAPI dependency: the principal, if it may act as `role`, and a machine also do this work; None: what every
    key may. Raises NotSignedIn or NotAllowed."""

    async def dependency(request: Request) -> Principal:
        principal = tokens.principal(_token_of(request))
        if work and not principal.may_do(work):
            raise NotAllowed(f"This needs a key with the scope {work.value}.")
        if not principal.may_act_as(role):
            raise NotAllowed(f"This needs the role {role.value}; this account is {principal.role.value}.")
        return principal

    return dependency


def require_service(service_token: SecretStr) -> Callable[[Request], None]:
    """A FastAPI dependency for internal routes: the caller is another service. Raises NotSignedIn."""

    def dependency(request: Request) -> None:
        given = request.headers.get("authorization", "").encode()
        expected = f"Bearer {service_token.get_secret_value()}".encode()
        if not compare_digest(given, expected):
            raise NotSignedIn("This route is for services: send the service token.")

    return dependency


def require_same_origin(request: Request) -> None:
    """Raises NotAllowed when a browser says that a page of another site sent this."""
    if is_from_another_site(request):
        raise NotAllowed("This request was sent by a page of another site.")


def _token_of(request: Request) -> str:
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and bearer:
        return bearer.strip()
    if cookie := request.cookies.get(ACCESS_COOKIE):
        if request.method not in _SAFE_METHODS:
            require_same_origin(request)
        return cookie
    raise NotSignedIn
