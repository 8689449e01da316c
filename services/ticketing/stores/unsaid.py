"""Events that were committed and are not known to be published: in the document that they are about."""

from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Final, get_args

import structlog
from bson import ObjectId
from pydantic import Field, TypeAdapter, ValidationError

from services.ticketing.domain.message import SupportMessage
from services.ticketing.stores.collections import CONVERSATIONS, MESSAGES
from services.ticketing.stores.documents import to_message
from shared.events import (
    AgentReplied,
    ConversationErased,
    ConversationEscalated,
    ConversationOutcomeChanged,
    ConversationStatusChanged,
    Event,
    MessageLogged,
)
from shared.mongo import Database, Document

log = structlog.get_logger(__name__)

Said = (
    MessageLogged
    | ConversationEscalated
    | ConversationStatusChanged
    | ConversationOutcomeChanged
    | AgentReplied
    | ConversationErased
)
SAID: Final[tuple[type[Event], ...]] = get_args(Said)
"""The same, one by one."""
_EVENTS: Final[TypeAdapter[list[Said]]] = TypeAdapter(list[Annotated[Said, Field(discriminator="type")]])
_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    MessageLogged.event_type(): ("content",),
    ConversationEscalated.event_type(): ("reason",),
    ConversationStatusChanged.event_type(): (),
    ConversationOutcomeChanged.event_type(): (),
}
"""Of the events that are said of a conversation although it was erased: the fields with somebody's words."""
_SOMETHING: Final = {"unsaid.id": {"$exists": True}}


@dataclass(frozen=True, slots=True)
class Unsaid:
    """What one document has to say, in order. `unsettled`: a logged message whose consequences come first."""

    collection: str
    key: ObjectId
    events: list[Said]
    unsettled: SupportMessage | None = None


class UnsaidEvents:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def some(self, limit: int) -> list[Unsaid]:
        """Up to `limit` documents of each collection. One that cannot be read is reported and left as it is."""
        return [unsaid async for unsaid in self._found(limit)]

    def all(self) -> AsyncIterator[Unsaid]:
        """All documents, likewise."""
        return self._found(0)

    async def _found(self, limit: int) -> AsyncIterator[Unsaid]:
        """0: without a limit."""
        for collection in (CONVERSATIONS, MESSAGES):
            async for document in self._database[collection].find(_SOMETHING).limit(limit):
                try:
                    yield _to_unsaid(collection, document)
                except ValidationError:
                    log.error("unsaid event not readable: remove it by hand", collection=collection, id=document["_id"])

    async def said(self, unsaid: Unsaid) -> None:
        """They were published."""
        ids = [event.id for event in unsaid.events]
        await self._database[unsaid.collection].update_one(
            {"_id": unsaid.key}, {"$pull": {"unsaid": {"id": {"$in": ids}}}}
        )

    async def count(self) -> int:
        """How many documents have something to say."""
        return sum([await self._database[name].count_documents(_SOMETHING) for name in (CONVERSATIONS, MESSAGES)])


def without_words(unsaid: Iterable[Document]) -> list[Document]:
    """What is still to be said of a conversation that is erased: figures follow from it. Nobody is told the words."""
    return [said | dict.fromkeys(_WORDS[said["type"]], "") for said in unsaid if said.get("type") in _WORDS]


def _to_unsaid(collection: str, document: Document) -> Unsaid:
    unsettled = to_message(document) if document.get("unsettled") else None
    return Unsaid(collection, document["_id"], _EVENTS.validate_python(document["unsaid"]), unsettled)
