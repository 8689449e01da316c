"""Whether an admin is one still.

A token outlives what it says by some minutes. On the doors through which one can let others in, that is too long: there
the account or the key itself is asked.
"""

from collections.abc import Callable
from datetime import datetime

from services.ticketing.stores.accounts import Accounts
from services.ticketing.stores.api_keys import ApiKeys
from shared.auth import NotAllowed, NotSignedIn, Principal, Role


class Standing:
    def __init__(self, accounts: Accounts, keys: ApiKeys, now: Callable[[], datetime]) -> None:
        self._accounts = accounts
        self._keys = keys
        self._now = now

    async def check_admin(self, who: Principal) -> None:
        """Raises NotSignedIn or NotAllowed."""
        role = await (self._role_of_key(who.account_id) if who.is_machine else self._role_of_account(who.account_id))
        if role is None:
            raise NotSignedIn("This account or key is no longer good. Sign in again.")
        if role is not Role.ADMIN:
            raise NotAllowed("This needs the role admin, which this account or key no longer has.")

    async def _role_of_account(self, account_id: str) -> Role | None:
        account = await self._accounts.by_id(account_id)
        return account.role if account and not account.disabled else None

    async def _role_of_key(self, key_id: str) -> Role | None:
        key = await self._keys.by_id(key_id, self._now())
        return key.role if key else None
