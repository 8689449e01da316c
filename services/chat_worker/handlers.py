"""Which event does what. Handlers run twice and out of order; each is a step that knows its own traces."""

from typing import Annotated, Final

from faststream import Context
from faststream.rabbit import RabbitRouter

from services.chat_worker.mailbox import Mailbox
from shared import topology
from shared.deliveries import hears
from shared.events import (
    AgentReplied,
    ContactProvided,
    ConversationErased,
    ConversationStatusChanged,
    MessageReceived,
)

InMailbox = Annotated[Mailbox, Context("mailbox")]


async def on_message_received(event: MessageReceived, mailbox: InMailbox) -> None:
    """Keep the message, and answer it when its turn comes."""
    await mailbox.put(event)


async def on_contact_provided(event: ContactProvided, mailbox: InMailbox) -> None:
    """Ask for an address no more."""
    await mailbox.keep_contact(event)


async def on_conversation_status_changed(event: ConversationStatusChanged, mailbox: InMailbox) -> None:
    """Fall silent while a person has the conversation."""
    await mailbox.hand_over(event)


async def on_agent_replied(event: AgentReplied, mailbox: InMailbox) -> None:
    """Show what a person wrote, and fall silent."""
    await mailbox.put_reply(event)


async def on_conversation_erased(event: ConversationErased, mailbox: InMailbox) -> None:
    """Delete it, and refuse what comes late of it."""
    await mailbox.erase(event)


HANDLERS: Final = (
    (MessageReceived, on_message_received),
    (ContactProvided, on_contact_provided),
    (ConversationStatusChanged, on_conversation_status_changed),
    (AgentReplied, on_agent_replied),
    (ConversationErased, on_conversation_erased),
)


def create_router() -> RabbitRouter:
    """The handlers, each on its own event, all on the service's one queue."""
    router = RabbitRouter()
    subscriber = router.subscriber(topology.queue_of("chat_worker"), title=topology.queue_name("chat_worker"))
    for event, handler in HANDLERS:
        subscriber(handler, filter=hears(event))
    return router
