"""`python -m deploy.standin`: serve until SIGTERM or Ctrl-C."""

import contextlib
import socket
import sys

import structlog
import uvicorn

from deploy.standin.app import NOTICE, create_app
from deploy.standin.connections import Connections, http_protocol
from deploy.standin.settings import Settings
from shared.observability import configure_logging
from shared.process import settings_or_exit

log = structlog.get_logger(__name__)

SECONDS_TO_FINISH = 2


def main() -> int:
    """Ends by SIGTERM, or by Ctrl-C with exit code 0; 1 when the port cannot be had, 2 for a wrong setting."""
    settings = settings_or_exit(Settings.load)
    configure_logging("info", process="standin")
    try:
        listener = _listen(settings)
    except OSError as refused:
        sys.stderr.write(
            f"The stand-in cannot listen on {settings.host}:{settings.port} ({refused.strerror}). "
            "Name another port with --port, or 0 for a free one.\n"
        )
        return 1
    with listener, contextlib.suppress(KeyboardInterrupt):
        _server(settings, url=_url(listener)).run(sockets=[listener])
    return 0


class Announced(uvicorn.Server):
    """A server whose first word, once it serves, is what it is and where."""

    def __init__(self, config: uvicorn.Config, **said: object) -> None:
        super().__init__(config)
        self._said = said

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        log.info(NOTICE, stand_in=True, **self._said)


def _listen(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.create_server((settings.host, settings.port), family=family)
    # Accepted connections inherit it; asyncio sets it only on sockets that it has opened itself. Without it each
    # small event may wait 40 ms for an acknowledgement.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def _url(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _server(settings: Settings, *, url: str) -> Announced:
    connections = Connections()
    config = uvicorn.Config(
        create_app(settings, connections),
        http=http_protocol(connections),
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=SECONDS_TO_FINISH,
    )
    return Announced(config, url=url, control=settings.control)


if __name__ == "__main__":
    raise SystemExit(main())
