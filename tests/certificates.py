"""Certificates of an authority that exists for one test."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Final, Self

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from deploy.local.ports import HOST

DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Certificates:
    """PEM files: the authority's certificate, and those of a server on 127.0.0.1 (`both`: certificate and key)."""

    authority: Path
    server: Path
    key: Path
    both: Path

    @classmethod
    def make(cls, folder: Path) -> Self:
        folder.mkdir()
        made = cls(*(folder / f"{name}.pem" for name in ("authority", "server", "key", "both")))
        authority, server = (generate_private_key(65_537, 2_048) for _ in range(2))
        of_server = _certificate("server", server, authority)
        key = server.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        made.authority.write_bytes(_certificate("authority", authority, authority))
        made.server.write_bytes(of_server)
        made.key.write_bytes(key)
        made.both.write_bytes(of_server + key)
        return made


def _certificate(name: str, key: RSAPrivateKey, signer: RSAPrivateKey) -> bytes:
    now = datetime.now(UTC)
    is_authority = key is signer
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(_name("authority"))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - DAY)
        .not_valid_after(now + DAY)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(HOST))]), critical=False)
    )
    return builder.sign(signer, SHA256()).public_bytes(Encoding.PEM)


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])
