"""The desk's record of every conversation, and the tickets that people work.

Hears: message.received, contact.provided, conversation.rated, reply.generated, usage.recorded, escalation.requested,
erasure.completed.
Says: message.logged, conversation.escalated, conversation.status_changed, conversation.outcome_changed,
agent.replied, conversation.erased.
Keeps: `support_conversations`, `support_messages`, `support_usage`, `support_notes`, `support_canned_replies`,
`support_accounts`, `support_sessions`, `support_api_keys`, `support_sign_in_failures`, `support_audit`,
`support_notices`.

Beside the files that every service has: `desk.py` (what can be done to a conversation), `outbox.py` (says what was
committed), `outcomes.py` (decides how conversations ended), `changes.py` (tells who watches), `backlog.py` (keeps the
gauges), `notices/` (e-mails), `privacy/` (exports and erases), `identity/` (who may sign in), `stores/` and `routes/`
(each too much for one file).
"""
