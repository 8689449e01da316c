"""`support_conversations`: changed only by compare-and-swap on `revision`.

A change and the events that it must say are one update of one document: the events lie in `unsaid` until they were
published. What a person or a machine of the desk does goes into the audit trail in the same transaction. Figures are
recomputed from messages and usage, never counted up.
"""

import contextlib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bson import ObjectId
from pymongo.errors import DuplicateKeyError

from services.ticketing.domain.audit import Action, Deed, conversation_changed
from services.ticketing.domain.conversation import Conversation, Step, recounted
from services.ticketing.domain.outcome import kept_true
from services.ticketing.stores.audit import Audit
from services.ticketing.stores.collections import CONVERSATIONS
from services.ticketing.stores.documents import from_conversation, from_events, to_conversation
from services.ticketing.stores.tallies import Tallies
from services.ticketing.stores.transactions import Transaction, together
from shared.mongo import Database
from shared.problems import Problem

Decide = Callable[[Conversation], Step]


class ConversationNotFound(Problem):
    def __init__(self) -> None:
        super().__init__(404, "conversation-not-found", "There is no conversation with this id.")


class ConversationGone(Problem):
    def __init__(self) -> None:
        super().__init__(410, "conversation-erased", "This conversation was erased. Its figures are all that is left.")


class Conversations:
    """`summary_code_points`: how much of the first question becomes the summary."""

    def __init__(
        self, database: Database, tallies: Tallies, summary_code_points: int, now: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._collection = database[CONVERSATIONS]
        self._audit = Audit(database)
        self._tallies = tallies
        self._summary_code_points = summary_code_points
        self._now = now

    async def add(self, conversation: Conversation) -> None:
        """Does nothing when it is there already."""
        with contextlib.suppress(DuplicateKeyError):
            await self._collection.insert_one({"_id": ObjectId(conversation.id), **from_conversation(conversation)})

    async def begin(self, conversation: Conversation, by: str) -> None:
        """Add one that somebody of the desk began."""
        deed = Deed(who=by, action=Action.CONVERSATION_BEGUN, which=conversation.id, at=conversation.created_at)
        document = {"_id": ObjectId(conversation.id), **from_conversation(conversation)}

        async def keep(transaction: Transaction) -> None:
            await self._collection.insert_one(document, session=transaction)
            await self._audit.write(deed, transaction)

        await together(self._database, keep)

    async def get(self, conversation_id: str) -> Conversation:
        """Raises ConversationNotFound, ConversationGone."""
        return await self._get_or_begin(conversation_id, heard_at=None)

    async def find(self, conversation_id: str) -> Conversation | None:
        """Also one that was erased."""
        document = await self._collection.find_one({"_id": ObjectId(conversation_id)})
        return to_conversation(document) if document else None

    async def change(
        self, conversation_id: str, decide: Decide, *, heard_at: datetime | None = None, by: str | None = None
    ) -> Step:
        """The step that was taken; `decide` is asked again when somebody wrote in between.

        `by`: the person or machine who does it, for the audit trail.
        One that was never heard of begins at `heard_at`; without it, raises ConversationNotFound. Raises
        ConversationGone.
        """
        while True:
            before = await self._get_or_begin(conversation_id, heard_at)
            step = decide(before)
            if step.conversation == before:
                return step
            step = kept_true(before, step, self._now())
            step = Step(replace(step.conversation, edition=before.next_revision), step.says)
            if await self._do(before, step, by):
                return step

    async def recount(
        self,
        conversation_id: str,
        decide: Decide = Step,
        *,
        heard_at: datetime | None = None,
        or_erased: bool = False,
    ) -> Step:
        """What `decide` makes of it, with figures, summary and origin as they follow from what is stored now;
        `heard_at` as for `change`, which raises the same unless `or_erased`.

        The tally is taken after the revision was read: whoever swaps successfully has counted everything that the
        revision before had, and whatever it wrote itself.
        """
        while True:
            before = await self._get_or_begin(conversation_id, heard_at, or_erased=or_erased)
            tally = await self._tallies.of(conversation_id)
            decided = decide(before)
            counted = recounted(decided.conversation, tally, self._summary_code_points)
            step = kept_true(before, Step(counted, decided.says), self._now())
            if step.conversation == before or await self._swap(before, step):
                return step

    async def _get_or_begin(
        self, conversation_id: str, heard_at: datetime | None, *, or_erased: bool = False
    ) -> Conversation:
        known = await self.find(conversation_id)
        if known is None and heard_at is not None:
            await self.add(Conversation(id=conversation_id, created_at=heard_at, updated_at=heard_at))
            known = await self.find(conversation_id)
        if known is None:
            raise ConversationNotFound
        if known.erasure and not or_erased:
            raise ConversationGone
        return known

    async def _do(self, before: Conversation, step: Step, by: str | None) -> bool:
        """False when somebody else wrote in between."""
        deed = conversation_changed(before, step, by) if by else None
        if deed is None:
            return await self._swap(before, step)

        async def swap(transaction: Transaction) -> bool:
            swapped = await self._swap(before, step, transaction)
            if swapped:
                await self._audit.write(deed, transaction)
            return swapped

        return await together(self._database, swap)

    async def _swap(self, before: Conversation, step: Step, transaction: Transaction | None = None) -> bool:
        """False when somebody else wrote in between."""
        result = await self._collection.update_one(
            {"_id": ObjectId(before.id), "revision": before.revision},
            {
                "$set": from_conversation(step.conversation),
                "$push": {"unsaid": {"$each": from_events(step.says)}},
            },
            session=transaction,
        )
        return bool(result.matched_count)


async def hold(database: Database, conversation_id: str, transaction: Transaction) -> None:
    """Nobody erases the conversation before the transaction has ended. Raises ConversationGone."""
    there = {"_id": ObjectId(conversation_id), "erasure": None}
    result = await database[CONVERSATIONS].update_one(there, {"$inc": {"held": 1}}, session=transaction)
    if not result.matched_count:
        raise ConversationGone
