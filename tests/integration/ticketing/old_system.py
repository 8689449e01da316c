"""What the older system left in the database."""

from datetime import timedelta
from typing import Any

from bson import ObjectId

from services.ticketing.stores.collections import CONVERSATIONS, MESSAGES
from shared.mongo import Database
from tests.builders import NOON

LONG_AGO = NOON - timedelta(days=400)


async def left_conversation(store: Database, **changes: Any) -> str:  # whatever a document may hold
    """A conversation with its figures; its id."""
    document = {
        "_id": ObjectId(),
        "source": "web",
        "page_url": "https://shop.example/",
        "status": "auto_resolved",
        "escalated": False,
        "summary": "Can I pay by invoice?",
        "message_count": 2,
        "total_input_tokens": 25,
        "total_output_tokens": 60,
        "estimated_cost_usd": 325,
        "created_at": LONG_AGO,
        "updated_at": LONG_AGO,
        **changes,
    }
    await store[CONVERSATIONS].insert_one(document)
    return str(document["_id"])


async def left_message(store: Database, conversation_id: ObjectId | str, role: str, content: str, **more: Any) -> None:
    """A message that names its conversation by id or by string."""
    await store[MESSAGES].insert_one(
        {"conversation_id": conversation_id, "role": role, "content": content, "created_at": LONG_AGO, **more}
    )
