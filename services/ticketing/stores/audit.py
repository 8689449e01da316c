"""`support_audit`: who did what. Entries are written together with what they tell of, and never changed, but for those
about a conversation that is erased: they keep who did what and when."""

from dataclasses import asdict, dataclass
from datetime import datetime

from asgi_correlation_id import correlation_id

from services.ticketing.domain.audit import Action, Deed
from services.ticketing.domain.cursor import Cursor
from services.ticketing.stores.collections import AUDIT
from services.ticketing.stores.pages import Page, between, exactly, newest
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

    async def write(self, deed: Deed, transaction: Transaction | None) -> None:
        """`transaction` is that of what the entry tells of; None where nothing was written."""
        await self._collection.insert_one({**asdict(deed), "request_id": correlation_id.get()}, session=transaction)

    async def empty(self, which: str, transaction: Transaction) -> None:
        """Take what changed out of the entries about something that is erased in the same transaction."""
        await self._collection.update_many({"which": which}, {"$set": {"before": {}, "after": {}}}, session=transaction)

    async def forget_before(self, moment: datetime) -> None:
        await self._collection.delete_many({"at": {"$lt": moment}})

    async def page(self, filters: AuditFilters, limit: int, after: Cursor | None) -> Page[Entry]:
        """Newest first."""
        page = await newest(self._collection, _conditions(filters), limit, after, "at")
        return Page([_to_entry(document) for document in page.items], page.next)


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
