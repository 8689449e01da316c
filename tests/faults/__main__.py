"""`python -m tests.faults`: the long run. SEED=, FAULTS=, MESSAGES= choose another; status 1 when anything is wrong."""

import asyncio
import signal

from rich.console import Console

from shared.process import settings_or_exit
from tests.faults.report import show
from tests.faults.run import run
from tests.faults.settings import RunSettings


def main() -> int:
    settings = settings_or_exit(RunSettings)
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))  # which asyncio ends in order
    console = Console()
    report = asyncio.run(run(settings, lambda line: console.print(line, markup=False, highlight=False)))
    settings.report_file.write_text(report.model_dump_json(indent=2) + "\n")
    show(report, console)
    console.print(f"The report is {settings.report_file}; history and logs are in {settings.folder}.", markup=False)
    return 0 if report.is_good else 1


if __name__ == "__main__":
    raise SystemExit(main())
