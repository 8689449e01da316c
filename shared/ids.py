"""Identifiers: random where something begins, derived where saying it again must be saying the same.

Conversation and message ids are 24 lower-case hex digits, the form of an ObjectId. A derived id carries no time:
never sort or page by it.
"""

import hashlib
from typing import Annotated

from bson import ObjectId
from pydantic import StringConstraints

ConversationId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{24}$")]
MessageId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{24}$")]


def new_conversation_id() -> str:
    return str(ObjectId())


def new_message_id() -> str:
    """For a message that nobody repeats; one that may be said again has a derived id."""
    return str(ObjectId())


def derived_id(*parts: str) -> str:
    """The same 24 hex digits for the same parts, in any process and at any time."""
    digest = hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
    return digest[:24]


def message_id_for(conversation_id: str, client_message_id: str) -> str:
    """The id of a visitor's message: a retried request is the same message, with no database asked."""
    return derived_id("message", conversation_id, client_message_id)
