"""Metrics of the gateway."""

from collections.abc import Iterable
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge

from shared.events import Event

ACCEPTED: Final = "accepted"
UNAVAILABLE: Final = "unavailable"


class GatewayMetrics:
    """`says`: what the gateway says; each is counted from nought."""

    def __init__(self, registry: CollectorRegistry, says: Iterable[type[Event]]) -> None:
        self.accepted = Counter(
            "support_messages_accepted",
            "Messages, addresses and ratings from visitors, by event type and result.",
            ["type", "result"],
            registry=registry,
        )
        for event in says:
            for result in (ACCEPTED, UNAVAILABLE):
                self.accepted.labels(type=event.event_type(), result=result)
        self.conversations = Counter("support_conversations_begun", "Tokens given out.", registry=registry)
        self.open_streams = Gauge("support_open_streams", "Event streams open now.", registry=registry)
        self.catch_ups = Counter("support_stream_catch_ups", "Threads fetched for streams.", registry=registry)
