"""Accepted is kept, once, everywhere; refused means refused."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tests.faults.evidence import Evidence, ThreadMessage, TicketMessage
from tests.faults.findings import Finding, Kind
from tests.faults.history import Answered, AnyLine, Sent

ACCEPTED = 202


@dataclass(frozen=True)
class Accepted:
    """A message that the gateway has answered for with a 202."""

    message_id: str
    sent: Sent


def accepted_messages(history: Iterable[AnyLine]) -> list[Accepted]:
    """In the order in which they were accepted, each once."""
    sent: dict[str, Sent] = {}
    accepted: dict[str, Accepted] = {}
    for line in history:
        if isinstance(line, Sent):
            sent[line.client_message_id] = line
        elif isinstance(line, Answered) and line.message_id:
            accepted.setdefault(line.message_id, Accepted(line.message_id, sent[line.client_message_id]))
    return list(accepted.values())


def check(evidence: Evidence) -> Iterator[Finding]:
    yield from _kept(evidence)
    yield from _one_id_each(evidence)
    yield from _once(evidence)
    yield from _only_what_was_sent(evidence)


def _kept(evidence: Evidence) -> Iterator[Finding]:
    """Under the id that the visitor was given."""
    waiting = {message.message_id: message.content for desk in evidence.transcripts for message in desk.unanswered}
    in_thread = {**waiting, **{message.id: message.content for message in thread_messages(evidence)}}
    in_tickets = {message.id: message.content for message in evidence.ticket_messages}
    for place, contents in (("thread", in_thread), ("tickets", in_tickets)):
        there = set(contents.values())
        for accepted in accepted_messages(evidence.history):
            message_id, content = accepted.message_id, accepted.sent.content
            if content not in there:
                yield Finding(Kind.LOST, f"message {message_id} is not in the {place}: {content}")
            elif contents.get(message_id) != content:
                yield Finding(Kind.UNEXPECTED, f"message {message_id} is in the {place} under another id")


def _one_id_each(evidence: Evidence) -> Iterator[Finding]:
    ids: dict[str, set[str]] = {}
    for line in evidence.history:
        if isinstance(line, Answered) and line.message_id:
            ids.setdefault(line.client_message_id, set()).add(line.message_id)
    for client_message_id, given in ids.items():
        if len(given) > 1:
            yield Finding(Kind.DUPLICATED, f"client message {client_message_id} became {sorted(given)}")


def _once(evidence: Evidence) -> Iterator[Finding]:
    """By what they say: a second copy may have another id."""
    stored = {
        "thread": [message.content for message in thread_messages(evidence) if message.role == "user"],
        "tickets": [message.content for message in evidence.ticket_messages if message.role == "user"],
    }
    for place, contents in stored.items():
        for content, times in Counter(contents).items():
            if times > 1:
                yield Finding(Kind.DUPLICATED, f"{content!r} is {times} times in the {place}")


def _only_what_was_sent(evidence: Evidence) -> Iterator[Finding]:
    sent = {line.content: line for line in evidence.history if isinstance(line, Sent)}
    stored: list[ThreadMessage | TicketMessage] = [*thread_messages(evidence), *evidence.ticket_messages]
    for message in stored:
        if message.role != "user":
            continue
        line = sent.get(message.content)
        if line is None:
            yield Finding(Kind.UNEXPECTED, f"message {message.id} was sent by no visitor")
        elif not line.proper:
            yield Finding(Kind.KEPT_THOUGH_REFUSED, f"message {message.id} should have been refused")


def thread_messages(evidence: Evidence) -> list[ThreadMessage]:
    return [message for turn in evidence.turns for message in turn.messages]
