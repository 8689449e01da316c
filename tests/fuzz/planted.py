"""An app with faults, for the negative control: what the fuzzer does not find here, it would not find elsewhere."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Final

import uvicorn
from fastapi import FastAPI, Response
from pydantic import BaseModel, Field

from deploy.local.ports import HOST, free_port
from tests.waiting import wait_until

CODES: Final = frozenset({"ST101", "ST103", "ST108", "ST201"})
"""What schemathesis calls these faults."""


class Order(BaseModel):
    pieces: Annotated[int, Field(ge=0, le=1_000)]


app = FastAPI()


@app.post("/crash")
def crash(order: Order) -> Response:
    """A 500, for nothing at all."""
    return Response(status_code=200 if order.pieces else 500)


@app.get("/teapot")
def undocumented() -> Response:
    """A status that nobody has documented."""
    return Response(status_code=418)


@app.get("/shape", response_model=Order)
def wrong_shape() -> Response:
    """Not what it says that it answers."""
    return Response('{"pieces": "many"}', media_type="application/json")


@app.post("/loose", openapi_extra={"requestBody": {"content": {"application/json": {"schema": {"type": "boolean"}}}}})
def takes_anything() -> bool:
    """What its description forbids."""
    return True


@contextmanager
def served() -> Iterator[str]:
    """Its address, while it is served."""
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(app, host=HOST, port=port, log_config=None))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        wait_until(lambda: server.started, "the planted app did not start")
        yield f"http://{HOST}:{port}"
    finally:
        server.should_exit = True
        thread.join()
