from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

from deploy import secrets

ALL = ["access_token_public_key", "gateway_token_key", "service_token", "ticketing_signing_key"]


def test_every_secret_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"

    assert sorted(secrets.make_secrets(folder)) == ALL
    before = {file.name: file.read_bytes() for file in folder.iterdir()}

    assert sorted(before) == ALL
    assert {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o600}
    assert secrets.make_secrets(folder) == []
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before


def test_random_keys_are_64_hexadecimal_digits(tmp_path: Path) -> None:
    secrets.make_secrets(tmp_path)

    for name in ("gateway_token_key", "service_token"):
        assert len(bytes.fromhex((tmp_path / name).read_text())) == 32


def test_the_public_key_is_the_other_half_of_the_signing_key(tmp_path: Path) -> None:
    secrets.make_secrets(tmp_path)

    private = load_pem_private_key((tmp_path / "ticketing_signing_key").read_bytes(), password=None)
    public = load_pem_public_key((tmp_path / "access_token_public_key").read_bytes())
    assert isinstance(private, Ed25519PrivateKey)
    assert isinstance(public, Ed25519PublicKey)
    public.verify(private.sign(b"a token"), b"a token")


def test_a_lost_public_key_comes_back_and_a_new_signing_key_brings_its_own(tmp_path: Path) -> None:
    secrets.make_secrets(tmp_path)
    first = (tmp_path / "access_token_public_key").read_bytes()

    (tmp_path / "access_token_public_key").unlink()
    secrets.make_secrets(tmp_path)
    assert (tmp_path / "access_token_public_key").read_bytes() == first

    (tmp_path / "ticketing_signing_key").unlink()
    secrets.make_secrets(tmp_path)
    assert (tmp_path / "access_token_public_key").read_bytes() != first


@pytest.mark.parametrize("content", ["no key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
def test_a_signing_key_that_is_none_is_told_in_a_sentence(
    tmp_path: Path, content: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "ticketing_signing_key").write_text(content)
    monkeypatch.setattr("sys.argv", ["secrets", str(tmp_path)])

    assert secrets.main() == 1
    assert "is not a private key in PEM" in capsys.readouterr().err
