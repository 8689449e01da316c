"""What is done on each event: it is merged into the fact of its conversation. Of one that was erased the fact keeps
figures only, whatever comes late."""

from datetime import UTC, datetime
from typing import Annotated, Final

from faststream import Context
from faststream.rabbit import RabbitRouter

from services.analytics.domain import told
from services.analytics.domain.facts import Fact
from services.analytics.metrics import AnalyticsMetrics
from services.analytics.recorder import Recorder
from shared import topology
from shared.deliveries import hears
from shared.events import (
    AgentReplied,
    ConversationErased,
    ConversationEscalated,
    ConversationOutcomeChanged,
    ConversationRated,
    ConversationStatusChanged,
    ErasureCompleted,
    Event,
    MessageLogged,
    MessageReceived,
    ReplyGenerated,
    UsageRecorded,
    as_utc,
    event_id,
)
from shared.publisher import EventPublisher


class Intake:
    """The one way from an event into the facts; counts what came."""

    def __init__(self, recorder: Recorder, metrics: AnalyticsMetrics) -> None:
        self._recorder = recorder
        self._metrics = metrics

    async def take(self, event: Event, fact: Fact) -> None:
        await self._recorder.record([fact])
        self._metrics.events.labels(type=event.event_type()).inc()


Given = Annotated[Intake, Context("intake")]


async def on_message_received(event: MessageReceived, intake: Given) -> None:
    await intake.take(event, told.by_message_received(event))


async def on_message_logged(event: MessageLogged, intake: Given) -> None:
    await intake.take(event, told.by_message_logged(event))


async def on_reply_generated(event: ReplyGenerated, intake: Given) -> None:
    await intake.take(event, told.by_reply_generated(event))


async def on_usage_recorded(event: UsageRecorded, intake: Given) -> None:
    await intake.take(event, told.by_usage_recorded(event))


async def on_conversation_escalated(event: ConversationEscalated, intake: Given) -> None:
    await intake.take(event, told.by_conversation_escalated(event))


async def on_conversation_rated(event: ConversationRated, intake: Given) -> None:
    await intake.take(event, told.by_conversation_rated(event))


async def on_status_changed(event: ConversationStatusChanged, intake: Given) -> None:
    await intake.take(event, told.by_status_changed(event))


async def on_outcome_changed(event: ConversationOutcomeChanged, intake: Given) -> None:
    await intake.take(event, told.by_outcome_changed(event))


async def on_agent_replied(event: AgentReplied, intake: Given) -> None:
    await intake.take(event, told.by_agent_replied(event))


async def on_conversation_erased(
    event: ConversationErased, intake: Given, publisher: Annotated[EventPublisher, Context("publisher")]
) -> None:
    """The receipt is confirmed before the delivery is acknowledged."""
    await intake.take(event, told.by_conversation_erased(event))
    receipt = ErasureCompleted(
        id=event_id(event.id, "analytics"),
        occurred_at=as_utc(datetime.now(UTC)),
        conversation_id=event.conversation_id,
    )
    await publisher.publish(receipt)


HANDLERS: Final = (
    (MessageReceived, on_message_received),
    (MessageLogged, on_message_logged),
    (ReplyGenerated, on_reply_generated),
    (UsageRecorded, on_usage_recorded),
    (ConversationEscalated, on_conversation_escalated),
    (ConversationStatusChanged, on_status_changed),
    (ConversationOutcomeChanged, on_outcome_changed),
    (ConversationRated, on_conversation_rated),
    (AgentReplied, on_agent_replied),
    (ConversationErased, on_conversation_erased),
)


def create_router() -> RabbitRouter:
    """The handlers, each on its own event, all on the service's one queue."""
    router = RabbitRouter()
    subscriber = router.subscriber(topology.queue_of("analytics"), title=topology.queue_name("analytics"))
    for event, handler in HANDLERS:
        subscriber(handler, filter=hears(event))
    return router
