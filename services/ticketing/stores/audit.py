"""`support_audit`: who did what. Entries are written together with what they tell of, and never changed."""

from dataclasses import asdict, dataclass
from datetime import datetime

from asgi_correlation_id import correlation_id

from services.ticketing.domain.audit import Action, Deed
from services.ticketing.domain.cursor import Cursor
from services.ticketing.stores.collections import AUDIT
from services.ticketing.stores.pages import Page, between, exactly, matching, newest_first
from services.ticketing.stores.transactions import Transaction
from shared.mongo import Database, Document


@dataclass(frozen=True, slots=True)
class Entry:
    """`request_id`: the request that did it; None for what no request did."""

    id: str
    deed: Deed
    request_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFilters:
    """None: anything. `since` and `until` are both inclusive."""

    who: str | None = None
    what: Action | None = None
    which: str | None = None
    since: datetime | None = None
    until: datetime | None = None


class Audit:
    def __init__(self, database: Database) -> None:
        self._collection = database[AUDIT]

    async def write(self, deed: Deed, transaction: Transaction) -> None:
        """`transaction` is that of what the entry tells of."""
        await self._collection.insert_one({**asdict(deed), "request_id": correlation_id.get()}, session=transaction)

    async def page(self, filters: AuditFilters, limit: int, after: Cursor | None) -> Page[Entry]:
        """Newest first."""
        query = matching(_conditions(filters), after, "at")
        cursor = self._collection.find(query).sort(list(newest_first("at").items())).limit(limit + 1)
        found = [_to_entry(document) async for document in cursor]
        items = found[:limit]
        more = len(found) > limit
        return Page(items, Cursor(0, items[-1].deed.at, items[-1].id) if more else None)


def _conditions(filters: AuditFilters) -> list[Document]:
    exact = {"who": filters.who, "action": filters.what, "which": filters.which}
    return [*exactly(exact), *between("at", filters.since, filters.until)]


def _to_entry(document: Document) -> Entry:
    return Entry(
        id=str(document["_id"]),
        deed=Deed(
            who=document["who"],
            action=Action(document["action"]),
            which=document["which"],
            at=document["at"],
            before=document["before"],
            after=document["after"],
        ),
        request_id=document["request_id"],
    )
