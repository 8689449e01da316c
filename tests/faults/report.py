"""What a run comes to: a table for people, JSON for everybody else."""

from collections import Counter
from collections.abc import Sequence
from statistics import median
from typing import Final

from pydantic import BaseModel
from rich.console import Console
from rich.table import Table

from shared.failpoints import FailPoint
from tests.faults.checks.money import unaccounted
from tests.faults.checks.notices import repeated
from tests.faults.checks.order import overtaken
from tests.faults.evidence import Evidence
from tests.faults.findings import Finding, Kind
from tests.faults.nemesis.scene import Scene
from tests.faults.recovery import caught_up_seconds, next_reply_seconds, service_of

MOST_SHOWN: Final = 20


class Report(BaseModel):
    """`recovery_seconds`: from the end of a fault to the next completed reply, without the time in which something else
    was broken; `caught_up_seconds`: until everything accepted before was answered. `unaccounted_calls`: billed,
    and ended with the process that made them. `emails_repeated`: copies of e-mails that had been sent before.
    """

    seed: int
    accepted: int
    conversations: int
    replies: int
    claude_calls: int
    claude_failures: dict[str, int]
    seconds: float
    faults: dict[str, int]
    missed_faults: dict[str, int]
    fail_points: dict[str, int]
    lost: int
    duplicated: int
    out_of_order: int
    stuck: int
    mispriced: int
    others: dict[str, int]
    overtaken: int
    unaccounted_calls: int
    emails: int
    emails_repeated: int
    poison: int
    recovery_seconds: dict[str, list[float]]
    caught_up_seconds: dict[str, list[float]]
    findings: list[str]
    under_way_at_the_end: list[str]

    @property
    def failed_calls(self) -> int:
        return sum(self.claude_failures.values())

    @property
    def is_good(self) -> bool:
        return not self.findings and not self.under_way_at_the_end


def report_of(
    seed: int, *, scene: Scene, evidence: Evidence, findings: Sequence[Finding], under_way: list[str], seconds: float
) -> Report:
    service = service_of(evidence.history)
    counts = Counter(finding.kind for finding in findings)
    named = (Kind.LOST, Kind.DUPLICATED, Kind.OUT_OF_ORDER, Kind.STUCK, Kind.MISPRICED)
    return Report(
        seed=seed,
        accepted=len(service.accepted),
        conversations=len(evidence.tickets),
        replies=len(service.completed),
        claude_calls=len(evidence.calls),
        claude_failures=dict(Counter(call.outcome for call in evidence.calls if call.outcome != "answered")),
        seconds=round(seconds, 1),
        faults=dict(Counter(fault.kind for fault in scene.injected)),
        missed_faults=dict(scene.missed),
        fail_points={place.value: scene.crashes[place] for place in FailPoint},
        **{kind.value: counts[kind] for kind in named},
        others={kind.value: counts[kind] for kind in Kind if kind not in named},
        overtaken=overtaken(evidence),
        unaccounted_calls=unaccounted(evidence),
        emails=len(evidence.mail) - repeated(evidence),
        emails_repeated=repeated(evidence),
        poison=len(evidence.poison),
        recovery_seconds=next_reply_seconds(scene.injected, service),
        caught_up_seconds=caught_up_seconds(scene.injected, service),
        findings=[f"{finding.kind}: {finding.what}" for finding in findings],
        under_way_at_the_end=under_way,
    )


def show(report: Report, console: Console) -> None:
    table = Table(
        title=f"Seed {report.seed}: {report.accepted} accepted messages, {sum(report.faults.values())} faults"
    )
    for column in ("fault", "times", "next reply after (s, median / longest)", "all answered after (s)"):
        table.add_column(column, justify="left" if column == "fault" else "right")
    for kind, times in sorted(report.faults.items()):
        table.add_row(kind, str(times), _spread(report.recovery_seconds, kind), _spread(report.caught_up_seconds, kind))
    console.print(table)
    console.print(_verdict(report))
    for finding in report.findings[:MOST_SHOWN]:
        console.print(f"  {finding}", markup=False)
    for left in report.under_way_at_the_end:
        console.print(f"  still under way: {left}", markup=False)


def _spread(seconds: dict[str, list[float]], kind: str) -> str:
    found = seconds.get(kind)
    return f"{median(found):.1f} / {max(found):.1f}" if found else "-"


def _verdict(report: Report) -> str:
    counts = {name: getattr(report, name) for name in ("lost", "duplicated", "out_of_order", "stuck", "mispriced")}
    told = ", ".join(f"{name} {count}" for name, count in {**counts, **report.others}.items())
    return f"{'Good' if report.is_good else 'BROKEN'}: {told}; overtaken {report.overtaken}."
