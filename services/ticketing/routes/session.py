"""`/api/support/session`: signing in and out, staying signed in, and changing one's own password.

Tokens come in the answer, for machines, and in HttpOnly cookies, for browsers. What a cookie alone authorises must come
from a page of our own.
"""

from typing import Annotated, Final

from fastapi import APIRouter, Cookie, Depends, Request, Response

from services.ticketing.identity.own_password import OwnPassword
from services.ticketing.identity.requests import Credentials, PasswordChange
from services.ticketing.identity.sign_in import SessionOver, SignedIn, SignIn
from services.ticketing.routes.access import DOCUMENTED, may
from services.ticketing.schemas import SessionView, WhoIsSignedIn
from shared.auth import ACCESS_COOKIE, AccessTokens, Principal, Role, require_same_origin
from shared.problems import problem_responses

REFRESH_COOKIE: Final = "support_refresh"
ACCESS_PATH: Final = "/api/support"
SESSION_PATH: Final = "/api/support/session"

RefreshCookie = Annotated[str | None, Cookie(alias=REFRESH_COOKIE)]


def create_routes(sign_in: SignIn, own_password: OwnPassword, tokens: AccessTokens) -> APIRouter:
    viewer = may(tokens, Role.VIEWER, None)
    router = APIRouter(prefix=SESSION_PATH, tags=["session"], responses=problem_responses(503))

    @router.post(
        "",
        summary="Sign in",
        dependencies=[Depends(require_same_origin)],
        responses=problem_responses(400, 401, 403, 413, 422, 429),
    )
    async def open_session(body: Credentials, request: Request, response: Response) -> SessionView:
        """A person's address, in any case, and password; or a machine's API key, which gets no refresh cookie.

        A wrong password and an unknown account get the same answer, in the same time. Whoever fails too often waits,
        and longer each time.
        """
        return _let_in(request, response, await _signed_in(sign_in, body, request))

    @router.post(
        "/refresh",
        summary="Stay signed in",
        dependencies=[Depends(require_same_origin)],
        responses=problem_responses(401, 403),
    )
    async def refresh_session(request: Request, response: Response, cookie: RefreshCookie = None) -> SessionView:
        """A new access token for the refresh cookie, which is replaced; one replaced before ends the session."""
        if not cookie:
            raise SessionOver
        return _let_in(request, response, await sign_in.refresh(cookie))

    @router.post(
        "/password",
        summary="Change one's own password",
        dependencies=DOCUMENTED,
        responses=problem_responses(400, 401, 403, 413, 422, 429),
    )
    async def change_password(
        body: PasswordChange, who: Annotated[Principal, Depends(viewer)], request: Request, response: Response
    ) -> SessionView:
        """Every session of the account ends, and a new one begins here."""
        current, new = body.current_password.get_secret_value(), body.new_password.get_secret_value()
        return _let_in(request, response, await own_password.change(who, current, new, _address_of(request)))

    @router.get("", summary="Who is signed in", dependencies=DOCUMENTED, responses=problem_responses(401))
    async def who_is_signed_in(who: Annotated[Principal, Depends(viewer)]) -> WhoIsSignedIn:
        return WhoIsSignedIn(email=who.email, role=who.role, scopes=who.scopes and sorted(who.scopes))

    @router.delete(
        "",
        status_code=204,
        summary="Sign out",
        dependencies=[Depends(require_same_origin)],
        responses=problem_responses(403),
    )
    async def close_session(response: Response, cookie: RefreshCookie = None) -> None:
        """Ends the session of the refresh cookie and takes the cookies back; signing out twice is no error."""
        if cookie:
            await sign_in.sign_out(cookie)
        response.delete_cookie(ACCESS_COOKIE, path=ACCESS_PATH, httponly=True, samesite="strict")
        response.delete_cookie(REFRESH_COOKIE, path=SESSION_PATH, httponly=True, samesite="strict")

    return router


async def _signed_in(sign_in: SignIn, shown: Credentials, request: Request) -> SignedIn:
    if shown.email is not None and shown.password is not None:
        email, password = shown.email.strip().lower(), shown.password.get_secret_value()
        return await sign_in.sign_in(email, password, _address_of(request))
    return await sign_in.sign_in_with_key(shown.api_key.get_secret_value() if shown.api_key else "")


def _address_of(request: Request) -> str:
    """The client's: behind a proxy that TRUSTED_PROXIES names, what that says of it."""
    return request.client.host if request.client else "unknown"


def _let_in(request: Request, response: Response, signed_in: SignedIn) -> SessionView:
    access = signed_in.access
    cookies = [(ACCESS_COOKIE, access.text, ACCESS_PATH, access.life)]
    if signed_in.refresh:
        cookies.append((REFRESH_COOKIE, str(signed_in.refresh), SESSION_PATH, signed_in.session_left))
    for name, value, path, life in cookies:
        response.set_cookie(
            name,
            value,
            max_age=int(life.total_seconds()),
            path=path,
            secure=request.url.scheme == "https",
            httponly=True,
            samesite="strict",
        )
    return SessionView(token=access.text, expires_at=access.expires_at, role=signed_in.role)
