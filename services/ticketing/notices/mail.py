"""E-mail, put together."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Self

from services.ticketing.clock import utc_now
from services.ticketing.metrics import TicketingMetrics
from services.ticketing.notices.addresses import address_of
from services.ticketing.notices.courier import Courier
from services.ticketing.notices.errands import Errands
from services.ticketing.notices.letters import Letters
from services.ticketing.notices.raising import Raising
from services.ticketing.notices.smtp import Post, Server
from services.ticketing.settings import TicketingSettings
from services.ticketing.stores.stores import Stores


@dataclass(frozen=True)
class Mail:
    """What calls for e-mails, and having them sent."""

    raising: Raising
    courier: Courier

    @classmethod
    def on(cls, stores: Stores, settings: TicketingSettings, metrics: TicketingMetrics) -> Self | None:
        """None where no e-mail server is named."""
        if not (settings.smtp_url and settings.mail_from and settings.team_email and settings.public_url):
            return None
        letters = Letters(settings.mail_from, settings.public_url, reply_to=address_of(settings.support_email))
        errands = Errands(
            stores.conversations, stores.messages, stores.accounts, letters, now=utc_now, team=settings.team_email
        )
        server = Server.of(settings.smtp_url.get_secret_value())
        return cls(
            raising=Raising(
                stores.notices,
                stores.lists,
                now=utc_now,
                visitor_wait=settings.visitor_wait,
                age_limit=settings.ticket_age_limit,
            ),
            courier=Courier(
                stores.notices,
                errands,
                Post(server, settings.mail_from.email, settings.smtp_timeout_seconds),
                metrics,
                lease=timedelta(seconds=settings.notice_lease_seconds),
                visitor_cap=settings.visitor_emails_per_hour,
            ),
        )
