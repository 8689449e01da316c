"""Nothing is kept for longer than it is needed: what has become too old is erased as if somebody had asked for it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from services.ticketing.privacy.privacy import Privacy
from services.ticketing.stores.audit import Audit

AT_ONCE: Final = 100


class Retention:
    """`conversation_days` counts since something last happened in one; 0 keeps for good."""

    def __init__(
        self,
        privacy: Privacy,
        audit: Audit,
        now: Callable[[], datetime],
        conversation_days: int,
        audit_days: int,
    ) -> None:
        self._privacy = privacy
        self._audit = audit
        self._now = now
        self._conversation_days = conversation_days
        self._audit_days = audit_days

    async def sweep(self) -> None:
        """Some of the conversations, so that nobody waits for it, and all entries of the audit trail."""
        if self._conversation_days:
            await self._privacy.erase_idle(self._now() - timedelta(days=self._conversation_days), AT_ONCE)
        if self._audit_days:
            await self._audit.forget_before(self._now() - timedelta(days=self._audit_days))
