"""The e-mail server: one connection a letter, and what it says of each address."""

import asyncio
import contextlib
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Final, Self, TypeVar
from urllib.parse import SplitResult, unquote, urlsplit

from aiosmtplib import SMTP, SMTPDataError, SMTPException, SMTPRecipientsRefused, SMTPResponse, SMTPResponseException

from services.ticketing.notices.letters import Letter

T = TypeVar("T")
QUIT_SECONDS: Final = 2.0
SECOND_LOOK_SECONDS: Final = 0.2
_PORTS: Final = {"smtp": 587, "smtps": 465}


@dataclass(frozen=True, slots=True)
class Server:
    """`smtp://` uses STARTTLS: always where there is a password, else where the server offers it. `smtps://` is TLS
    from the first byte."""

    host: str
    port: int
    is_tls: bool
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    @classmethod
    def of(cls, url: str) -> Self:
        """Raises ValueError."""
        parts = urlsplit(url)
        beyond = parts.path.strip("/") or parts.query or parts.fragment
        if parts.scheme not in _PORTS or not parts.hostname or beyond or not _has_good_port(parts):
            raise ValueError("this is not smtp://user:password@host:587 or smtps://user:password@host:465")
        return cls(
            host=parts.hostname,
            port=parts.port or _PORTS[parts.scheme],
            is_tls=parts.scheme == "smtps",
            user=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
        )


def _has_good_port(parts: SplitResult) -> bool:
    """What is wrong with it is not told: it may be a piece of a password with a sign in it that had to be encoded."""
    try:
        return parts.port != 0
    except ValueError:
        return False


class ServerAway(Exception):
    """It takes no e-mail at all now: it is not there, too slow, or refuses us. `why` names the error, no address."""

    def __init__(self, error: BaseException) -> None:
        code = f" {error.code}" if isinstance(error, SMTPResponseException) else ""
        self.why = type(error).__name__ + code
        super().__init__(self.why)


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of a letter. `refused`: in the server's own words, by address, for good. Every other address that
    is not in `reached` may be tried again."""

    reached: tuple[str, ...]
    refused: Mapping[str, str]


class Post:
    """`sender`: the address that e-mails are from."""

    def __init__(self, server: Server, sender: str, timeout_seconds: float) -> None:
        self._server = server
        self._sender = sender
        self._timeout_seconds = timeout_seconds

    async def send(self, letter: Letter) -> Delivery:
        """Raises ServerAway."""
        client = self._client()
        try:
            errors = await _within(self._timeout_seconds, self._hand_over(client, letter))
            failed = {address: (answer.code, answer.message) for address, answer in errors.items()}
        except SMTPRecipientsRefused as error:
            failed = {each.recipient: (each.code, each.message) for each in error.recipients}
        except SMTPDataError as error:
            failed = dict.fromkeys(letter.to, (error.code, error.message))
        except (SMTPException, OSError) as error:
            client.close()
            raise ServerAway(error) from error
        finally:
            await _leave(client)
        return Delivery(
            reached=tuple(address for address in letter.to if address not in failed),
            refused={address: f"{code} {why}" for address, (code, why) in failed.items() if code // 100 == 5},
        )

    async def _hand_over(self, client: SMTP, letter: Letter) -> dict[str, SMTPResponse]:
        """The answers for the addresses that were not taken, if any was."""
        await client.connect()
        errors, _ = await client.sendmail(self._sender, letter.to, letter.content)
        return errors

    def _client(self) -> SMTP:
        server = self._server
        return SMTP(
            hostname=server.host,
            port=server.port,
            username=server.user,
            password=server.password,
            use_tls=server.is_tls,
            start_tls=True if server.user and not server.is_tls else None,
            validate_certs=server.is_tls or server.user is not None,
            local_hostname=self._sender.rpartition("@")[2],
            timeout=None,  # see `_within`
        )


async def _within(seconds: float, work: Coroutine[None, None, T]) -> T:
    """Raises TimeoutError. An answer that came in time counts, also where this process stood still and looks too late:
    `asyncio.timeout` would forget it, and the e-mail would be sent twice. A process that goes on sees first that time
    has passed, and only at the second look what came meanwhile."""
    task = asyncio.create_task(work)
    for wait in (seconds, SECOND_LOOK_SECONDS):
        await asyncio.wait({task}, timeout=wait)
    if not task.done():
        task.cancel()
        await asyncio.wait({task})
    if task.cancelled():
        raise TimeoutError
    return task.result()


async def _leave(client: SMTP) -> None:
    """What was taken is taken: how the farewell goes is all the same."""
    with contextlib.suppress(SMTPException, OSError):
        async with asyncio.timeout(QUIT_SECONDS):
            if client.is_connected:
                await client.quit()
    client.close()
