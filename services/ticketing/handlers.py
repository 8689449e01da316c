"""What is done on each event."""

from typing import Annotated, Final

from faststream import Context
from faststream.rabbit import RabbitRouter

from services.ticketing.desk import Desk
from services.ticketing.domain import message
from services.ticketing.domain.conversation import Consent, Contact, Escalation, Rating
from services.ticketing.privacy.privacy import Privacy
from shared import topology
from shared.deliveries import hears
from shared.events import (
    ContactProvided,
    ConversationRated,
    ErasureCompleted,
    EscalationRequested,
    MessageReceived,
    ReplyGenerated,
    UsageRecorded,
    as_utc,
)

Given = Annotated[Desk, Context("desk")]


async def on_message_received(event: MessageReceived, desk: Given) -> None:
    await desk.take_in(message.received(event))
    await _note_consent(event, desk)


async def on_contact_provided(event: ContactProvided, desk: Given) -> None:
    contact = Contact(email=event.email, name=event.name, at=as_utc(event.occurred_at))
    await desk.note_contact(event.conversation_id, contact)
    await _note_consent(event, desk)


async def on_conversation_rated(event: ConversationRated, desk: Given) -> None:
    rating = Rating(solved=event.solved, score=event.score, comment=event.comment, at=as_utc(event.occurred_at))
    await desk.note_rating(event.conversation_id, rating)
    await _note_consent(event, desk)


async def on_reply_generated(event: ReplyGenerated, desk: Given) -> None:
    await desk.take_in(message.generated(event))


async def on_usage_recorded(event: UsageRecorded, desk: Given) -> None:
    await desk.account_for(event)


async def on_escalation_requested(event: EscalationRequested, desk: Given) -> None:
    escalation = Escalation(
        cause=event.id,
        reason=event.reason,
        at=as_utc(event.occurred_at),
        actor=event.service,
        urgency=event.urgency,
        category=event.category,
        summary=event.summary,
        handover=event.handover,
    )
    await desk.escalate(event.conversation_id, escalation)


async def on_erasure_completed(event: ErasureCompleted, privacy: Annotated[Privacy, Context("privacy")]) -> None:
    await privacy.receive(event.conversation_id, event.service, as_utc(event.occurred_at))


async def _note_consent(event: MessageReceived | ContactProvided | ConversationRated, desk: Desk) -> None:
    if event.consent:
        consent = Consent(version=event.consent.version, text=event.consent.text, at=as_utc(event.occurred_at))
        await desk.note_consent(event.conversation_id, consent)


HANDLERS: Final = (
    (MessageReceived, on_message_received),
    (ContactProvided, on_contact_provided),
    (ConversationRated, on_conversation_rated),
    (ReplyGenerated, on_reply_generated),
    (UsageRecorded, on_usage_recorded),
    (EscalationRequested, on_escalation_requested),
    (ErasureCompleted, on_erasure_completed),
)


def create_router() -> RabbitRouter:
    """The handlers, each on its own event, all on the service's one queue."""
    router = RabbitRouter()
    subscriber = router.subscriber(topology.queue_of("ticketing"), title=topology.queue_name("ticketing"))
    for event, handler in HANDLERS:
        subscriber(handler, filter=hears(event))
    return router
