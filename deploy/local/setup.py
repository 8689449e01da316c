"""`python3 deploy/local/setup.py [--dev]`: everything that the run (or, with --dev, the tests) needs on this machine.

Runs with the system's Python before there is an environment, hence on the standard library alone. A step whose inputs
have not changed since it was last done is skipped.
"""

import argparse
import hashlib
import os
import signal
import sys
from collections.abc import Iterable
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from deploy.local import debian
from deploy.local.steps import SetupFailed, Steps

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
WEB = ROOT / "web"
PYTHON = VENV / "bin" / "python"
NOT_SOURCES = {"node_modules", "dist", "tests", "coverage"}


def main() -> int:
    """The command line; 1 with a sentence when something is missing that it cannot provide."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--dev", action="store_true", help="also what the tests need")
    dev = parser.parse_args().dev
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        set_up("dev" if dev else "local")
    except SetupFailed as failed:
        sys.stderr.write(f"{failed.last_lines}\n{failed}\n".lstrip())
        return 1
    except OSError as refused:
        sys.stderr.write(f"\n{refused.filename or 'The system'}: {refused.strerror}. Correct that and start again.\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped. Started again, set-up goes on where it was.\n")
        return 130
    return 0


def set_up(requirements: str) -> None:
    """The steps, in order.

    `requirements` is local, or dev, which holds all of local in the same versions."""
    require_python()
    steps = Steps(ROOT / os.environ.get("DATA_DIR", ".local") / "log" / "setup.log")
    debian.install_missing(steps, dev=requirements == "dev", env_file=ROOT / ".env")
    make_environment(steps)
    install_python_packages(steps, requirements)
    build_web(steps)


def require_python() -> None:
    """The version that the project is written for."""
    if sys.version_info < (3, 11):  # noqa: UP036  nothing else has checked it yet
        raise SetupFailed("Python 3.11 or newer is needed.", "Install it and start with `make PYTHON=python3.11 ...`.")


def make_environment(steps: Steps) -> None:
    """`.venv`, made anew when the folder or the system's Python (3.x) is another than before."""
    identity = digest_of_text(str(VENV), *map(str, sys.version_info[:2]), sys.base_prefix)
    steps.once(
        "Python environment",
        VENV / ".stamp-python",
        identity,
        lambda: steps.run(base_python(), "-m", "venv", "--clear", VENV),
    )
    pinned = ROOT / "requirements" / "uv.txt"
    steps.once(
        "Package installer (uv)",
        VENV / ".stamp-uv",
        digest_of_files([pinned]),
        lambda: steps.run(PYTHON, "-m", "pip", "install", "--require-hashes", "-r", pinned),
    )


def base_python() -> str:
    """The Python behind an environment that happens to be active: it may be the one that is to be made anew."""
    return str(getattr(sys, "_base_executable", sys.executable))


def install_python_packages(steps: Steps, requirements: str) -> None:
    """The pinned packages of a set. After dev, local is there too."""
    for name in ["dev", "local"] if requirements == "dev" else ["local"]:
        pinned = ROOT / "requirements" / f"{name}.txt"
        install = partial(steps.run, VENV / "bin" / "uv", "pip", "install", "--python", PYTHON, "--require-hashes")
        steps.once(
            f"Python packages ({name})",
            VENV / f".stamp-{name}",
            digest_of_files([pinned]),
            partial(install, "-r", pinned),
        )


def build_web(steps: Steps) -> None:
    """The pages, built with the Node that the Python environment holds."""
    env = os.environ | {"PATH": f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"}
    npm = VENV / "bin" / "npm"
    steps.once(
        "Web packages",
        WEB / "node_modules" / ".stamp",
        digest_of_files(WEB.glob("package*.json")),
        lambda: steps.run(npm, "ci", cwd=WEB, env=env),
    )
    steps.once(
        "Web pages",
        WEB / "dist" / ".stamp",
        digest_of_files(web_sources()),
        lambda: steps.run(npm, "run", "build", cwd=WEB, env=env),
    )


def web_sources() -> Iterable[Path]:
    """Every file that the build may read."""
    folders = [entry for entry in WEB.iterdir() if entry.name not in NOT_SOURCES]
    return (file for entry in folders for file in ([entry] if entry.is_file() else entry.rglob("*")) if file.is_file())


def digest_of_files(files: Iterable[Path]) -> str:
    """One digest of names and contents."""
    return digest_of_text(*(part for file in sorted(files) for part in (str(file), file.read_bytes().hex())))


def digest_of_text(*parts: str) -> str:
    """One digest of several texts."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
