"""STARTTLS: used where it is offered, and before a password always, with a certificate that is checked."""

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from services.ticketing.stores.stores import Stores
from tests.integration.ticketing.conftest import Configure
from tests.integration.ticketing.post import PostOffice
from tests.mail_server import MailServer


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """Key and certificate of 127.0.0.1, signed by themselves."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail.example")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "mail.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(private + signed.public_bytes(Encoding.PEM))
    return file


@pytest.fixture
async def tls_server(mail_server: MailServer, certificate: Path) -> MailServer:
    mail_server.tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    mail_server.tls.load_cert_chain(certificate)
    await mail_server.start()
    return mail_server


async def test_without_a_password_any_certificate_is_better_than_none(
    stores: Stores, with_mail: Configure, tls_server: MailServer
) -> None:
    office = PostOffice(stores, with_mail())
    await office.escalate(await office.a_ticket())
    await office.deliver()

    assert [taken.is_encrypted for taken in tls_server.taken] == [True]


async def test_a_password_is_told_only_to_a_server_that_proves_who_it_is(
    stores: Stores,
    with_mail: Configure,
    tls_server: MailServer,
    certificate: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    url = f"smtp://desk:secret@127.0.0.1:{tls_server.port}"
    office = PostOffice(stores, with_mail(TICKETING_SMTP_URL=url))
    await office.escalate(await office.a_ticket())
    await office.deliver()
    unproven = list(tls_server.signed_in)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    await office.deliver()

    assert unproven == []
    assert tls_server.signed_in == [("desk", "secret")]
    assert [taken.is_encrypted for taken in tls_server.taken] == [True]
