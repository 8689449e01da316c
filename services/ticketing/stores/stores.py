"""All of them, on one database."""

from dataclasses import dataclass
from typing import Self

from services.ticketing.clock import utc_now
from services.ticketing.settings import TicketingSettings
from services.ticketing.stores.accounts import Accounts
from services.ticketing.stores.api_keys import ApiKeys
from services.ticketing.stores.audit import Audit
from services.ticketing.stores.canned_replies import CannedReplies
from services.ticketing.stores.conversations import Conversations
from services.ticketing.stores.erasures import Erasures
from services.ticketing.stores.export import Export
from services.ticketing.stores.lists import Lists
from services.ticketing.stores.messages import Messages
from services.ticketing.stores.notes import Notes
from services.ticketing.stores.notices import Notices
from services.ticketing.stores.sessions import Sessions
from services.ticketing.stores.tallies import Tallies
from services.ticketing.stores.unsaid import UnsaidEvents
from services.ticketing.stores.usage import Usage
from shared.mongo import Database


@dataclass(frozen=True)
class Stores:
    database: Database
    conversations: Conversations
    messages: Messages
    usage: Usage
    unsaid: UnsaidEvents
    lists: Lists
    notes: Notes
    canned_replies: CannedReplies
    export: Export
    erasures: Erasures
    accounts: Accounts
    sessions: Sessions
    api_keys: ApiKeys
    audit: Audit
    notices: Notices

    @classmethod
    def on(cls, database: Database, settings: TicketingSettings) -> Self:
        return cls(
            database=database,
            conversations=Conversations(database, Tallies(database), settings.summary_code_points, utc_now),
            messages=Messages(database),
            usage=Usage(database),
            unsaid=UnsaidEvents(database),
            lists=Lists(database, settings.search_seconds),
            notes=Notes(database),
            canned_replies=CannedReplies(database),
            export=Export(database),
            erasures=Erasures(database, Tallies(database)),
            accounts=Accounts(database),
            sessions=Sessions(database),
            api_keys=ApiKeys(database),
            audit=Audit(database),
            notices=Notices(database),
        )
