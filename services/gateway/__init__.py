"""The public edge: takes visitors' messages, and streams to them what happens in their conversation.

Hears: what must reach a visitor, as frames on `support.live`.
Says: message.received, contact.provided, conversation.rated.
Keeps: nothing. It depends on RabbitMQ only; a conversation's thread is read from the chat worker.

Beside the files that every service has: `tokens.py` (visitor tokens), `identity.py` (users that
the business has signed in), `threads.py` (the chat worker's route),
`live.py` (the queue of live frames), `streams.py` (one visitor's stream), `pages.py` (the widget and the demo page). It
has no `handlers.py` and no `store.py`, for it neither listens to events nor keeps anything.
"""
