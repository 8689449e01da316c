"""`python -m deploy.secrets DIR`: the secrets of the services, each in a file of its own, made where missing.

gateway_token_key, service_token: 64 hexadecimal digits. ticketing_signing_key: an Ed25519 private key (PEM, PKCS8);
access_token_public_key: its public half (PEM). Mode 0600. Called again, it changes nothing.
"""

import argparse
import secrets
import sys
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

_RANDOM_KEYS = ("gateway_token_key", "service_token")
_SIGNING_KEY = "ticketing_signing_key"
_PUBLIC_KEY = "access_token_public_key"
MADE = (*_RANDOM_KEYS, _SIGNING_KEY, _PUBLIC_KEY)
"""All of them, by name."""


def make_secrets(folder: Path) -> list[str]:
    """Make what is missing in the folder; returns the names of what was made.

    Raises OSError when the folder cannot be written, ValueError when a signing key that is there is not one.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = [name for name in _RANDOM_KEYS if _write_once(folder / name, secrets.token_hex(32).encode())]
    if _write_once(folder / _SIGNING_KEY, _new_signing_key()):
        made.append(_SIGNING_KEY)
        (folder / _PUBLIC_KEY).unlink(missing_ok=True)
    if _write_once(folder / _PUBLIC_KEY, _public_half(folder / _SIGNING_KEY)):
        made.append(_PUBLIC_KEY)
    return made


def _write_once(file: Path, content: bytes) -> bool:
    """A crash leaves the whole file or none: an empty secret is worse than a missing one."""
    if file.exists():
        return False
    draft = file.with_name(f".{file.name}.new")
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600)
    draft.write_bytes(content)
    draft.replace(file)
    return True


def _new_signing_key() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _public_half(signing_key: Path) -> bytes:
    private = load_pem_private_key(signing_key.read_bytes(), password=None)
    return private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def main() -> int:
    """The command line; 1 with a sentence when the folder is not usable."""
    parser = argparse.ArgumentParser(prog="python -m deploy.secrets", description="Make the missing secrets.")
    parser.add_argument("folder", type=Path, metavar="DIR")
    folder = parser.parse_args().folder
    try:
        made = make_secrets(folder)
    except OSError as refused:
        sys.stderr.write(f"The secrets cannot be written to {folder}: {refused.strerror}. Name a folder of your own.\n")
        return 1
    except ValueError:
        sys.stderr.write(f"{folder / _SIGNING_KEY} is not a private key in PEM. Remove it to have a new one made.\n")
        return 1
    sys.stdout.write(f"made in {folder}: {', '.join(made) or 'nothing, all are there'}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
