"""Running an app as a process: logs, the metrics port, the HTTP server, and a clean stop."""

import contextlib
import signal
import sys
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Final, NoReturn, TypeVar

import structlog
import uvicorn
from prometheus_client import ProcessCollector, start_http_server
from prometheus_client.registry import Collector, CollectorRegistry
from starlette.types import ASGIApp

from shared.connections import BoundedConnection
from shared.observability import configure_logging
from shared.settings import ProcessSettings, WrongSetting

log = structlog.get_logger(__name__)

DRAIN_SECONDS: Final = 10
KEEP_ALIVE_SECONDS: Final = 15
MAX_HEADER_BYTES: Final = 16_384
"""Of a request's line and headers together; also of the size line of a chunk."""
SettingsT = TypeVar("SettingsT")


def settings_or_exit(load: Callable[[], SettingsT]) -> SettingsT:
    """What `load` makes of the settings, or a sentence for each wrong one and the end of the process."""
    try:
        return load()
    except WrongSetting as error:
        print(f"{error}. See .env.example.", file=sys.stderr)  # noqa: T201  no logs yet
        raise SystemExit(2) from None


def serve(app: ASGIApp, settings: ProcessSettings, metrics: Collector, *, process: str) -> None:
    """Serve until SIGTERM or SIGINT. Then: nothing new, what is in hand finishes, streams are told to reconnect."""
    configure_logging(settings.log_level, process=process)
    for stop in (signal.SIGTERM, signal.SIGINT):
        signal.signal(stop, _exit)
    with _metrics_port(settings, metrics):
        server = uvicorn.Server(server_config(app, settings))
        server.run()
    if not server.started:
        raise SystemExit(1)


def server_config(app: ASGIApp, settings: ProcessSettings) -> uvicorn.Config:
    """How the HTTP server listens, and what it bears of its clients."""

    class Connection(BoundedConnection):
        seconds = settings.slow_client_seconds

    return uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        http=Connection,
        h11_max_incomplete_event_size=MAX_HEADER_BYTES,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=True,
        forwarded_allow_ips=settings.trusted_proxies,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=DRAIN_SECONDS,
    )


def _exit(_: int, __: FrameType | None) -> NoReturn:
    """For a signal before the server runs, and for the one that stopped it, which it raises again when it has."""
    raise SystemExit(0)


@contextlib.contextmanager
def _metrics_port(settings: ProcessSettings, metrics: Collector) -> Iterator[None]:
    if not settings.metrics_port:
        yield
        return
    registry = CollectorRegistry()
    registry.register(metrics)
    ProcessCollector(registry=registry)
    try:
        server, _ = start_http_server(settings.metrics_port, addr=settings.host, registry=registry)
    except OSError as error:
        log.error("METRICS_PORT cannot be opened: choose another, or 0 for none", port=settings.metrics_port)
        raise SystemExit(1) from error
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
