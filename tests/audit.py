"""`python -m tests.audit`: known vulnerabilities of what is pinned for Python and for the web pages.

Status 1 when there are any. Where the services that know of them cannot be asked (no network, a mirror without
advisories), it says how many packages that leaves out, and never hangs.
"""

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parents[1]
PINNED: Final = [ROOT / "requirements" / name for name in ("dev.txt", "uv.txt")]
"""`dev.txt` has the packages of every image in the same versions."""
WEB: Final = ROOT / "web"
REQUEST_SECONDS: Final = 15
LONGEST_SECONDS: Final = 120
LONGEST_REASON: Final = 150

Answer = dict[str, Any]  # JSON of pip-audit or npm


@dataclass(frozen=True)
class Audit:
    """What is known of `packages` packages. `why`: for the unaudited ones."""

    of: str
    packages: int
    unaudited: int
    findings: Sequence[str]
    why: str = ""

    def lines(self) -> list[str]:
        told = [f"{self.of}: {finding}" for finding in self.findings]
        if self.unaudited:
            told.append(
                f"{self.of}: {self.unaudited} of {self.packages} packages could not be audited here ({self.why})."
            )
        elif not self.findings:
            told.append(f"{self.of}: {self.packages} packages, none with a known vulnerability.")
        return told


def of_python(answer: str, complaint: str, pinned: int) -> Audit:
    """From what pip-audit says on stdout, and on stderr. `pinned`: how many packages it was asked about."""
    found = _read(answer)
    if found is None or "dependencies" not in found:
        return Audit("Python", pinned, pinned, [], _last_line(complaint))
    asked = found["dependencies"]
    skipped = [package["skip_reason"] for package in asked if "skip_reason" in package]
    findings = [
        f"{package['name']} {package['version']}: {flaw['id']}, mended in {flaw['fix_versions'] or 'none'}"
        for package in asked
        for flaw in package.get("vulns", ())
    ]
    return Audit("Python", len(asked), len(skipped), findings, _last_line("\n".join(skipped)))


def of_web(answer: str, complaint: str, pinned: int) -> Audit:
    """From what `npm audit --json` says."""
    found = _read(answer)
    if found is None or "vulnerabilities" not in found:
        message = (found or {}).get("message") or complaint
        return Audit("Web", pinned, pinned, [], _last_line(str(message)))
    findings = [f"{name}: {flaw['severity']}, see `npm audit`" for name, flaw in found["vulnerabilities"].items()]
    return Audit("Web", pinned, 0, findings)


def audit_python() -> Audit:
    text = "".join(file.read_text() for file in PINNED)
    pinned = len(set(re.findall(r"^([\w.-]+)==", text, re.MULTILINE)))
    files = [argument for file in PINNED for argument in ("--requirement", str(file))]
    command = [sys.executable, "-m", "pip_audit", *files, "--disable-pip", "--vulnerability-service", "osv"]
    answer, complaint = _asked([*command, "--format=json", "--progress-spinner=off", f"--timeout={REQUEST_SECONDS}"])
    return of_python(answer, complaint, pinned)


def audit_web() -> Audit:
    locked = json.loads((WEB / "package-lock.json").read_text())
    npm = str(Path(sys.executable).with_name("npm"))
    patience = [f"--fetch-timeout={REQUEST_SECONDS * 1_000}", "--fetch-retries=0"]
    answer, complaint = _asked([npm, "audit", "--json", "--package-lock-only", *patience])
    return of_web(answer, complaint, len(locked["packages"]) - 1)


def _asked(command: list[str]) -> tuple[str, str]:
    """What it says on stdout and on stderr."""
    try:
        done = subprocess.run(
            command,
            cwd=WEB,
            capture_output=True,
            text=True,
            timeout=LONGEST_SECONDS,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except subprocess.TimeoutExpired:
        return "", f"no answer within {LONGEST_SECONDS} seconds"
    return done.stdout, done.stderr


def _read(answer: str) -> Answer | None:
    try:
        found = json.loads(answer)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _last_line(text: str) -> str:
    return (text.strip().splitlines() or ["no reason given"])[-1][:LONGEST_REASON]


def main() -> int:
    audits = [audit_python(), audit_web()]
    for audit in audits:
        sys.stdout.writelines(f"{line}\n" for line in audit.lines())
    return 1 if any(audit.findings for audit in audits) else 0


if __name__ == "__main__":
    raise SystemExit(main())
