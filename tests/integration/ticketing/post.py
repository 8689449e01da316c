"""Ticketing's e-mail against a real SMTP server: without its loops, each step when the test asks for it."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from prometheus_client import CollectorRegistry

from services.ticketing.clock import utc_now
from services.ticketing.domain.conversation import Contact, Conversation
from services.ticketing.domain.message import received, replied
from services.ticketing.domain.notice import Notice
from services.ticketing.metrics import TicketingMetrics
from services.ticketing.notices.mail import Mail
from services.ticketing.settings import TicketingSettings
from services.ticketing.stores.accounts import Account
from services.ticketing.stores.collections import NOTICES
from services.ticketing.stores.stores import Stores
from shared.auth import Role
from shared.events import AgentReplied, ConversationEscalated, Status, event_id
from shared.ids import new_conversation_id, new_message_id
from tests.builders import a_conversation_escalated, a_message_received, an_agent_replied
from tests.mail_server import MailServer
from tests.unit.ticketing.conversations import MINUTE, a_conversation

TEAM: Final = "team@desk.example"
FROM: Final = "desk@rezvo.example"
VISITOR: Final = "jo@shop.example"
DAY: Final = timedelta(days=1)


def mail_environment(server: MailServer) -> dict[str, str]:
    """Settings with which notices are sent there."""
    return {
        "TICKETING_SMTP_URL": server.url,
        "TICKETING_MAIL_FROM": FROM,
        "TICKETING_TEAM_EMAIL": TEAM,
        "TICKETING_PUBLIC_URL": "https://desk.example",
        "TICKETING_SMTP_TIMEOUT_SECONDS": "1",
        "TICKETING_NOTICE_LEASE_SECONDS": "3",
        "TICKETING_VISITOR_EMAIL_AFTER_SECONDS": "0",
        "TICKETING_VISITOR_EMAILS_PER_HOUR": "2",
    }


class PostOffice:
    """One process's e-mail, on stores that others may share."""

    def __init__(self, stores: Stores, settings: TicketingSettings) -> None:
        self.stores = stores
        self.registry = CollectorRegistry()
        self.metrics = TicketingMetrics(self.registry)
        mail = Mail.on(stores, settings, self.metrics)
        assert isinstance(mail, Mail)
        self.mail = mail

    async def a_ticket(self, status: Status = Status.NEEDS_REVIEW, **changes: Any) -> Conversation:  # any field
        """Kept, with a visitor's question. It begins to wait now, unless `waits_since` is given."""
        now = utc_now()
        fields = {"id": new_conversation_id(), "escalated": True, "waits_since": now, "created_at": now - MINUTE}
        ticket = a_conversation(status, **{**fields, **changes})
        await self.stores.conversations.add(ticket)
        question = a_message_received("I was charged twice", conversation_id=ticket.id, occurred_at=ticket.created_at)
        await self.stores.messages.keep(received(question))
        return ticket

    async def escalate(self, ticket: Conversation, revision: int = 1) -> Notice:
        """As the outbox does it."""
        event = a_conversation_escalated(
            id=event_id(ticket.id, "escalated", revision), conversation_id=ticket.id, occurred_at=utc_now()
        )
        return await self._raise(event)

    async def reply(self, ticket: Conversation, content: str = "By Friday.", **changes: object) -> Notice:
        """A person writes to the visitor."""
        fields: dict[str, object] = {
            "conversation_id": ticket.id,
            "message_id": new_message_id(),
            "occurred_at": utc_now(),
            **changes,
        }
        event = an_agent_replied(content, **fields)
        await self.stores.messages.keep(replied(event))
        return await self._raise(event)

    async def a_visitor_waits(self, email: str = VISITOR) -> Conversation:
        """With a person, and has left an address."""
        return await self.a_ticket(Status.IN_PROGRESS, contact=Contact(email=email, at=utc_now()))

    async def an_account(self, email: str, *, disabled: bool = False) -> None:
        account = Account(
            id=new_conversation_id(),
            email=email,
            role=Role.AGENT,
            disabled=disabled,
            password_hash="none",
            created_at=utc_now(),
        )
        assert await self.stores.accounts.keep_new(account)

    async def deliver(self) -> None:
        """Everything that is to be sent, also what would be tried again later."""
        await self.hurry()
        await self.mail.courier.deliver_due()

    async def hurry(self) -> None:
        """Nothing waits for its time, or for whoever holds it."""
        await self.stores.database[NOTICES].update_many({"state": "waiting"}, {"$set": {"next_at": utc_now() - DAY}})

    async def notice(self, notice: Notice) -> Notice:
        """What has become of it."""
        found = await self.stores.notices.of(notice.conversation_id)
        return next(each for each in found if each.id == notice.id)

    def counted(self, kind: str, result: str) -> float:
        labels = {"kind": kind, "result": result}
        return self.registry.get_sample_value("support_notices_total", labels) or 0

    async def _raise(self, event: ConversationEscalated | AgentReplied) -> Notice:
        await self.mail.raising.because_of(event)
        wanted = event.id.replace(":", ".")
        return next(each for each in await self.stores.notices.of(event.conversation_id) if each.id == wanted)


def message_ids(server: MailServer) -> Sequence[str]:
    return [taken.message_id for taken in server.taken]
