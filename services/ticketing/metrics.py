"""Metrics of ticketing."""

from prometheus_client import CollectorRegistry, Counter, Gauge


class TicketingMetrics:
    def __init__(self, registry: CollectorRegistry) -> None:
        self.messages = Counter("support_messages_stored", "Messages stored, by role.", ["role"], registry=registry)
        self.escalations = Counter(
            "support_conversations_escalated", "Escalations that put a conversation before people.", registry=registry
        )
        self.tickets = Gauge("support_tickets", "Conversations in the queue, by status.", ["status"], registry=registry)
        self.unsaid = Gauge(
            "support_ticketing_unsaid_documents", "Documents with events to be said.", registry=registry
        )
        self.erased = Counter(
            "support_conversations_erased", "Conversations erased, by people or for their age.", registry=registry
        )
        self.late = Counter(
            "support_ticketing_late_events_refused",
            "Events of conversations that were erased before.",
            registry=registry,
        )
        self.sign_ins = Counter("support_sign_ins", "Sign-ins, accepted or refused.", ["result"], registry=registry)
