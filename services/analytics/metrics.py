"""What analytics measures of itself, and the day's figures for a dashboard."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from shared import topology


class AnalyticsMetrics:
    def __init__(self, registry: CollectorRegistry) -> None:
        self.events = Counter(
            "support_analytics_events", "Events merged into the facts, repeats included.", ["type"], registry=registry
        )
        for event in topology.LISTENERS["analytics"]:
            self.events.labels(type=event.event_type())
        self.dirty_days = Gauge(
            "support_analytics_dirty_days", "Days that are known to wait for being recomputed.", registry=registry
        )
        self.rollup_seconds = Histogram(
            "support_analytics_rollup_seconds",
            "Recomputing one day.",
            buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
            registry=registry,
        )
        self.conversations_today = Gauge(
            "support_analytics_conversations_today", "Conversations that began on this UTC day.", registry=registry
        )
        self.escalated_today = Gauge(
            "support_analytics_escalated_today",
            "Of the conversations that began on this UTC day, those that were escalated.",
            registry=registry,
        )
