"""Counters are sums, cost is usage times price to the nano-dollar, and usage is what the other side bills."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Final

from tests.faults.evidence import Call, Evidence, Price, Span, Ticket, TicketMessage, Tokens, Usage
from tests.faults.findings import Finding, Kind
from tests.faults.history import Sent

LONGEST_CALL_SECONDS: Final = 60.0
NANOUSD_PER_MICROUSD: Final = 1_000


def check(evidence: Evidence) -> Iterator[Finding]:
    yield from _priced(evidence)
    yield from _summed(evidence)
    yield from _billed(evidence)


def _priced(evidence: Evidence) -> Iterator[Finding]:
    for usage in evidence.usage:
        price = _price_of(usage.model, evidence.prices)
        if price is None or usage.cost_nanousd != price.of(usage.tokens):
            yield Finding(Kind.MISPRICED, f"usage {usage.id} costs {usage.cost_nanousd} for {usage.tokens}")


def _price_of(model: str, prices: dict[str, Price]) -> Price | None:
    fitting = [name for name in prices if model == name or model.startswith(f"{name}-")]
    return prices[max(fitting, key=len)] if fitting else None


def _summed(evidence: Evidence) -> Iterator[Finding]:
    messages: defaultdict[str, list[TicketMessage]] = defaultdict(list)
    usage: defaultdict[str, list[Usage]] = defaultdict(list)
    for message in evidence.ticket_messages:
        messages[message.conversation_id].append(message)
    for call in evidence.usage:
        usage[call.conversation_id].append(call)
    for ticket in evidence.tickets:
        yield from _adds_up(ticket, messages[ticket.id], usage[ticket.id])
    for orphan in (messages.keys() | usage.keys()) - {ticket.id for ticket in evidence.tickets}:
        yield Finding(Kind.LOST, f"there is no conversation {orphan} for its messages")


def _adds_up(ticket: Ticket, messages: list[TicketMessage], usage: list[Usage]) -> Iterator[Finding]:
    cost = sum(call.cost_nanousd for call in usage)
    expected = {
        "message_count": len(messages),
        "total_input_tokens": sum(call.tokens.inputs for call in usage),
        "total_output_tokens": sum(call.tokens.output_tokens for call in usage),
    }
    for name, value in expected.items():
        if getattr(ticket, name) != value:
            yield Finding(Kind.MISCOUNTED, f"{name} of {ticket.id} is {getattr(ticket, name)}, and should be {value}")
    if ticket.cost_nanousd != cost:
        yield Finding(Kind.MISPRICED, f"conversation {ticket.id} costs {ticket.cost_nanousd}, its calls {cost}")
    if abs(ticket.estimated_cost_usd * NANOUSD_PER_MICROUSD - cost) * 2 > NANOUSD_PER_MICROUSD:
        yield Finding(Kind.MISPRICED, f"conversation {ticket.id} is rounded to {ticket.estimated_cost_usd} from {cost}")


def _billed(evidence: Evidence) -> Iterator[Finding]:
    unheard = _Unheard(evidence)
    accounted: dict[str, Usage] = {}
    for usage in evidence.usage:
        if usage.request_id in accounted:
            yield Finding(Kind.MISPRICED, f"call {usage.request_id} was accounted for twice")
        if usage.request_id:
            accounted[usage.request_id] = usage
    for call in evidence.calls:
        usage_of_call = accounted.pop(call.request_id, None)
        if usage_of_call is not None:
            yield from _agrees(call, usage_of_call)
        elif call.tokens.all and not _disturbed(call, evidence.call_disturbances) and not unheard.has(call):
            yield Finding(Kind.MISPRICED, f"call {call.request_id} was billed and never accounted for")
    for request_id in accounted:
        yield Finding(Kind.MISPRICED, f"call {request_id} was accounted for and never made")


class _Unheard:
    """Calls of which their worker has recorded that it never heard: it gave up before the answer began, and the other
    side answered nobody."""

    def __init__(self, evidence: Evidence) -> None:
        self._said_in = {line.content: line.conversation_id for line in evidence.history if isinstance(line, Sent)}
        self._left = Counter(usage.conversation_id for usage in evidence.usage if usage.request_id is None)

    def has(self, call: Call) -> bool:
        """Whether this is one of them; each record is of one call."""
        conversations = {self._said_in[said] for said in self._said_in if said in call.asked}
        conversation_id = next((each for each in conversations if self._left[each]), None)
        if conversation_id is None:
            return False
        self._left[conversation_id] -= 1
        return True


def _agrees(call: Call, usage: Usage) -> Iterator[Finding]:
    """To the token for a call whose answer was used; of one that ended early no more is known than was said."""
    exact = usage.outcome == "used"
    if (usage.tokens != call.tokens) if exact else not _within(usage.tokens, call.tokens):
        yield Finding(Kind.MISPRICED, f"call {call.request_id} was billed {call.tokens}, accounted for {usage.tokens}")


def _within(part: Tokens, whole: Tokens) -> bool:
    """A stream begins by announcing one token of output, which need not come."""
    return part.inputs <= whole.inputs and part.output_tokens <= max(1, whole.output_tokens)


def unaccounted(evidence: Evidence) -> int:
    """How many calls were billed that ended with the process that made them, before anybody could tell."""
    known = {usage.request_id for usage in evidence.usage}
    return sum(call.request_id not in known and bool(call.tokens.all) for call in evidence.calls)


def _disturbed(call: Call, disturbances: object) -> bool:
    assert isinstance(disturbances, list | tuple)
    began = call.at.timestamp()
    return any(_overlap(began, span) for span in disturbances)


def _overlap(began: float, span: Span) -> bool:
    return span.began <= began + LONGEST_CALL_SECONDS and span.ended >= began
