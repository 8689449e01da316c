"""The secrets that a backup may have: what the services sign with, not what they open servers with."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from deploy.backup.errors import BackupError
from deploy.backup.files import private
from deploy.secrets import MADE

NAMES: Final = frozenset({*MADE, "gateway_identity_secret", "gateway_token_keys_before"})
"""Files of the secrets folder. The last two are there where an operator has put them."""


def read_secrets(folder: Path) -> dict[str, bytes]:
    """Those that are there. Raises BackupError when none is, and OSError."""
    found = {name: (folder / name).read_bytes() for name in sorted(NAMES) if (folder / name).exists()}
    if not found:
        raise BackupError(f"There are no secrets in {folder}. Set SECRETS_DIR, or leave --with-secrets away.")
    return found


def write_secrets(folder: Path, secrets: Mapping[str, bytes]) -> None:
    """Each takes the place of the one that is there. Raises BackupError, before anything is written, and OSError."""
    if not secrets:
        raise BackupError("The archive has no secrets. Leave --with-secrets away.")
    if unknown := secrets.keys() - NAMES:
        raise BackupError(f"The archive has secrets that the desk does not know: {', '.join(sorted(unknown))}.")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, content in secrets.items():
        draft = folder / f".{name}.new"
        with private(draft) as stream:
            stream.write(content)
        draft.replace(folder / name)
