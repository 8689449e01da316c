"""`python -m deploy.compose.secrets DIR`: all secrets of the container run, made once, and a folder for each reader.

`DIR/all` holds every secret. `DIR/<reader>` holds copies of what that container needs, and is all that it is given.
Called again, it keeps what is there, and renews the copies.
"""

import argparse
import json
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from deploy.secrets import make_secrets

ACCOUNT: Final = "desk"
"""The operator's own account on both servers; no service is given it."""
_ROOT: Final = Path(__file__).parents[2]
_POLICIES: Final = _ROOT / "deploy" / "rabbitmq" / "policies.json"
_RABBITMQ_ACCESS: Final = _ROOT / "docs" / "contracts" / "access" / "rabbitmq.json"
_ADDRESSES: Final[Mapping[str, str]] = {
    "rabbitmq": "amqp://{account}:{password}@rabbitmq:5672/",
    "mongodb": "mongodb://{account}:{password}@mongodb:27017/?replicaSet=desk&authSource=support",
}
_ON_RABBITMQ: Final = ("gateway", "chat_worker", "ticketing", "analytics", "dead_letters")
_MONGODB_PASSWORDS: Final = tuple(
    f"mongodb_password_{account}" for account in ("chat_worker", "ticketing", "analytics")
)
_PASSWORDS: Final = (
    "rabbitmq_password",
    "mongodb_password",
    "mongodb_root_password",
    "mongodb_keyfile",
    *(f"rabbitmq_password_{account}" for account in _ON_RABBITMQ),
    *_MONGODB_PASSWORDS,
)

READERS: Final[Mapping[str, tuple[str, ...]]] = {
    "gateway": ("gateway_token_key", "rabbitmq_url", "service_token"),
    "chat_worker": ("mongodb_url", "rabbitmq_url", "service_token"),
    "ticketing": ("access_token_public_key", "mongodb_url", "rabbitmq_url", "service_token", "ticketing_signing_key"),
    "analytics": ("access_token_public_key", "mongodb_url", "rabbitmq_url", "service_token"),
    "dead_letters": ("rabbitmq_url",),
    "rabbitmq": ("definitions.json",),
    "mongodb": ("mongodb_keyfile", "mongodb_password", "mongodb_root_password", *_MONGODB_PASSWORDS),
    "edge": (),
}
"""Who is given which secrets. The edge keeps its certificates there."""


def make_volume(volume: Path) -> None:
    """Fill the volume. Raises OSError when it cannot be written."""
    everything = volume / "all"
    make_secrets(everything)
    for name in _PASSWORDS:
        if not (everything / name).exists():
            _write(everything / name, secrets.token_hex(32))
    derived = {"definitions.json": json.dumps(_definitions(everything), indent=2), **_addresses(everything, ACCOUNT)}
    for name, content in derived.items():
        _write(everything / name, content)
    for reader, names in READERS.items():
        folder = volume / reader
        folder.mkdir(mode=0o700, exist_ok=True)
        own = _addresses(everything, reader)
        for name in names:
            _write(folder / name, own.get(name) or (everything / name).read_text())


def _addresses(everything: Path, account: str) -> dict[str, str]:
    """Of the servers on which there is the account, with its password."""
    name = "password" if account == ACCOUNT else f"password_{account}"
    passwords = {server: everything / f"{server}_{name}" for server in _ADDRESSES}
    return {
        f"{server}_url": _ADDRESSES[server].format(account=account, password=file.read_text())
        for server, file in passwords.items()
        if file.exists()
    }


def _definitions(everything: Path) -> dict[str, Any]:  # the format is RabbitMQ's
    """What RabbitMQ imports at every start: accounts and what they may do, what is there, and the limits of queues."""
    passwords = {name: (everything / f"rabbitmq_password_{name}").read_text() for name in _ON_RABBITMQ}
    access = json.loads(_RABBITMQ_ACCESS.read_text())
    operator = {"user": ACCOUNT, "vhost": "/", "configure": ".*", "write": ".*", "read": ".*"}
    return {
        "users": [
            {"name": ACCOUNT, "password": (everything / "rabbitmq_password").read_text(), "tags": ["administrator"]},
            *({"name": name, "password": password, "tags": []} for name, password in passwords.items()),
        ],
        **json.loads(_POLICIES.read_text()),
        **access,
        "permissions": [operator, *access["permissions"]],
    }


def _write(file: Path, content: str) -> None:
    draft = file.with_name(f".{file.name}.new")
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600)
    draft.write_text(content)
    draft.replace(file)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m deploy.compose.secrets", description=make_volume.__doc__)
    parser.add_argument("folder", type=Path, metavar="DIR")
    make_volume(parser.parse_args().folder)


if __name__ == "__main__":
    main()
