"""The system packages: what is missing is installed with apt-get. Standard library only."""

import ctypes
import os
import platform
import re
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from deploy.local.steps import SetupFailed, Steps

RABBITMQ = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
LIBRARIES_OF_MONGOD = {"libssl.so.3": "libssl3", "libcurl.so.4": "libcurl4"}
UNIT_DIR = Path("/lib/systemd/system")
SYSTEMD_RUNS = Path("/run/systemd/system")
RABBITMQ_UNIT = "rabbitmq-server.service"
# `su` without `-` leaves them out of PATH, and apt-get needs them.
SYSTEM_PROGRAMS = "/usr/local/sbin:/usr/sbin:/sbin"
POLICY = Path("/usr/sbin/policy-rc.d")
START_NOTHING = "#!/bin/sh\n# Temporary, by the support desk's set-up: what it installs must not start.\nexit 101\n"


def install_missing(steps: Steps, *, dev: bool, env_file: Path) -> None:
    """Install what the run needs, or with `dev` the tests. Raises SetupFailed with what only the user can do."""
    if sys.platform != "linux":
        raise SetupFailed("This run is for Linux.", "Elsewhere use Docker: docker compose up")
    packages = missing(lambda setting: not dev and is_given(setting, env_file))
    if dev and shutil.which("chromium") is None:
        packages.append("chromium")
    if packages:
        require_means_to_install(packages)
        steps.do(f"System packages: {' '.join(packages)}", lambda: install(steps, packages))


def missing(given: Callable[[str], bool]) -> list[str]:
    """The packages that the run lacks; a server whose address is given needs none."""
    packages = [] if find_spec("ensurepip") else ["python3-venv"]
    if not given("RABBITMQ_URL") and not RABBITMQ.exists():
        packages.append("rabbitmq-server")
    if not given("MONGODB_URL"):
        require_embedded_mongod()
        packages += [package for library, package in LIBRARIES_OF_MONGOD.items() if not is_loadable(library)]
    return packages


def is_given(setting: str, env_file: Path) -> bool:
    """Whether the environment or the project's `.env` gives it a value."""
    in_file = env_file.read_text() if env_file.exists() else ""
    return bool(os.environ.get(setting) or re.search(rf"^(export\s+)?{setting}\s*=\s*['\"]?\w", in_file, re.MULTILINE))


def is_loadable(library: str) -> bool:
    """Whether the system has this shared library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def require_embedded_mongod() -> None:
    """It exists for one kind of processor."""
    if platform.machine() not in {"x86_64", "AMD64"}:
        raise SetupFailed(
            f"There is no embedded mongod for {platform.machine()}.",
            "Set MONGODB_URL to a MongoDB that runs as a replica set, or use Docker: docker compose up",
        )


def require_means_to_install(packages: list[str]) -> None:
    """Debian or Ubuntu, and root."""
    names = " ".join(packages)
    alternative = " (or set RABBITMQ_URL to a broker that runs)" if "rabbitmq-server" in packages else ""
    if shutil.which("apt-get") is None:
        raise SetupFailed(f"Missing on this system: {names}.", "Install them, or use Docker: docker compose up")
    if os.geteuid() != 0:
        raise SetupFailed(
            f"Missing on this system, and only root can install them: {names}.",
            f"As root: apt-get install {names}{alternative}",
        )


def install(steps: Steps, packages: list[str]) -> None:
    """Install packages without starting, now or at the next boot, any service that they bring."""
    path = f"{os.environ.get('PATH', '')}:{SYSTEM_PROGRAMS}"
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive", "PATH": path}
    command = ["apt-get", "install", "-y", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=120", *packages]
    before = service_units()
    with nothing_started():
        if not steps.succeeds(*command, env=env):
            steps.run("apt-get", "update", env=env)
            steps.run(*command, env=env)
    if brought := sorted(service_units() - before):
        keep_from_starting(steps, brought, env)


def keep_from_starting(steps: Steps, units: list[str], env: Mapping[str, str]) -> None:
    """Neither now nor at the next boot: the run has nodes of its own."""
    if shutil.which("systemctl", path=env["PATH"]):
        now = ["--now"] if SYSTEMD_RUNS.exists() else []
        steps.run("systemctl", "disable", *now, *units, env=env)
    elif RABBITMQ_UNIT in units:
        steps.run("update-rc.d", RABBITMQ_UNIT.removesuffix(".service"), "disable", env=env)


def service_units() -> set[str]:
    """The services of RabbitMQ that systemd knows."""
    return {unit.name for name in (RABBITMQ_UNIT, "epmd.service", "epmd.socket") for unit in UNIT_DIR.glob(name)}


@contextmanager
def nothing_started() -> Iterator[None]:
    """While packages are installed their services do not start; a policy of the machine's own is left alone."""
    if POLICY.exists() and POLICY.read_text() != START_NOTHING:
        yield
        return
    POLICY.write_text(START_NOTHING)
    POLICY.chmod(0o755)
    try:
        yield
    finally:
        POLICY.unlink()
