"""What a route needs to know who calls: the checks, and what OpenAPI says of them."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends, Request
from fastapi.params import Depends as Dependency
from fastapi.security import APIKeyCookie, HTTPBearer

from services.ticketing.identity.standing import Standing
from shared.auth import ACCESS_COOKIE, AccessTokens, Principal, Role, Scope, require_access

BEARER = HTTPBearer(scheme_name="access_token", bearerFormat="JWT", auto_error=False)
COOKIE = APIKeyCookie(scheme_name="access_cookie", name=ACCESS_COOKIE, auto_error=False)
SERVICE = HTTPBearer(scheme_name="service_token", auto_error=False)

Check = Callable[[Request], Awaitable[Principal]]

DOCUMENTED: list[Dependency] = [Depends(BEARER), Depends(COOKIE)]
"""The ways to show who one is, for OpenAPI; `may` is what checks."""


def may(tokens: AccessTokens, role: Role, work: Scope | None) -> Check:
    """The dependency of a route that needs this role and, of a machine, this scope; None: every key may."""
    return require_access(tokens, role, work)


def is_admin(tokens: AccessTokens, standing: Standing, work: Scope) -> Callable[[Principal], Awaitable[Principal]]:
    """The dependency of a route through which one lets others in, or erases: the token's word is not enough for it."""

    async def dependency(who: Annotated[Principal, Depends(may(tokens, Role.ADMIN, work))]) -> Principal:
        await standing.check(who)
        return who

    return dependency
