"""Within a conversation everything stands in the order in which it was said."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from typing import Final

from tests.faults.checks.messages import Accepted, accepted_messages
from tests.faults.evidence import Evidence, ThreadMessage
from tests.faults.findings import Finding, Kind

PATIENCE: Final = timedelta(seconds=10)
"""A message waits for those before it at most so long: what came later still may stand later. With it goes whatever it
was waiting for that is there."""


def check(evidence: Evidence) -> Iterator[Finding]:
    threads = by_conversation(evidence)
    for conversation_id, thread in threads.items():
        yield from _numbered(conversation_id, thread)
        yield from _replies_follow(thread)
    for conversation_id, accepted in _sent_in_order(evidence).items():
        yield from _as_sent(accepted, threads.get(conversation_id, []))
    yield from _as_sent_in_tickets(evidence)


def by_conversation(evidence: Evidence) -> dict[str, list[ThreadMessage]]:
    """The threads, by seq."""
    threads: defaultdict[str, list[ThreadMessage]] = defaultdict(list)
    for turn in evidence.turns:
        threads[turn.conversation_id] += turn.messages
    return {key: sorted(messages, key=lambda message: message.seq) for key, messages in threads.items()}


def _numbered(conversation_id: str, thread: list[ThreadMessage]) -> Iterator[Finding]:
    numbers = [message.seq for message in thread]
    if numbers != list(range(1, len(numbers) + 1)):
        yield Finding(Kind.OUT_OF_ORDER, f"conversation {conversation_id} is numbered {numbers}")


def _replies_follow(thread: list[ThreadMessage]) -> Iterator[Finding]:
    place = {message.id: message.seq for message in thread}
    for message in thread:
        if any(place.get(asked, 0) >= message.seq for asked in message.answers):
            yield Finding(Kind.OUT_OF_ORDER, f"reply {message.id} stands before what it answers")


def _sent_in_order(evidence: Evidence) -> dict[str, list[Accepted]]:
    said: defaultdict[str, list[Accepted]] = defaultdict(list)
    for accepted in accepted_messages(evidence.history):
        said[accepted.sent.conversation_id].append(accepted)
    return {key: sorted(messages, key=lambda message: message.sent.nth) for key, messages in said.items()}


def _as_sent(accepted: list[Accepted], thread: list[ThreadMessage]) -> Iterator[Finding]:
    stored = {message.id: message for message in thread}
    known = [stored[message.message_id] for message in accepted if message.message_id in stored]
    for place, (earlier, later) in enumerate(pairwise(known), start=1):
        if later.seq > earlier.seq:
            continue
        waiting_since = min(message.created_at for message in known[place:] if message.seq <= earlier.seq)
        if earlier.created_at - waiting_since < PATIENCE:
            yield Finding(Kind.OUT_OF_ORDER, f"message {later.id} stands before {earlier.id}, which was sent first")


def _as_sent_in_tickets(evidence: Evidence) -> Iterator[Finding]:
    written = {message.id: message.created_at for message in evidence.ticket_messages}
    for accepted in _sent_in_order(evidence).values():
        known = [message for message in accepted if message.message_id in written]
        for earlier, later in pairwise(known):
            if written[later.message_id] < written[earlier.message_id]:
                yield Finding(Kind.OUT_OF_ORDER, f"ticket message {later.message_id} reads before {earlier.message_id}")


def overtaken(evidence: Evidence) -> int:
    """How many messages stand before one that was sent first and came too late to be waited for."""
    threads = by_conversation(evidence)
    count = 0
    for conversation_id, accepted in _sent_in_order(evidence).items():
        place = {message.id: message.seq for message in threads.get(conversation_id, [])}
        known = [place[message.message_id] for message in accepted if message.message_id in place]
        count += sum(later < earlier for earlier, later in pairwise(known))
    return count
