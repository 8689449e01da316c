"""Every accepted message is answered by exactly one reply, or came after a person was called and told so.

Where no model could answer, a person has been called; from then on the bot is silent.
"""

from collections import Counter
from collections.abc import Iterator

from tests.faults.checks.messages import accepted_messages
from tests.faults.checks.order import by_conversation
from tests.faults.evidence import Evidence
from tests.faults.findings import Finding, Kind


def check(evidence: Evidence) -> Iterator[Finding]:
    yield from _answered_once(evidence)
    yield from _same_in_both(evidence)
    yield from _handed_over(evidence)
    yield from _silent_afterwards(evidence)


def _answered_once(evidence: Evidence) -> Iterator[Finding]:
    in_thread = Counter(answered for turn in evidence.turns if turn.reply for answered in turn.reply.answers)
    in_tickets = Counter(
        answered for message in evidence.ticket_messages if message.role == "assistant" for answered in message.answers
    )
    left_to_a_person = set(_left_to_a_person(evidence))
    for accepted in accepted_messages(evidence.history):
        for place, answers in (("thread", in_thread), ("tickets", in_tickets)):
            times = answers[accepted.message_id]
            if times == 0 and accepted.message_id not in left_to_a_person:
                yield Finding(Kind.STUCK, f"message {accepted.message_id} has no reply in the {place}")
            elif times > 1:
                yield Finding(Kind.DUPLICATED, f"message {accepted.message_id} has {times} replies in the {place}")


def _left_to_a_person(evidence: Evidence) -> Iterator[str]:
    """What was written since the turn with whose reply a person was called, which is a conversation's last reply."""
    with_a_person = {transcript.id for transcript in evidence.transcripts if transcript.handled_by == "person"}
    called = _waiting_for_a_person(evidence) & with_a_person
    for conversation_id, thread in by_conversation(evidence).items():
        replies = [message.seq for message in thread if message.role == "assistant"]
        if conversation_id in called and replies:
            before = replies[-2] if len(replies) > 1 else 0
            yield from (message.id for message in thread if message.role == "user" and message.seq > before)


def _silent_afterwards(evidence: Evidence) -> Iterator[Finding]:
    """Whoever is left to a person has one called; in other conversations the last word is a reply."""
    answered = {answered for turn in evidence.turns if turn.reply for answered in turn.reply.answers}
    threads, called = by_conversation(evidence), _waiting_for_a_person(evidence)
    for transcript in evidence.transcripts:
        thread = threads.get(transcript.id, [])
        if transcript.handled_by == "person" and thread and transcript.id not in called:
            yield Finding(Kind.STUCK, f"conversation {transcript.id} waits for a person, and none was called")
        elif transcript.handled_by == "bot" and thread and thread[-1].role == "user" and thread[-1].id not in answered:
            yield Finding(Kind.STUCK, f"the last message of conversation {transcript.id} waits for nobody")


def _waiting_for_a_person(evidence: Evidence) -> set[str]:
    return {ticket.id for ticket in evidence.tickets if ticket.escalated and ticket.status == "needs_review"}


def _same_in_both(evidence: Evidence) -> Iterator[Finding]:
    in_tickets = {message.id: message.content for message in evidence.ticket_messages if message.role == "assistant"}
    in_thread = {turn.reply.id: turn.reply.content for turn in evidence.turns if turn.reply}
    for reply_id, content in in_thread.items():
        if in_tickets.get(reply_id) != content:
            yield Finding(Kind.LOST, f"reply {reply_id} is not in the tickets as the visitor has it")
    for reply_id in in_tickets.keys() - in_thread.keys():
        yield Finding(Kind.UNEXPECTED, f"reply {reply_id} is in the tickets and not in the thread")


def _handed_over(evidence: Evidence) -> Iterator[Finding]:
    waiting = _waiting_for_a_person(evidence)
    for turn in evidence.turns:
        if turn.reply and turn.request_id is None and turn.conversation_id not in waiting:
            yield Finding(Kind.STUCK, f"turn {turn.id} was not answered by Claude, and no person was called")
