"""Which site's page a browser speaks for. A client that is no browser says nothing of it, and passes."""

import re
from collections.abc import Collection
from typing import Annotated, Final

from fastapi import Request
from pydantic import AfterValidator

_ORIGIN: Final = re.compile(r"https?://(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?", re.ASCII)
_USUAL_PORTS: Final = re.compile(r"http://.*:80|https://.*:443")


def _as_browsers_say_it(origin: str) -> str:
    if not _ORIGIN.fullmatch(origin) or _USUAL_PORTS.fullmatch(origin):
        raise ValueError(
            "an origin is what a browser calls a site: https://shop.example, in small letters, with a port only where "
            "it is an unusual one, and nothing after it"
        )
    return origin


Origin = Annotated[str, AfterValidator(_as_browsers_say_it)]
"""`scheme://host[:port]`, compared letter by letter; a name beyond ASCII in its xn-- form. No wildcards."""


def is_from_another_site(request: Request, allowed: Collection[str] = ()) -> bool:
    """Whether a browser says that a page sent this whose site is neither this one nor one of the `allowed` origins."""
    origin = request.headers.get("origin")
    if origin in allowed:
        return False
    foreign = origin is not None and not _is_own(origin, request)
    return foreign or request.headers.get("sec-fetch-site") in {"cross-site", "same-site"}


def _is_own(origin: str, request: Request) -> bool:
    """Behind a proxy that is not trusted to name the scheme, a page under HTTPS is still a page of ours."""
    host = request.headers.get("host", "")
    return origin in {f"{request.url.scheme}://{host}", f"https://{host}"}
