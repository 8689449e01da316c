"""What is to be done about a notice when it is due: to whom it goes, and whether it still has to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from services.ticketing.domain.conversation import Conversation
from services.ticketing.domain.notice import Kind, Notice, replies_to_show, why_moot
from services.ticketing.notices.addresses import address_of
from services.ticketing.notices.letters import Letter, Letters
from services.ticketing.stores.accounts import Accounts
from services.ticketing.stores.conversations import ConversationGone, ConversationNotFound, Conversations
from services.ticketing.stores.messages import Messages


@dataclass(frozen=True, slots=True)
class Moot:
    """Nobody has to be told any more."""

    why: str


class Errands:
    """`team`: who is written to where a ticket is nobody's."""

    def __init__(
        self,
        conversations: Conversations,
        messages: Messages,
        accounts: Accounts,
        letters: Letters,
        *,
        now: Callable[[], datetime],
        team: Sequence[str],
    ) -> None:
        self._conversations = conversations
        self._messages = messages
        self._accounts = accounts
        self._letters = letters
        self._now = now
        self._team = team

    async def of(self, notice: Notice) -> Letter | Moot:
        """The letter to those whom it has not reached yet. Raises the database's errors."""
        try:
            conversation = await self._conversations.get(notice.conversation_id)
        except (ConversationNotFound, ConversationGone):
            return Moot("The conversation is not there any more.")
        thread = await self._messages.thread(conversation.id)
        if why := why_moot(notice, conversation, thread):
            return Moot(why)
        if notice.kind is Kind.REPLY:
            address = _visitors(conversation)
            if address is None:
                return Moot("Nobody knows where to write to the visitor.")
            return self._letters.to_visitor(notice, replies_to_show(notice, thread), address, self._now())
        to = [address for address in await self._responsible(conversation, notice) if address not in notice.reached]
        if not to:
            return Moot("Everybody whom it is for has it.")
        return self._letters.about_ticket(notice, conversation, thread, to, self._now())

    def is_for_team(self, letter: Letter) -> bool:
        """So that there is nobody else who could be written to."""
        return set(letter.to) <= set(self._team)

    async def _responsible(self, conversation: Conversation, notice: Notice) -> Sequence[str]:
        """Who has the ticket; the team where nobody has, or their address is refused. `assigned_to` may be any text:
        only accounts are written to."""
        if conversation.assigned_to:
            account = await self._accounts.by_email(conversation.assigned_to.lower())
            address = address_of(account.email) if account and not account.disabled else None
            if address and address not in notice.refused:
                return [address]
        return self._team


def _visitors(conversation: Conversation) -> str | None:
    contact = conversation.reached_at
    return address_of(contact.email) if contact else None
