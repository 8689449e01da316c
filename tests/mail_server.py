"""A real SMTP server on loopback, and in which ways it may fail."""

import asyncio
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, Final

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from deploy.local.ports import HOST, free_port

DEFERRED: Final = "451 4.3.0 Try again later"
REFUSED: Final = "550 5.1.1 No such user here"
TAKEN: Final = "250 2.0.0 Taken"


@dataclass
class Taken:
    """An e-mail that the server has. `acknowledged`: and said so."""

    to: tuple[str, ...]
    message: EmailMessage
    at: float = field(default_factory=time.time)
    acknowledged: bool = False
    is_encrypted: bool = False

    @property
    def message_id(self) -> str:
        return str(self.message["Message-ID"])

    def text(self, kind: str = "plain") -> str:
        """The body as `plain` or `html`."""
        part = self.message.get_body((kind,))
        assert part is not None
        return str(part.get_content())


class MailServer:
    """Listens on `port` between `start` and `stop`, with STARTTLS where it has `tls`.

    `struck`: how often a fault has shown. `unknown`: addresses that it refuses. `signed_in`: names and passwords that
    it was told, all of which it takes.
    """

    def __init__(self) -> None:
        self.port = free_port()
        self.taken: list[Taken] = []
        self.struck = 0
        self.signed_in: list[tuple[str, str]] = []
        self.tls: ssl.SSLContext | None = None
        self.unknown: set[str] = set()
        self._deferred: set[str] | None = set()
        self._away = False
        self._hanging_up = False
        self._hold_seconds = 0.0
        self._server: asyncio.Server | None = None

    @property
    def url(self) -> str:
        return f"smtp://{HOST}:{self.port}"

    async def start(self) -> None:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._protocol, HOST, self.port)

    async def stop(self) -> None:
        if self._server:
            self._server.close()
            await self._server.wait_closed()

    @contextmanager
    def away(self) -> Iterator[None]:
        """Whoever connects is thrown out."""
        self._away = True
        try:
            yield
        finally:
            self._away = False

    @contextmanager
    def holding(self, seconds: float) -> Iterator[None]:
        """It takes an e-mail, and says so only later."""
        self._hold_seconds = seconds
        try:
            yield
        finally:
            self._hold_seconds = 0.0

    @contextmanager
    def deferring(self, *addresses: str) -> Iterator[None]:
        """451 for these addresses; without any, for all."""
        self._deferred = set(addresses) or None
        try:
            yield
        finally:
            self._deferred = set()

    @contextmanager
    def hanging_up(self) -> Iterator[None]:
        """It takes an e-mail, and is gone before it has said so."""
        self._hanging_up = True
        try:
            yield
        finally:
            self._hanging_up = False

    async def handle_RCPT(  # noqa: N802  aiosmtpd's name
        self, _: SMTP, __: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.unknown:
            return REFUSED
        if self._deferred is None or address in self._deferred:
            self.struck += 1
            return DEFERRED
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  aiosmtpd's name
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content, policy=default)
        taken = Taken(tuple(envelope.rcpt_tos), message, is_encrypted=session.ssl is not None)
        self.taken.append(taken)
        if self._hanging_up:
            self.struck += 1
            _abort(server.transport)
            await asyncio.Event().wait()  # until aiosmtpd ends it, as the connection is gone
        if self._hold_seconds:
            self.struck += 1
            await asyncio.sleep(self._hold_seconds)
        taken.acknowledged = True
        return TAKEN

    def _protocol(self) -> asyncio.Protocol:
        if self._away:
            self.struck += 1
            return _ThrownOut()
        return SMTP(
            self,
            hostname="mail.example",
            loop=asyncio.get_running_loop(),
            tls_context=self.tls,
            auth_require_tls=False,  # a server that takes what it should not be told
            authenticator=self._sign_in,
        )

    def _sign_in(self, _: SMTP, __: Session, ___: Envelope, ____: str, told: LoginPassword) -> AuthResult:
        self.signed_in.append((told.login.decode(), told.password.decode()))
        return AuthResult(success=True)


class _ThrownOut(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        _abort(transport)


def _abort(transport: Any) -> None:  # aiosmtpd types it as the base class, which has no abort
    transport.abort()
