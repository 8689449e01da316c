"""Nothing is left undone, nobody has died by himself, and the dead letters are the poison and nothing else."""

from collections.abc import Iterator
from typing import Final

from tests.faults.evidence import Evidence, Transcript
from tests.faults.findings import Finding, Kind

LISTENING: Final = ("support.chat_worker", "support.ticketing", "support.analytics")
DEAD: Final = ".dead"


def check(evidence: Evidence) -> Iterator[Finding]:
    for transcript in evidence.transcripts:
        yield from _at_rest(transcript)
        if transcript.lease_until and transcript.lease_until > evidence.collected_at:
            yield Finding(Kind.STUCK, f"conversation {transcript.id} is still leased")
    told = [(ticket.id, ticket.unsaid) for ticket in evidence.tickets]
    for key, unsaid in [*told, *((message.id, message.unsaid) for message in evidence.ticket_messages)]:
        if unsaid:
            yield Finding(Kind.STUCK, f"{key} has {len(unsaid)} events that nobody said")
    if evidence.dirty_days:
        yield Finding(Kind.STUCK, f"{evidence.dirty_days} days are still to be recomputed")
    yield from _drained(evidence)
    yield from _buried(evidence)
    for end in evidence.unexpected_ends:
        yield Finding(Kind.UNEXPECTED, end)


def _at_rest(transcript: Transcript) -> Iterator[Finding]:
    for name in ("work", "waiting", "pending", "finished", "unsaid"):
        if getattr(transcript, name):
            yield Finding(Kind.STUCK, f"conversation {transcript.id} still has {name}")


def _drained(evidence: Evidence) -> Iterator[Finding]:
    for queue in evidence.queues:
        if not queue.name.endswith(DEAD) and (queue.ready or queue.unacked):
            yield Finding(Kind.STUCK, f"{queue.name} holds {queue.ready} messages, its consumers {queue.unacked}")
    consumers = {queue.name: queue.consumers for queue in evidence.queues}
    for name in LISTENING:
        if not consumers.get(name):
            yield Finding(Kind.STUCK, f"nobody listens to {name}")


def _buried(evidence: Evidence) -> Iterator[Finding]:
    """A letter may be there twice when whoever buried it died before he could say so."""
    buried, injected = set(evidence.dead_letters), set(evidence.poison)
    for letter in injected - buried:
        yield Finding(Kind.LOST, f"a poison for {letter.service} ({letter.digest}) is not among the dead letters")
    for letter in buried - injected:
        yield Finding(Kind.UNEXPECTED, f"{letter.service} has a dead letter ({letter.digest}) that was no poison")
