"""How soon after a fault visitors were answered again."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from tests.faults.evidence import Span
from tests.faults.history import Answered, AnyLine, Seen
from tests.faults.nemesis.scene import Injected

HOLD_NOBODY_UP: Final = {"clock skew", "duplicates", "poison", "mail away", "mail defers", "mail hangs up", "mail slow"}
"""While one of these lasts, replies come as ever."""


@dataclass(frozen=True)
class Service:
    """When replies were first seen complete, and by message when it was accepted and answered (seconds)."""

    completed: Sequence[float]
    accepted: dict[str, float]
    answered: dict[str, float]


def service_of(history: Sequence[AnyLine]) -> Service:
    completed: dict[str, float] = {}
    accepted: dict[str, float] = {}
    answered: dict[str, float] = {}
    for line in history:
        if isinstance(line, Answered) and line.message_id:
            accepted.setdefault(line.message_id, line.at)
        elif isinstance(line, Seen) and line.name == "reply.completed":
            completed.setdefault(line.data["message_id"], line.at)
            for message_id in line.data["answers"]:
                answered.setdefault(message_id, line.at)
    return Service(sorted(completed.values()), accepted, answered)


def next_reply_seconds(faults: Sequence[Injected], service: Service) -> dict[str, list[float]]:
    """By kind: from the end of a fault to the next completed reply, without the time in which something else was
    broken. A fault after the last reply is left out."""
    found: defaultdict[str, list[float]] = defaultdict(list)
    for fault in faults:
        ended = fault.span.ended
        if later := [at for at in service.completed if at >= ended]:
            others = [other.span for other in faults if other is not fault and other.kind not in HOLD_NOBODY_UP]
            found[fault.kind].append(round(later[0] - ended - _covered(others, ended, later[0]), 2))
    return dict(found)


def _covered(spans: Iterable[Span], start: float, end: float) -> float:
    """How much of the time between `start` and `end` lies in at least one of them."""
    covered, reached = 0.0, start
    for span in sorted(spans, key=lambda span: span.began):
        began, ended = max(span.began, reached), min(span.ended, end)
        if ended > began:
            covered, reached = covered + ended - began, ended
    return covered


def caught_up_seconds(faults: Sequence[Injected], service: Service) -> dict[str, list[float]]:
    """By kind: from the end of a fault until everything that was accepted before it has been answered.

    Faults overlap: what another one held up counts here too.
    """
    found: defaultdict[str, list[float]] = defaultdict(list)
    for fault in faults:
        ended = fault.span.ended
        due = [service.answered.get(key) for key, at in service.accepted.items() if at <= ended]
        late = [at - ended for at in due if at is not None and at > ended]
        found[fault.kind].append(round(max(late, default=0.0), 2))
    return dict(found)
