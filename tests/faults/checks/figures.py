"""Analytics equals a recount of what ticketing holds."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC

from tests.faults.evidence import Day, Evidence, Fact, FactOutcome
from tests.faults.findings import Finding, Kind


def check(evidence: Evidence) -> Iterator[Finding]:
    known = {fact.id: fact for fact in evidence.facts}
    recounted = _recount(evidence)
    for fact in recounted.values():
        if known.get(fact.id) != fact:
            yield Finding(Kind.MISCOUNTED, f"analytics knows {known.get(fact.id)}, and should know {fact}")
    for stray in known.keys() - recounted.keys():
        yield Finding(Kind.UNEXPECTED, f"analytics knows of conversation {stray}, and ticketing does not")
    yield from _days(evidence, recounted)


def _recount(evidence: Evidence) -> dict[str, Fact]:
    messages: defaultdict[str, int] = defaultdict(int)
    cost: defaultdict[str, int] = defaultdict(int)
    tokens: defaultdict[str, int] = defaultdict(int)
    for message in evidence.ticket_messages:
        messages[message.conversation_id] += 1
    for usage in evidence.usage:
        cost[usage.conversation_id] += usage.cost_nanousd
        tokens[usage.conversation_id] += usage.tokens.all
    return {
        ticket.id: Fact(
            id=ticket.id,
            message_count=messages[ticket.id],
            cost_nanousd=cost[ticket.id],
            tokens=tokens[ticket.id],
            escalated=ticket.escalated,
            outcome=FactOutcome(value=ticket.outcome, reopened_count=ticket.reopened_count),
        )
        for ticket in evidence.tickets
    }


def _days(evidence: Evidence, facts: dict[str, Fact]) -> Iterator[Finding]:
    kept = {day.id: day for day in evidence.days if day.conversations}
    expected = _recount_days(evidence, facts)
    for name in kept.keys() | expected.keys():
        if kept.get(name) != expected.get(name):
            yield Finding(Kind.MISCOUNTED, f"day {name} is {kept.get(name)}, and should be {expected.get(name)}")


def _recount_days(evidence: Evidence, facts: dict[str, Fact]) -> dict[str, Day]:
    """A conversation counts in the day of its earliest message."""
    first: dict[str, str] = {}
    for message in sorted(evidence.ticket_messages, key=lambda message: message.created_at):
        first.setdefault(message.conversation_id, message.created_at.astimezone(UTC).date().isoformat())
    days: defaultdict[str, list[Fact]] = defaultdict(list)
    for conversation_id, day in first.items():
        if conversation_id in facts:
            days[day].append(facts[conversation_id])
    return {day: _day(day, counted) for day, counted in days.items()}


def _day(day: str, facts: list[Fact]) -> Day:
    ended = Counter(fact.outcome.value for fact in facts)
    return Day(
        id=day,
        conversations=len(facts),
        messages=sum(fact.message_count for fact in facts),
        escalated=sum(fact.escalated for fact in facts),
        cost_nanousd=sum(fact.cost_nanousd for fact in facts),
        tokens=sum(fact.tokens for fact in facts),
        outcome_answered=ended["answered"],
        outcome_confirmed=ended["confirmed"],
        outcome_abandoned=ended["abandoned"],
        outcome_escalated=ended["escalated"],
        reopened=sum(fact.outcome.reopened_count > 0 for fact in facts),
    )
