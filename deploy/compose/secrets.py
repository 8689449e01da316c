"""`python -m deploy.compose.secrets DIR`: all secrets of the container run, made once, and a folder for each reader.

`DIR/all` holds every secret. `DIR/<reader>` holds copies of what that container needs, and is all that it is given.
Called again, it keeps what is there, and renews the copies.
"""

import argparse
import json
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from deploy.secrets import make_secrets

ACCOUNT: Final = "desk"
_POLICIES: Final = Path(__file__).parent.parent / "rabbitmq" / "policies.json"
_PASSWORDS: Final = ("rabbitmq_password", "mongodb_password", "mongodb_root_password", "mongodb_keyfile")

READERS: Final[Mapping[str, tuple[str, ...]]] = {
    "gateway": ("gateway_token_key", "rabbitmq_url", "service_token"),
    "chat_worker": ("mongodb_url", "rabbitmq_url", "service_token"),
    "ticketing": ("access_token_public_key", "mongodb_url", "rabbitmq_url", "service_token", "ticketing_signing_key"),
    "analytics": ("access_token_public_key", "mongodb_url", "rabbitmq_url", "service_token"),
    "rabbitmq": ("definitions.json",),
    "mongodb": ("mongodb_keyfile", "mongodb_password", "mongodb_root_password"),
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
    for name, content in _derived(everything).items():
        _write(everything / name, content)
    for reader, names in READERS.items():
        folder = volume / reader
        folder.mkdir(mode=0o700, exist_ok=True)
        for name in names:
            _write(folder / name, (everything / name).read_text())


def _derived(everything: Path) -> dict[str, str]:
    broker, database = ((everything / f"{server}_password").read_text() for server in ("rabbitmq", "mongodb"))
    return {
        "rabbitmq_url": f"amqp://{ACCOUNT}:{broker}@rabbitmq:5672/",
        "mongodb_url": f"mongodb://{ACCOUNT}:{database}@mongodb:27017/?replicaSet=desk&authSource=support",
        "definitions.json": json.dumps(_definitions(broker), indent=2),
    }


def _definitions(password: str) -> dict[str, object]:
    """What RabbitMQ imports at every start: its one account, and the limits of the queues."""
    allowed = {"vhost": "/", "configure": ".*", "write": ".*", "read": ".*"}
    return {
        "users": [{"name": ACCOUNT, "password": password, "tags": ["administrator"]}],
        "permissions": [{"user": ACCOUNT, **allowed}],
        **json.loads(_POLICIES.read_text()),
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
