"""What a private server keeps between its starts: its random account and its ports."""

import json
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from deploy.local.ports import free_port, is_free


@dataclass(frozen=True)
class ServerState:
    """The account and the loopback ports (by purpose) of one server."""

    user: str
    password: str
    ports: dict[str, int]


def load(file: Path, purposes: tuple[str, ...]) -> ServerState:
    """The state kept in `file`, made at the first call; a remembered port that is taken is replaced."""
    kept = json.loads(file.read_text()) if file.exists() else {}
    state = ServerState(
        user=kept.get("user") or f"desk-{secrets.token_hex(4)}",
        password=kept.get("password") or secrets.token_hex(24),
        ports={purpose: _usable(kept.get("ports", {}).get(purpose)) for purpose in purposes},
    )
    write_private(file, json.dumps(asdict(state), indent=2))
    return state


def read(file: Path) -> ServerState:
    """The state kept in `file` as it is, for whoever does not start the server. Raises OSError."""
    return ServerState(**json.loads(file.read_text()))


def write_private(file: Path, text: str) -> None:
    """Write a whole file that only its owner may read; a crash leaves the old one or the new one."""
    draft = file.with_name(f"{file.name}.new")
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600)
    draft.write_text(text)
    draft.replace(file)


def _usable(remembered: int | None) -> int:
    return remembered if remembered and is_free(remembered) else free_port()
