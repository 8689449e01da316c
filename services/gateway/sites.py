"""The sites whose pages may use the chat: what a browser is told of them (CORS), and what is refused here as well."""

from collections.abc import Awaitable, Callable, Collection
from typing import Final

from fastapi import Request
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response

from shared.origins import is_from_another_site
from shared.problems import Problem, answer_to

_MAY_SEND: Final = ("Authorization", "Content-Type", "Last-Event-ID", "X-Request-ID")
_MAY_READ: Final = ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "Retry-After", "X-Request-ID")


class UnknownSite(Problem):
    def __init__(self) -> None:
        detail = "A page of this site may not do this here. The desk's operator adds the site to GATEWAY_SITES."
        super().__init__(403, "unknown-site", detail, headers={"Vary": "Origin"})


def require_known_site(sites: Collection[str]) -> Callable[[Request], Awaitable[None]]:
    """A FastAPI dependency. Raises UnknownSite: a browser keeps answers from a page, but not requests from us."""

    async def dependency(request: Request) -> None:
        if is_from_another_site(request, sites):
            raise UnknownSite

    return dependency


def allow_pages_of(sites: Collection[str]) -> Middleware:
    """What tells browsers that pages of these origins may call the API, and of no others."""
    return Middleware(
        Cors, allow_origins=sites, allow_methods=("GET", "POST"), allow_headers=_MAY_SEND, expose_headers=_MAY_READ
    )


class Cors(CORSMiddleware):
    """Starlette's, refusing with a problem document. No cookie belongs to the chat, so none is ever asked for."""

    def preflight_response(self, request_headers: Headers) -> Response:
        answer = super().preflight_response(request_headers)
        return answer if answer.status_code == 200 else answer_to(UnknownSite())
