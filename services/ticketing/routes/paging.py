"""Pages of a list: the cursor that came, and the Link header that leads on."""

from typing import Any, Final
from urllib.parse import urlencode

from fastapi import Request, Response

from services.ticketing.domain.cursor import Cursor, CursorNotReadable
from shared.problems import Problem

LINK_HEADER: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "headers": {
            "Link": {
                "description": 'The next page, if there is one: `<…>; rel="next"`.',
                "schema": {"type": "string"},
            }
        }
    }
}
"""The `responses=` of a route that answers a page."""


class CursorNotKnown(Problem):
    def __init__(self) -> None:
        super().__init__(422, "invalid-cursor", "The cursor is not from a Link header. Begin without one.")


def cursor_from(text: str | None) -> Cursor | None:
    """Raises CursorNotKnown."""
    try:
        return None if text is None else Cursor.decode(text)
    except CursorNotReadable as error:
        raise CursorNotKnown from error


def link_next(request: Request, response: Response, following: Cursor | None) -> None:
    """Name the next page in the response. Relative: whatever proxies stand in front, it is right."""
    if following is None:
        return
    others = [(name, value) for name, value in request.query_params.multi_items() if name != "cursor"]
    query = urlencode([*others, ("cursor", following.encode())])
    response.headers["Link"] = f'<{request.url.path}?{query}>; rel="next"'
