"""Metrics of ticketing."""

from prometheus_client import CollectorRegistry, Counter, Gauge


class TicketingMetrics:
    def __init__(self, registry: CollectorRegistry) -> None:
        self.messages = Counter("support_messages_stored", "Messages stored, by role.", ["role"], registry=registry)
        self.escalations = Counter(
            "support_conversations_escalated", "Escalations that put a conversation before people.", registry=registry
        )
        self.tickets = Gauge("support_tickets", "Conversations in the queue, by status.", ["status"], registry=registry)
        self.tickets_oldest = Gauge(
            "support_tickets_oldest_seconds",
            "Since when the ticket waits that has waited longest for the desk; 0: none does.",
            registry=registry,
        )
        self.unsaid = Gauge(
            "support_ticketing_unsaid_documents", "Documents with events to be said.", registry=registry
        )
        self.notices = Counter(
            "support_notices",
            "E-mail notices: sent, refused, dropped, or failed once more.",
            ["kind", "result"],
            registry=registry,
        )
        self.notices_waiting = Gauge(
            "support_notices_waiting", "E-mail notices that are due and not sent.", registry=registry
        )
        self.notices_oldest = Gauge(
            "support_notices_oldest_seconds", "Since when the first of them is due; 0: none is.", registry=registry
        )
        self.erased = Counter(
            "support_conversations_erased", "Conversations erased, by people or for their age.", registry=registry
        )
        self.erasures_waiting = Gauge(
            "support_erasures_waiting", "Erasures for which a service owes its receipt.", registry=registry
        )
        self.erasures_oldest = Gauge(
            "support_erasures_oldest_seconds", "Since when the first of them waits; 0: none does.", registry=registry
        )
        self.late = Counter(
            "support_ticketing_late_events_refused",
            "Events of conversations that were erased before.",
            registry=registry,
        )
        self.sign_ins = Counter("support_sign_ins", "Sign-ins, accepted or refused.", ["result"], registry=registry)
