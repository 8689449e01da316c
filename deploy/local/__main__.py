"""`python -m deploy.local`: the whole system on this machine, until Ctrl-C or SIGTERM.

Exit code 0 after either, 1 when something did not come up or did not stay up.
"""

import os
import signal
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from types import FrameType
from typing import NoReturn

from deploy.local import ports
from deploy.local.errors import LocalRunError
from deploy.local.lock import only_run_on
from deploy.local.parts import Parts
from deploy.local.processes import end_leftovers
from deploy.local.settings import RunSettings, full_environment
from deploy.local.terminal import Terminal
from deploy.secrets import make_secrets

_WATCH_SECONDS = 0.5


def main() -> int:
    """Run until told to stop."""
    for stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stop, _stop_once)
    if signal.getsignal(signal.SIGHUP) is signal.SIG_DFL:  # nohup says otherwise
        signal.signal(signal.SIGHUP, _stop_once)
    terminal = Terminal()
    try:
        environment = full_environment(os.environ, Path(".env"))
        run(RunSettings.read(environment), environment, terminal)
    except KeyboardInterrupt:
        return 0
    except LocalRunError as failed:
        terminal.failure(str(failed), failed.last_lines)
    except OSError as refused:
        terminal.failure(f"{refused.filename or 'The system'}: {refused.strerror}. Correct that and start again.")
    return 1


def run(settings: RunSettings, environment: dict[str, str], terminal: Terminal) -> NoReturn:
    """Start everything and watch it. Raises KeyboardInterrupt when told to stop, LocalRunError when a part fails."""
    began = time.monotonic()
    with only_run_on(settings.data_dir), ExitStack() as stack:
        parts = Parts(settings, environment, stack)
        for name in end_leftovers(parts.run_dir):
            terminal.note(f"{name} was left running by an earlier run that was killed: ended.")
        ports.require("PORT", settings.host, settings.port)
        if settings.metrics_port:
            ports.require("METRICS_PORT", settings.host, settings.metrics_port)
        first_account = parts.run_dir / "first-account.json"
        start(parts, settings, terminal, first_account)
        terminal.addresses(settings, time.monotonic() - began)
        while True:
            if first_account.exists():
                terminal.account(first_account)
            parts.require_all()
            time.sleep(_WATCH_SECONDS)


def start(parts: Parts, settings: RunSettings, terminal: Terminal, first_account: Path) -> None:
    """Side by side as far as they can: the services wait by themselves for RabbitMQ, which takes longest."""
    secrets_dir = (settings.secrets_dir or settings.data_dir / "secrets").absolute()
    make_secrets(secrets_dir)
    mongodb, rabbitmq, stand_in = parts.launch_mongodb(), parts.launch_rabbitmq(), parts.launch_stand_in()
    if mongodb:
        terminal.note(
            "MongoDB here is 6.0, past its end of life: loopback only. See docs/operations.md for a current one."
        )
    if stand_in:
        terminal.note("No ANTHROPIC_API_KEY: a local stand-in answers. This is a demonstration, not Claude.")
    terminal.wait_for(mongodb)
    services = parts.launch_services(secrets_dir, first_account)
    for launched in (stand_in, rabbitmq, services):
        terminal.wait_for(launched)


def _stop_once(_number: int, _frame: FrameType | None) -> None:
    """The first signal ends the run; while it ends, further ones would only leave something behind."""
    for stop in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(stop, signal.SIG_IGN)
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
