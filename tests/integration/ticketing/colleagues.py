"""Other people of the desk, who have signed in as well."""

from datetime import timedelta

from services.ticketing.clock import utc_now
from services.ticketing.identity.access import AccessTokenIssuer
from shared.auth import Principal, Role
from tests.integration.ticketing.client import Client
from tests.integration.ticketing.conftest import Running


def a_colleague(ticketing: Running, role: Role = Role.AGENT, name: str = "ben") -> Client:
    """Somebody whose address begins with this name."""
    who = Principal(account_id="f" * 24, email=f"{name}@desk.example", role=role)
    issuer = AccessTokenIssuer(ticketing.settings.signing_key, timedelta(minutes=5))
    return Client(ticketing.http, issuer.issue(who, utc_now()).text)
