"""The collections, and their indexes in one table.

Conversation and message ids are ObjectIds, as in the older system; there a message may name its conversation by string.
"""

from typing import Any, Final

from bson import ObjectId
from motor.motor_asyncio import AsyncIOMotorCollection
from pymongo import ASCENDING, DESCENDING, IndexModel
from pymongo.errors import OperationFailure

from shared.mongo import Database, Document

CONVERSATIONS: Final = "support_conversations"
MESSAGES: Final = "support_messages"
USAGE: Final = "support_usage"
NOTES: Final = "support_notes"
CANNED_REPLIES: Final = "support_canned_replies"
ACCOUNTS: Final = "support_accounts"
SESSIONS: Final = "support_sessions"
API_KEYS: Final = "support_api_keys"
SIGN_IN_FAILURES: Final = "support_sign_in_failures"
AUDIT: Final = "support_audit"
NOTICES: Final = "support_notices"

_NEWEST_FIRST: Final = [("created_at", DESCENDING), ("_id", DESCENDING)]
_UNSAID: Final = IndexModel([("unsaid.id", ASCENDING)], partialFilterExpression={"unsaid.id": {"$exists": True}})
_SAME_KEYS_OTHER_NAME: Final = 85

INDEXES: Final[dict[str, list[IndexModel]]] = {
    CONVERSATIONS: [
        IndexModel(_NEWEST_FIRST),
        IndexModel([("status", ASCENDING), *_NEWEST_FIRST]),
        IndexModel([("escalated", ASCENDING), *_NEWEST_FIRST]),
        IndexModel([("source", ASCENDING), *_NEWEST_FIRST]),
        IndexModel([("user_id", ASCENDING), *_NEWEST_FIRST]),
        IndexModel([("business_id", ASCENDING), *_NEWEST_FIRST]),
        IndexModel([("assigned_to", ASCENDING), ("status", ASCENDING)]),
        IndexModel([("outcome", ASCENDING), *_NEWEST_FIRST]),
        IndexModel([("outcome", ASCENDING), ("updated_at", ASCENDING)]),
        _UNSAID,
        IndexModel([("erasure.at", ASCENDING), *_NEWEST_FIRST]),
        IndexModel([("erasure.at", ASCENDING), ("updated_at", ASCENDING)]),
        IndexModel(
            [("erasure.at", DESCENDING), ("_id", DESCENDING)],
            partialFilterExpression={"erasure.at": {"$exists": True}},
        ),
    ],
    MESSAGES: [
        IndexModel([("conversation_id", ASCENDING), ("created_at", ASCENDING)]),
        IndexModel([("conversation_id", ASCENDING), ("role", ASCENDING)]),
        _UNSAID,
    ],
    USAGE: [IndexModel([("conversation_id", ASCENDING)])],
    NOTES: [IndexModel([("conversation_id", ASCENDING), ("created_at", ASCENDING)])],
    CANNED_REPLIES: [IndexModel([("title", ASCENDING)], unique=True)],
    ACCOUNTS: [IndexModel([("email", ASCENDING)], unique=True)],
    SESSIONS: [
        IndexModel([("expires_at", ASCENDING)], expireAfterSeconds=0),
        IndexModel([("account_id", ASCENDING)]),
    ],
    API_KEYS: [
        IndexModel([("secret_hash", ASCENDING)], unique=True),
        IndexModel([("name", ASCENDING)], unique=True),
    ],
    SIGN_IN_FAILURES: [IndexModel([("expires_at", ASCENDING)], expireAfterSeconds=0)],
    AUDIT: [
        IndexModel([("at", DESCENDING), ("_id", DESCENDING)]),
        IndexModel([("which", ASCENDING), ("at", DESCENDING), ("_id", DESCENDING)]),
        IndexModel([("who", ASCENDING), ("at", DESCENDING), ("_id", DESCENDING)]),
    ],
    NOTICES: [
        IndexModel([("next_at", ASCENDING)], partialFilterExpression={"state": "waiting"}),
        IndexModel([("due_at", ASCENDING)], partialFilterExpression={"state": "waiting"}),
        IndexModel([("conversation_id", ASCENDING)]),
        IndexModel([("to", ASCENDING), ("aimed_at", ASCENDING)]),
        IndexModel([("expires_at", ASCENDING)], expireAfterSeconds=0),
    ],
}
"""The first seven and the two after them are the older system's; `_id` makes a page's end exact among equals."""


async def ensure_indexes(database: Database) -> None:
    """Idempotent."""
    for collection, indexes in INDEXES.items():
        for index in indexes:
            await _ensure(database[collection], index)


async def _ensure(collection: AsyncIOMotorCollection[Document], index: IndexModel) -> None:
    """One that the older system made under a name of its own does as well."""
    try:
        await collection.create_indexes([index])
    except OperationFailure as error:
        if error.code != _SAME_KEYS_OTHER_NAME or "unique" in index.document:
            raise


def of_conversation(conversation_id: str) -> Document:
    """The filter for what belongs to a conversation, however it names it."""
    return {"conversation_id": {"$in": [ObjectId(conversation_id), conversation_id]}}


NOT_ERASED: Final[Document] = {"erasure.at": None}
"""The filter for conversations that are there."""


def as_kept(id_of_the_business: str) -> Document:
    """The filter for a user's or a business's id; the older system may have kept it as an ObjectId."""
    forms = [id_of_the_business]
    return {"$in": [*forms, ObjectId(id_of_the_business)] if ObjectId.is_valid(id_of_the_business) else forms}


def or_missing(value: Any, default: Any) -> Document:  # whatever BSON holds
    """The filter for a value; a document without the field counts as having the default."""
    return {"$in": [value, None]} if value == default else {"$eq": value}
