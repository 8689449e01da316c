"""Metrics of the gateway."""

from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge

from shared.events import ContactProvided, ConversationRated, MessageReceived

ACCEPTED: Final = "accepted"
UNAVAILABLE: Final = "unavailable"


class GatewayMetrics:
    def __init__(self, registry: CollectorRegistry) -> None:
        self.accepted = Counter(
            "support_messages_accepted",
            "Messages, addresses and ratings from visitors, by event type and result.",
            ["type", "result"],
            registry=registry,
        )
        for event in (MessageReceived, ContactProvided, ConversationRated):
            for result in (ACCEPTED, UNAVAILABLE):
                self.accepted.labels(type=event.event_type(), result=result)  # there with 0 before the first
        self.conversations = Counter("support_conversations_begun", "Tokens given out.", registry=registry)
        self.open_streams = Gauge("support_open_streams", "Event streams open now.", registry=registry)
        self.catch_ups = Counter("support_stream_catch_ups", "Threads fetched for streams.", registry=registry)
