"""Each escalation is told by e-mail: once, and once more only where nobody could know that it had been."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from tests.faults.evidence import Evidence, Mail
from tests.faults.findings import Finding, Kind


def check(evidence: Evidence) -> Iterator[Finding]:
    copies: defaultdict[str, list[Mail]] = defaultdict(list)
    for mail in sorted(evidence.mail, key=lambda mail: mail.at):
        copies[mail.message_id].append(mail)
    yield from _told(evidence, copies)
    for message_id, sent in copies.items():
        if any(_needless(earlier, later, evidence.senders_killed) for earlier, later in pairwise(sent)):
            yield Finding(Kind.DUPLICATED, f"e-mail {message_id} was sent {len(sent)} times, and nobody died")


def repeated(evidence: Evidence) -> int:
    """How many e-mails were sent that had been sent before."""
    return len(evidence.mail) - len({mail.message_id for mail in evidence.mail})


def _told(evidence: Evidence, copies: dict[str, list[Mail]]) -> Iterator[Finding]:
    told: defaultdict[str, int] = defaultdict(int)
    for sent in copies.values():
        told[sent[0].conversation_id] += 1
    for ticket in evidence.tickets:
        due, came = max(len(ticket.escalations), ticket.escalated), told.pop(ticket.id, 0)
        if came < due:
            yield Finding(Kind.LOST, f"of {due} escalations of {ticket.id} {came} were told by e-mail")
        elif came > due:
            yield Finding(Kind.UNEXPECTED, f"of {due} escalations of {ticket.id} {came} e-mails tell")
    for conversation_id in told:
        yield Finding(Kind.UNEXPECTED, f"an e-mail tells of conversation {conversation_id}, which there is not")


def _needless(earlier: Mail, later: Mail, killed: object) -> bool:
    """The server had said that it has the earlier one, and nobody was killed before the later one."""
    assert isinstance(killed, list | tuple)
    return earlier.acknowledged and not any(earlier.at <= moment <= later.at for moment in killed)
