"""`/admin/`: the built dashboard, and what it has to know before anybody has signed in."""

from pathlib import Path
from typing import Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from services.ticketing.schemas import AdminConfig
from shared.problems import Problem

INDEX: Final = "index.html"
ASSETS: Final = "assets/"
PAGE_HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; "
        "img-src 'self' data:; font-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
    ),
    "Cache-Control": "no-cache",
}
ASSET_HEADERS: Final = {"Cache-Control": "public, max-age=31536000, immutable"}
"""Their names change with their content."""


class DashboardNotBuilt(Problem):
    def __init__(self) -> None:
        super().__init__(503, "dashboard-not-built", "The dashboard has not been built: `make run` builds it.")


def create_routes(web_dir: Path, *, demonstration: bool, email_notices: bool) -> APIRouter:
    """`web_dir` has the built pages; the dashboard's are in `admin/`."""
    router = APIRouter()
    folder = web_dir / "admin"
    files = StaticFiles(directory=folder, check_dir=False)

    @router.get("/api/support/config", summary="What the dashboard has to know", tags=["dashboard"])
    async def config() -> AdminConfig:
        return AdminConfig(demonstration=demonstration, email_notices=email_notices)

    @router.get("/admin", include_in_schema=False)
    async def to_the_dashboard() -> Response:
        return RedirectResponse("/admin/", status_code=308)

    @router.get("/admin/{path:path}", include_in_schema=False)
    async def dashboard(path: str, request: Request) -> Response:
        """A file of the build; any other path is a view of the dashboard itself."""
        if not (folder / INDEX).is_file():
            raise DashboardNotBuilt
        try:
            answer = await files.get_response(path or INDEX, request.scope)
        except HTTPException as error:
            if error.status_code != 404 or path.startswith(ASSETS):
                raise
            answer = await files.get_response(INDEX, request.scope)
        answer.headers.update(ASSET_HEADERS if path.startswith(ASSETS) else PAGE_HEADERS)
        return answer

    return router
