"""What the desk's figures are: conversations, questions, escalations and cost by day.

Hears: `message.received`, `message.logged`, `reply.generated`, `usage.recorded`, `conversation.escalated`,
`conversation.status_changed`, `conversation.outcome_changed`, `conversation.rated`, `agent.replied`,
`conversation.erased`.
Says: `erasure.completed`.
Keeps: `support_facts` (one document a conversation, merged from what is heard), `support_days` (one bucket a UTC day,
recomputed from the facts), `support_dirty_days` (the days that are to be recomputed).

Nothing is ever counted up. A fact holds what was heard by its id, and a bucket is counted from the facts, so an event
that comes twice, late or out of order changes nothing.
"""
