"""Who fails to sign in waits before trying again, longer each time: counted for the account and for the address.

An account that does not exist is counted like one that does, so that waiting tells nobody which is which. When the
database is away nothing can be counted, and nobody is let in.
"""

import math
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from services.ticketing.stores.sign_in_failures import SignInFailures
from shared.addresses import network_of
from shared.problems import Problem, retry_after

SHORTEST_WAIT_SECONDS: Final = 1


class TooManyAttempts(Problem):
    def __init__(self, wait: timedelta) -> None:
        seconds = max(SHORTEST_WAIT_SECONDS, math.ceil(wait.total_seconds()))
        detail = f"Signing in has failed too often. Try again in {seconds} seconds."
        super().__init__(429, "too-many-attempts", detail, headers=retry_after(seconds))


class Gate:
    def __init__(self, accounts: SignInFailures, addresses: SignInFailures, now: Callable[[], datetime]) -> None:
        self._accounts = accounts
        self._addresses = addresses
        self._now = now

    async def enter(self, email: str, address: str) -> None:
        """Counts as a failure until `passed`. Raises TooManyAttempts; an address that waits does no account harm."""
        for failures, whose in ((self._addresses, network_of(address)), (self._accounts, email)):
            wait = await failures.begin(whose, self._now())
            if wait:
                raise TooManyAttempts(wait)

    async def passed(self, email: str, address: str) -> None:
        """The password was right. The address keeps its other failures: its next ones may be of other accounts."""
        await self._accounts.forget(email)
        await self._addresses.take_back(network_of(address))
