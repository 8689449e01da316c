"""`python -m tests.faults.publish`: the last long run's report as a table and a picture in docs/reliability.md."""

from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Final

from tests.faults.picture import drawn
from tests.faults.report import Report
from tests.faults.settings import RunSettings

ROOT: Final = Path(__file__).parents[2]
PAGE: Final = ROOT / "docs" / "reliability.md"
PICTURE: Final = ROOT / "docs" / "images" / "recovery.svg"
BEGIN: Final = "<!-- the last long run: written by `python -m tests.faults.publish` -->\n"
END: Final = "<!-- end of the last long run -->\n"


def main() -> None:
    report = Report.model_validate_json(RunSettings().report_file.read_text())
    before, _, rest = PAGE.read_text().partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text(before + BEGIN + "\n" + "\n".join(_figures(report)) + "\n\n" + END + after)
    PICTURE.write_text(drawn(report.recovery_seconds))


def _figures(report: Report) -> Iterator[str]:
    yield f"Seed {report.seed}, {report.seconds / 60:.0f} minutes:"
    yield ""
    yield "| | |"
    yield "|---|---:|"
    yield f"| messages accepted | {report.accepted:,} |"
    yield f"| conversations | {report.conversations:,} |"
    yield f"| faults | {sum(report.faults.values()):,} |"
    yield f"| calls to Claude (the stand-in), of which failed | {report.claude_calls:,}, {report.failed_calls:,} |"
    yield f"| poison injected, and found among the dead letters | {report.poison:,} |"
    yield f"| e-mails about escalations, and copies of them | {report.emails:,}, {report.emails_repeated:,} |"
    for name in ("lost", "duplicated", "out_of_order", "stuck", "mispriced"):
        yield f"| {name.replace('_', ' ')} | {getattr(report, name)} |"
    for name, count in report.others.items():
        yield f"| {name.replace('_', ' ')} | {count} |"
    yield ""
    yield "![Seconds from the end of each fault to the next complete reply](images/recovery.svg)"
    yield ""
    yield "| fault | times | next reply after: median, longest (s) | everything answered after: median, longest (s) |"
    yield "|---|---:|---:|---:|"
    for kind, times in sorted(report.faults.items()):
        next_reply, caught_up = report.recovery_seconds.get(kind, []), report.caught_up_seconds.get(kind, [])
        yield f"| {kind} | {times} | {_spread(next_reply)} | {_spread(caught_up)} |"
    yield ""
    yield "| fail-point | crashes |"
    yield "|---|---:|"
    for place, times in report.fail_points.items():
        yield f"| `{place}` | {times} |"


def _spread(seconds: list[float]) -> str:
    return f"{median(seconds):.1f}, {max(seconds):.1f}" if seconds else "-"


if __name__ == "__main__":
    main()
