"""Metrics of the gateway."""

from prometheus_client import CollectorRegistry, Counter, Gauge


class GatewayMetrics:
    def __init__(self, registry: CollectorRegistry) -> None:
        self.accepted = Counter(
            "support_messages_accepted",
            "Messages, addresses and ratings from visitors, by event type and result.",
            ["type", "result"],
            registry=registry,
        )
        self.conversations = Counter("support_conversations_begun", "Tokens given out.", registry=registry)
        self.open_streams = Gauge("support_open_streams", "Event streams open now.", registry=registry)
        self.catch_ups = Counter("support_stream_catch_ups", "Threads fetched for streams.", registry=registry)
