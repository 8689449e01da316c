"""Signing in, put together."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Self

from services.ticketing.clock import utc_now
from services.ticketing.identity.access import AccessTokenIssuer
from services.ticketing.identity.administration import Administration
from services.ticketing.identity.first_account import FirstAccount
from services.ticketing.identity.gate import Gate
from services.ticketing.identity.machines import Machines
from services.ticketing.identity.own_password import OwnPassword
from services.ticketing.identity.passwords import Passwords
from services.ticketing.identity.sign_in import SignIn
from services.ticketing.identity.standing import Standing
from services.ticketing.metrics import TicketingMetrics
from services.ticketing.settings import TicketingSettings
from services.ticketing.stores.sign_in_failures import SignInFailures
from services.ticketing.stores.stores import Stores


@dataclass(frozen=True)
class Doors:
    """Signing in, and who may."""

    sign_in: SignIn
    own_password: OwnPassword
    administration: Administration
    machines: Machines
    standing: Standing
    first_account: FirstAccount

    @classmethod
    def on(cls, stores: Stores, settings: TicketingSettings, metrics: TicketingMetrics) -> Self:
        passwords = Passwords()
        machines = Machines(stores.database, stores.api_keys, stores.audit, utc_now)
        gate = Gate(
            SignInFailures(stores.database, "account", settings.sign_in_backoff(settings.sign_in_free_by_account)),
            SignInFailures(stores.database, "address", settings.sign_in_backoff(settings.sign_in_free_by_address)),
            utc_now,
        )
        administration = Administration(
            stores.database,
            stores.accounts,
            stores.sessions,
            stores.audit,
            passwords,
            now=utc_now,
            least=settings.password_min_length,
        )
        sign_in = SignIn(
            stores.accounts,
            stores.sessions,
            passwords,
            AccessTokenIssuer(settings.signing_key, settings.access_token_life),
            metrics,
            gate=gate,
            machines=machines,
            now=utc_now,
            session_life=settings.session_life,
            grace=timedelta(seconds=settings.refresh_grace_seconds),
        )
        return cls(
            sign_in=sign_in,
            own_password=OwnPassword(stores.accounts, passwords, gate, administration, sign_in),
            administration=administration,
            machines=machines,
            standing=Standing(stores.sessions, stores.api_keys, utc_now),
            first_account=FirstAccount(
                stores.accounts,
                administration,
                passwords,
                email=settings.admin_email,
                password=settings.admin_password,
                file=settings.first_account_file,
            ),
        )
