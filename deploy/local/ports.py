"""Free loopback ports."""

import errno
import random
import socket

from deploy.local.errors import LocalRunError

HOST = "127.0.0.1"
# Below the kernel's range for outgoing connections: a client that keeps dialling a stopped server cannot take its port.
_CANDIDATES = range(20_000, 30_000)
_ATTEMPTS = 200


def is_free(port: int) -> bool:
    """Whether a server could listen on this loopback port now; what lingers of closed connections does not count."""
    return _refusal(HOST, port) is None


def free_port() -> int:
    """A loopback port on which nothing listens. Raises LocalRunError when none is found."""
    for candidate in random.sample(_CANDIDATES, _ATTEMPTS):
        if is_free(candidate):
            return candidate
    raise LocalRunError(
        f"No free port was found between {_CANDIDATES.start} and {_CANDIDATES.stop}.", "End some of what listens there."
    )


def require(setting: str, host: str, port: int) -> None:
    """Raises LocalRunError, naming the setting, when nobody could listen on this address now."""
    refusal = _refusal(host, port)
    if refusal is None:
        return
    if refusal.errno == errno.EADDRINUSE:
        raise LocalRunError(
            f"Port {port} is taken by another program.", f"End it, or choose another, as in {setting}={port + 1}."
        )
    if refusal.errno == errno.EACCES:
        raise LocalRunError(f"Port {port} is for root only.", f"Choose one above 1023, as in {setting}=8000.")
    raise LocalRunError(f"{host} port {port} cannot be used: {refusal.strerror}.", f"Check HOST and {setting}.")


def _refusal(host: str, port: int) -> OSError | None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as refusal:
            return refusal
    return None
