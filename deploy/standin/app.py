"""The stand-in as an ASGI app, put together here and nowhere else."""

import time
from typing import Final

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from deploy.standin import control
from deploy.standin.cache import PromptCache
from deploy.standin.connections import Connections
from deploy.standin.errors import ApiError
from deploy.standin.exchange import Desk, respond
from deploy.standin.ids import new_id
from deploy.standin.ledger import Ledger
from deploy.standin.script import Script
from deploy.standin.settings import Settings
from shared.http import DefaultHeaders

NOTICE: Final = (
    "This is a local stand-in for Claude's servers, for demonstrations and tests: "
    "answers come from the articles in the prompt, not from Claude."
)


def create_app(settings: Settings, connections: Connections | None = None) -> FastAPI:
    """The app. Faults that end connections need the `connections` of the server that it runs in."""
    desk = Desk(
        settings=settings,
        script=Script(),
        ledger=Ledger(settings.ledger_size if settings.control else 0),
        cache=PromptCache(time.monotonic),
        connections=connections or Connections(),
    )
    app = FastAPI(title="Stand-in for Claude", description=NOTICE, docs_url=None, redoc_url=None, openapi_url=None)
    _install_messages(app, desk)
    _install_notice(app)
    control.install(app, desk)
    app.add_middleware(DefaultHeaders, headers={"x-stand-in": "true"})
    return app


def _install_messages(app: FastAPI, desk: Desk) -> None:
    @app.post("/v1/messages")
    async def messages(request: Request) -> Response:
        """The Messages API. 400, 401, 404, 413 in the API's own envelope; scripted, any other status too."""
        request_id = new_id("req")
        try:
            body = await _read(request, desk.settings.max_body_bytes)
            return respond(desk, request.headers, body, request_id)
        except ApiError as refused:
            return _refusal(refused, request_id)

    @app.exception_handler(HTTPException)
    async def elsewhere(request: Request, refused: HTTPException) -> Response:
        if request.url.path.startswith("/_standin"):
            return JSONResponse({"detail": refused.detail}, refused.status_code)
        return _refusal(ApiError(refused.status_code, refused.detail), new_id("req"))


def _install_notice(app: FastAPI) -> None:
    @app.get("/")
    async def notice() -> dict[str, str | bool]:
        """Says what this is."""
        return {"stand_in": True, "notice": NOTICE}

    @app.get("/healthz")
    async def healthz() -> dict[str, bool]:
        """Alive."""
        return {"alive": True}


async def _read(request: Request, most: int) -> bytes:
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > most:
            raise ApiError(413)
    return bytes(body)


def _refusal(refused: ApiError, request_id: str) -> Response:
    headers = {"request-id": request_id, **refused.headers}
    return JSONResponse(refused.body(request_id), refused.status, headers)
