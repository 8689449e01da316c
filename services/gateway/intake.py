"""Taking what visitors say: accepted is what RabbitMQ has confirmed, and nothing else."""

import structlog

from services.gateway.metrics import ACCEPTED, UNAVAILABLE, GatewayMetrics
from services.gateway.settings import GatewaySettings
from shared.events import Event
from shared.failpoints import FailPoint, reach
from shared.problems import Problem, retry_after
from shared.publisher import BrokerUnavailable, EventPublisher

log = structlog.get_logger(__name__)


class NotAccepted(Problem):
    def __init__(self) -> None:
        detail = "This could not be taken right now. Send it again, a message with the same client_message_id."
        super().__init__(503, "not-accepted", detail, headers=retry_after(2))


class Intake:
    """Holds at most GATEWAY_UNCONFIRMED_MESSAGES: a broker that is away or blocks costs patience, not memory."""

    def __init__(self, publisher: EventPublisher, metrics: GatewayMetrics, settings: GatewaySettings) -> None:
        self._publisher = publisher
        self._metrics = metrics
        self._accept_seconds = settings.accept_seconds
        self._most_unconfirmed = settings.unconfirmed_messages
        self._unconfirmed = 0

    async def accept(self, event: Event) -> None:
        """Return once the message is safe. Raises NotAccepted: it may arrive all the same, so the id stays the same."""
        if self._unconfirmed >= self._most_unconfirmed:
            self._count(event, UNAVAILABLE)
            raise NotAccepted
        reach(FailPoint.GATEWAY_BEFORE_PUBLISH)
        self._unconfirmed += 1
        try:
            await self._publisher.publish(event, within_seconds=self._accept_seconds)
        except BrokerUnavailable as error:
            self._count(event, UNAVAILABLE)
            raise NotAccepted from error
        finally:
            self._unconfirmed -= 1
        reach(FailPoint.GATEWAY_AFTER_PUBLISH)
        self._count(event, ACCEPTED)
        log.info("accepted", event_type=event.type, conversation_id=event.conversation_id, event_id=event.id)

    def _count(self, event: Event, result: str) -> None:
        self._metrics.accepted.labels(type=event.type, result=result).inc()
