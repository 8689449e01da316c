"""Metrics of the chat worker."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from services.chat_worker.domain.caps import Scope
from shared.events import UsageRecorded

_SECONDS = (0.1, 0.25, 0.5, 1, 1.5, 2, 3, 5, 8, 13, 20, 40)
_TOKEN_CLASSES = (
    "input_tokens",
    "cache_creation_input_tokens",
    "cache_read_input_tokens",
    "output_tokens",
)
"""Which add up to all tokens."""
NANOUSD_PER_USD = 1_000_000_000


class ChatWorkerMetrics:
    def __init__(self, registry: CollectorRegistry) -> None:
        def counter(name: str, help_text: str, *labels: str) -> Counter:
            return Counter(name, help_text, labels, registry=registry)

        def gauge(name: str, help_text: str, *labels: str) -> Gauge:
            return Gauge(name, help_text, labels, registry=registry)

        def histogram(name: str, help_text: str) -> Histogram:
            return Histogram(name, help_text, buckets=_SECONDS, registry=registry)

        self.replies = counter("support_replies", "Replies committed, by how they came about.", "outcome")
        self.escalations = counter("support_escalations_requested", "Escalations asked for.", "category")
        self.calls = counter("support_claude_calls", "Claude calls.", "model", "outcome")
        self.tokens = counter("support_claude_tokens", "Tokens by price class.", "model", "token_class")
        self.cost = counter("support_claude_cost_usd", "Cost of Claude calls in dollars.", "model")
        self.first_token = histogram("support_claude_first_token_seconds", "From the call to its first text.")
        self.call_duration = histogram("support_claude_call_seconds", "A whole Claude call.")
        self.cache_saved = gauge("support_claude_cache_saved_usd", "What the prompt cache has saved since the start.")
        self.promises = counter("support_promises_withdrawn", "Replies withdrawn for what they promised.", "category")
        self.circuit_open = gauge("support_claude_circuit_open", "1 while calls wait, for too many failed in a row.")
        self.turns_in_hand = gauge("support_turns_in_hand", "Conversations being answered here.")
        self.backlog = gauge("support_backlog_conversations", "Conversations with unfinished work.")
        self.unsaid = gauge("support_unsaid_conversations", "Conversations with events to say.")
        self.late = counter("support_chat_worker_late_events_refused", "Events of conversations that were erased.")
        self.spent = gauge("support_spent_usd", "Spent this UTC day and month, in dollars.", "scope")
        self.spending_cap = gauge("support_spending_cap_usd", "Hard cap for a UTC day and month, in dollars.", "scope")
        self.calls_over_cap = counter("support_calls_over_cap", "Calls not made, by the cap they could pass.", "scope")
        self.unpriced_models = counter("support_unpriced_models", "Models that answered and have no price.")
        for scope in Scope:
            self.calls_over_cap.labels(scope=scope)  # shown as 0 before the first, which then is an increase
        self.knowledge_articles = gauge("support_knowledge_articles", "Articles that answers rest on.")
        self.knowledge_refused = gauge("support_knowledge_refused", "1 while changed articles cannot be used.")
        self.knowledge_reloads = counter("support_knowledge_reloads", "Changes of the articles.", "outcome")

    def record(self, usage: UsageRecorded) -> None:
        self.calls.labels(model=usage.model, outcome=usage.outcome).inc()
        for token_class in _TOKEN_CLASSES:
            count = getattr(usage.tokens, token_class)
            self.tokens.labels(model=usage.model, token_class=token_class).inc(count)
        self.cost.labels(model=usage.model).inc(usage.cost_nanousd / NANOUSD_PER_USD)
        self.call_duration.observe(usage.duration_seconds)
        if usage.first_token_seconds is not None:
            self.first_token.observe(usage.first_token_seconds)
