"""Whether somebody is signed in still.

A token outlives what it says by some minutes. On the doors through which one can let others in, that is too long: there
the session, or the key, is looked for. Whoever gets another role or password, is disabled or deleted, or signs out, has
lost theirs.
"""

from collections.abc import Callable
from datetime import datetime

from services.ticketing.stores.api_keys import ApiKeys
from services.ticketing.stores.sessions import Sessions
from shared.auth import NotSignedIn, Principal


class Standing:
    def __init__(self, sessions: Sessions, keys: ApiKeys, now: Callable[[], datetime]) -> None:
        self._sessions = sessions
        self._keys = keys
        self._now = now

    async def check(self, who: Principal) -> None:
        """Raises NotSignedIn."""
        if not await (self._has_key(who.account_id) if who.is_machine else self._has_session(who.session_id)):
            raise NotSignedIn("This session or key is no longer good. Sign in again.")

    async def _has_session(self, session_id: str) -> bool:
        session = await self._sessions.get(session_id)
        return session is not None and session.expires_at > self._now()

    async def _has_key(self, key_id: str) -> bool:
        return await self._keys.by_id(key_id, self._now()) is not None
