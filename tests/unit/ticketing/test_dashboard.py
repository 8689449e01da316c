"""`/admin/`: the built pages, with the headers that they need."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI

from services.ticketing.routes import dashboard
from shared import problems

PAGE = "<!doctype html><title>Support desk</title>"


@pytest.fixture
async def web(tmp_path: Path) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of an app that serves the build in `tmp_path`, which is not there yet."""
    app = FastAPI()
    problems.install(app)
    app.include_router(dashboard.create_routes(tmp_path, demonstration=True, email_notices=False))
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://desk") as client:
        yield client


@pytest.fixture
def build(tmp_path: Path) -> Path:
    """The build."""
    folder = tmp_path / "admin"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text(PAGE)
    (folder / "assets" / "index-abc123.js").write_text("export {}")
    (tmp_path / "secret").write_text("nobody's business")
    return folder


@pytest.mark.usefixtures("build")
@pytest.mark.parametrize("path", ["/admin/", "/admin/tickets", "/admin/conversations/66f0c0ffee", "/admin/%00"])
async def test_every_view_is_the_page(web: httpx2.AsyncClient, path: str) -> None:
    answer = await web.get(path)

    assert (answer.status_code, answer.text) == (200, PAGE)
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert "script-src 'self';" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-cache"


@pytest.mark.usefixtures("build")
async def test_assets_are_kept_for_ever_and_missing_ones_are_missing(web: httpx2.AsyncClient) -> None:
    assert "immutable" in (await web.get("/admin/assets/index-abc123.js")).headers["Cache-Control"]

    missing = await web.get("/admin/assets/index-old.js")
    assert (missing.status_code, missing.headers["Content-Type"]) == (404, "application/problem+json")


@pytest.mark.usefixtures("build")
@pytest.mark.parametrize(
    "path", ["/admin/..%2fsecret", "/admin/%2e%2e/secret", "/admin//etc/passwd", "/admin/assets/..%2f..%2fsecret"]
)
async def test_nothing_outside_the_build_is_served(web: httpx2.AsyncClient, path: str) -> None:
    answer = await web.get(path)
    assert "nobody's business" not in answer.text
    assert "root:" not in answer.text


@pytest.mark.usefixtures("build")
async def test_without_the_slash_it_is_somewhere_else(web: httpx2.AsyncClient) -> None:
    answer = await web.get("/admin")
    assert (answer.status_code, answer.headers["Location"]) == (308, "/admin/")


async def test_before_it_is_built_it_says_how_to_build_it(web: httpx2.AsyncClient) -> None:
    answer = await web.get("/admin/")

    assert answer.status_code == 503
    assert "`make run`" in answer.json()["detail"]


async def test_the_dashboard_is_told_that_this_is_a_demonstration_and_nobody_is_written_to(
    web: httpx2.AsyncClient,
) -> None:
    assert (await web.get("/api/support/config")).json() == {"demonstration": True, "email_notices": False}
