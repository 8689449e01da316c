"""Every accepted message is answered by exactly one reply; where no model could answer, a person has been called."""

from collections import Counter
from collections.abc import Iterator

from tests.faults.checks.messages import accepted_messages
from tests.faults.evidence import Evidence
from tests.faults.findings import Finding, Kind


def check(evidence: Evidence) -> Iterator[Finding]:
    yield from _answered_once(evidence)
    yield from _same_in_both(evidence)
    yield from _handed_over(evidence)


def _answered_once(evidence: Evidence) -> Iterator[Finding]:
    in_thread = Counter(answered for turn in evidence.turns if turn.reply for answered in turn.reply.answers)
    in_tickets = Counter(
        answered for message in evidence.ticket_messages if message.role == "assistant" for answered in message.answers
    )
    for accepted in accepted_messages(evidence.history):
        for place, answers in (("thread", in_thread), ("tickets", in_tickets)):
            times = answers[accepted.message_id]
            if times == 0:
                yield Finding(Kind.STUCK, f"message {accepted.message_id} has no reply in the {place}")
            elif times > 1:
                yield Finding(Kind.DUPLICATED, f"message {accepted.message_id} has {times} replies in the {place}")


def _same_in_both(evidence: Evidence) -> Iterator[Finding]:
    in_tickets = {message.id: message.content for message in evidence.ticket_messages if message.role == "assistant"}
    in_thread = {turn.reply.id: turn.reply.content for turn in evidence.turns if turn.reply}
    for reply_id, content in in_thread.items():
        if in_tickets.get(reply_id) != content:
            yield Finding(Kind.LOST, f"reply {reply_id} is not in the tickets as the visitor has it")
    for reply_id in in_tickets.keys() - in_thread.keys():
        yield Finding(Kind.UNEXPECTED, f"reply {reply_id} is in the tickets and not in the thread")


def _handed_over(evidence: Evidence) -> Iterator[Finding]:
    waiting = {ticket.id for ticket in evidence.tickets if ticket.escalated and ticket.status == "needs_review"}
    for turn in evidence.turns:
        if turn.reply and turn.request_id is None and turn.conversation_id not in waiting:
            yield Finding(Kind.STUCK, f"turn {turn.id} was not answered by Claude, and no person was called")
