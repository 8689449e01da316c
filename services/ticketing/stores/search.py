"""Which conversations have the words that somebody looks for: literally, in any case, wherever somebody wrote them."""

import asyncio
import re
from collections.abc import Iterable
from typing import Final

from bson import ObjectId
from bson.regex import Regex

from services.ticketing.stores.collections import CONVERSATIONS, MESSAGES, NOTES
from shared.mongo import Database

LONGEST_MS: Final = 10_000
_TERM: Final = re.compile(r'"([^"]+)"|(\S+)')
"""A word, or several in quotation marks."""
_TEXTS: Final = (
    *("summary", "notes", "escalation_reason", "escalation_summary", "rating.comment"),
    *("user_id", "user_name", "user_email", "contact.name", "contact.email"),
)
"""Where a conversation itself has words by which somebody would look for it."""


class Search:
    """For one text."""

    def __init__(self, database: Database, text: str) -> None:
        self._database = database
        self._words = dict.fromkeys(quoted or word for quoted, word in _TERM.findall(text))

    async def among(self, conversation_ids: Iterable[str]) -> set[str]:
        """Those in which every word is somewhere."""
        ids = set(conversation_ids)
        for word in self._words:
            if ids:
                ids &= await self._having(Regex(re.escape(word), "i"), ids)
        return ids

    async def _having(self, word: Regex[str], conversation_ids: set[str]) -> set[str]:
        ids = [ObjectId(each) for each in conversation_ids]
        about = {"conversation_id": {"$in": [*ids, *conversation_ids]}, "content": word}
        itself = {"_id": {"$in": ids}, "$or": [{name: word} for name in _TEXTS]}
        found = await asyncio.gather(
            self._database[MESSAGES].distinct("conversation_id", about, maxTimeMS=LONGEST_MS),
            self._database[NOTES].distinct("conversation_id", about, maxTimeMS=LONGEST_MS),
            self._database[CONVERSATIONS].distinct("_id", itself, maxTimeMS=LONGEST_MS),
        )
        return {str(conversation_id) for some in found for conversation_id in some}
