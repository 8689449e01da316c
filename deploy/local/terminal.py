"""What the person who started the run sees."""

import json
import time
from pathlib import Path

from rich.console import Console
from rich.text import Text

from deploy.local.parts import Launched
from deploy.local.settings import RunSettings


class Terminal:
    """One line for each step, then where everything is. Lines are never wrapped: addresses can be copied."""

    def __init__(self) -> None:
        self._console = Console(highlight=False, soft_wrap=True)

    def wait_for(self, launched: Launched | None) -> None:
        """Shows that a part is coming up, then how long it took; nothing for a part that is not of this run."""
        if launched is None:
            return
        with self._console.status(launched.name):
            launched.wait()
        self._say(f"  ✓ {launched.name:<34}{time.monotonic() - launched.since:5.1f} s", "green")

    def note(self, text: str) -> None:
        """Something to know, in one line."""
        self._say(f"  ! {text}", "yellow")

    def addresses(self, settings: RunSettings, seconds: float) -> None:
        """Where the system is, once it is ready."""
        host = f"[{settings.reachable_at}]" if ":" in settings.reachable_at else settings.reachable_at
        base = f"http://{host}:{settings.port}"
        self._say(f"\nReady after {seconds:.1f} s.", "bold")
        self._say(f"  {base}/          the demo page with the chat")
        self._say(f"  {base}/admin     the dashboard")
        if settings.metrics_port:
            self._say(f"  http://{host}:{settings.metrics_port}/metrics   Prometheus metrics")
        self._say(f"  logs: {settings.data_dir}/log   Ctrl-C stops everything\n")

    def account(self, file: Path) -> None:
        """Show the account that the first start has made, once: the file goes."""
        made = json.loads(file.read_text())
        file.unlink()
        self._say("The first account of the dashboard, shown this once:", "bold")
        self._say(f"  e-mail    {made['email']}\n  password  {made['password']}\n")

    def failure(self, sentence: str, last_lines: str = "") -> None:
        """Why the run ends, and what helps."""
        if last_lines:
            self._say(last_lines, "dim")
        self._say(sentence, "bold red")

    def _say(self, text: str, style: str = "") -> None:
        self._console.print(Text(text, style=style))
