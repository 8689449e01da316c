"""The container run, under a project name of its own, as somebody in front of the machine sees it."""

import json
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parents[2]
UP_WITHIN_SECONDS: Final = 600


class ComposeProject:
    """`docker compose` on the project's file, as a stranger would: without any setting but the ports."""

    def __init__(self, project: str, settings: dict[str, str]) -> None:
        self._project = project
        self._command = ("docker", "compose", "--project-name", project, "--env-file", os.devnull)
        self._settings = settings

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self._settings['PORT']}"

    @property
    def prometheus(self) -> str:
        return f"http://127.0.0.1:{self._settings['PROMETHEUS_PORT']}"

    def compose(self, *arguments: str) -> str:
        """What the command says on stdout. Fails with what it says on stderr."""
        return self.pipe(*arguments).decode()

    def pipe(self, *arguments: str, stdin: bytes = b"") -> bytes:
        """The same with what is no text."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("ANTHROPIC_")}
        done = subprocess.run(
            [*self._command, *arguments],
            cwd=ROOT,
            env=environment | self._settings,
            input=stdin,
            capture_output=True,
            check=False,
            timeout=UP_WITHIN_SECONDS,
        )
        assert done.returncode == 0, f"docker compose {' '.join(arguments)}: {done.stderr.decode()[-4000:]}"
        return done.stdout

    def config(self, changes: dict[str, str]) -> dict[str, Any]:  # compose's own format
        """What the file means with other settings."""
        other = ComposeProject(self._project, self._settings | changes)
        meant: dict[str, Any] = json.loads(other.compose("config", "--format", "json"))
        return meant

    def run(self, service: str, *command: str) -> str:
        """What a command says in the service's running container."""
        return self.compose("exec", "--no-TTY", service, *command)

    def containers(self) -> list[dict[str, Any]]:  # `docker inspect` has no schema
        """Every container of the project, those that have ended included."""
        ids = self.compose("ps", "--all", "--quiet").split()
        inspected: list[dict[str, Any]] = json.loads(_output(["docker", "inspect", *ids]))
        return inspected


def service_of(container: dict[str, Any]) -> str:
    return str(container["Config"]["Labels"]["com.docker.compose.service"])


def _output(command: Sequence[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
