"""The pages that the gateway serves: the demo page, the widget's loader, and the chat app in its iframe."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from fastapi import APIRouter
from fastapi.responses import FileResponse
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from shared.problems import Problem

_SOURCES: Final = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:"
_REST: Final = "font-src 'self'; base-uri 'none'; form-action 'self'"
DEMO_POLICY: Final = f"{_SOURCES}; {_REST}; frame-src 'self'; frame-ancestors 'none'"


class NotBuilt(Problem):
    def __init__(self) -> None:
        super().__init__(503, "pages-not-built", "The web pages are not built. `make run` builds them.")


class Pages(StaticFiles):
    """A folder of built pages. Files whose names carry a hash may be kept for ever, the others are asked for anew."""

    def __init__(self, folder: Path, policy: str) -> None:
        super().__init__(directory=folder, html=True, check_dir=False)
        self._policy = policy

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["Content-Security-Policy"] = self._policy
        hashed = "assets/" in path
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if hashed else "no-cache"
        return response


def create_pages(web_dir: Path, framed_by: Iterable[str]) -> APIRouter:
    """`framed_by`: the origins whose pages may put the chat app into a frame, beside the desk's own."""
    ancestors = " ".join(["'self'", *framed_by])
    widget_policy = f"{_SOURCES}; {_REST}; frame-ancestors {ancestors}"
    router = APIRouter(include_in_schema=False)

    @router.get("/")
    async def demo() -> FileResponse:
        return _page(web_dir / "demo" / "index.html", DEMO_POLICY)

    @router.get("/widget.js")
    async def loader() -> FileResponse:
        return _page(web_dir / "widget.js", widget_policy)

    router.mount("/demo", Pages(web_dir / "demo", DEMO_POLICY))
    router.mount("/widget", Pages(web_dir / "widget", widget_policy))
    return router


def _page(path: Path, policy: str) -> FileResponse:
    if not path.is_file():
        raise NotBuilt
    return FileResponse(path, headers={"Content-Security-Policy": policy, "Cache-Control": "no-cache"})
