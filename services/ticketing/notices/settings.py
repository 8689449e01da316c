"""Settings of the e-mail notices; without TICKETING_SMTP_URL there are none."""

from datetime import timedelta
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BeforeValidator, Field, NameEmail, SecretStr, StringConstraints, model_validator
from pydantic_settings import NoDecode

from services.ticketing.notices.addresses import address_of
from services.ticketing.notices.smtp import Server
from shared.settings import Settings


def _address(text: str) -> str:
    address = address_of(text)
    if address is None:
        raise ValueError("this is not an e-mail address that can be written to")
    return address


def _sender(sender: NameEmail) -> NameEmail:
    return NameEmail(sender.name, _address(sender.email))


def _at_commas(given: Any) -> Any:  # not validated yet
    return [part.strip() for part in given.split(",")] if isinstance(given, str) else given


def _server(url: SecretStr) -> SecretStr:
    Server.of(url.get_secret_value())
    return url


Addresses = Annotated[
    tuple[Annotated[str, AfterValidator(_address)], ...] | None, NoDecode, BeforeValidator(_at_commas)
]
HttpAddress = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^https?://[A-Za-z0-9.\-_:\[\]/]+$")]


class MailSettings(Settings):
    """A part of ticketing's settings, with its prefix."""

    smtp_url: Annotated[SecretStr, AfterValidator(_server)] | None = Field(
        None, description="smtp://user:password@host:587 or smtps://…:465; without it nobody is written to."
    )
    mail_from: Annotated[NameEmail, AfterValidator(_sender)] | None = Field(
        None, description="Who the e-mails are from: an address, or Name <address>."
    )
    team_email: Addresses = Field(None, description="Who is written to about tickets that nobody has; comma-separated.")
    public_url: HttpAddress | None = Field(
        None, description="Where the desk is reached from outside, as in https://desk.example: for links."
    )
    ticket_age_limit_minutes: float = Field(
        240, gt=0, le=43_200, description="A ticket that has waited for so long is told of, once."
    )
    visitor_email_after_seconds: float = Field(
        120, ge=0, le=86_400, description="How long a visitor has to see a reply before it is sent by e-mail."
    )
    visitor_emails_per_hour: int = Field(
        6, ge=1, le=1_000, description="Most e-mails to one visitor's address within an hour; more wait."
    )
    smtp_timeout_seconds: float = Field(20, gt=0, le=120, description="Longest that sending an e-mail may take.")
    notice_lease_seconds: float = Field(
        90, gt=0, le=600, description="After this long without a word of how it went, an e-mail is sent again."
    )

    @property
    def ticket_age_limit(self) -> timedelta:
        return timedelta(minutes=self.ticket_age_limit_minutes)

    @property
    def visitor_wait(self) -> timedelta:
        return timedelta(seconds=self.visitor_email_after_seconds)

    @model_validator(mode="after")
    def _can_be_sent(self) -> Self:
        needed = {
            "TICKETING_MAIL_FROM": self.mail_from,
            "TICKETING_TEAM_EMAIL": self.team_email,
            "TICKETING_PUBLIC_URL": self.public_url,
        }
        missing = [name for name, value in needed.items() if not value]
        if self.smtp_url and missing:
            raise ValueError(f"TICKETING_SMTP_URL is there, so {' and '.join(missing)} must be, too")
        if self.notice_lease_seconds <= self.smtp_timeout_seconds:
            raise ValueError("TICKETING_NOTICE_LEASE_SECONDS has to be longer than TICKETING_SMTP_TIMEOUT_SECONDS")
        return self
