"""The judge: was what was promised to visitors kept? Of the services it knows only what they leave behind."""

from typing import Final

from tests.faults.checks import answers, figures, leftovers, messages, money, notices, order, streams
from tests.faults.evidence import Evidence
from tests.faults.findings import Check, Finding

CHECKS: Final[tuple[Check, ...]] = (
    messages.check,
    answers.check,
    order.check,
    streams.check,
    money.check,
    figures.check,
    notices.check,
    leftovers.check,
)


def judge(evidence: Evidence) -> list[Finding]:
    """Everything that is wrong; nothing, when all is well."""
    return [finding for check in CHECKS for finding in check(evidence)]
