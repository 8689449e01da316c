"""Answers visitors with Claude.

Hears: message.received, contact.provided, conversation.status_changed, agent.replied, conversation.erased.
Says: reply.generated, usage.recorded, escalation.requested, erasure.completed; live frames on `support.live`.
Keeps: its own memory of each conversation (`support_transcripts`, `support_turns`), and what was spent
(`support_spend`).

Beside the files that every service has: `turns.py` (who works on which conversation, and when), `answering.py` (one
turn, from the pending messages to the committed reply), `outbox.py` (says what was committed), `claude.py` (the
adapter to the SDK), `knowledge.py` (the business's articles), `stores/` (a store for each collection).
"""
