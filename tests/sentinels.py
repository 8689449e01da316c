"""What no log may show, and where it is looked for: in every log of the run, when the run is over.

Tests write SENTINEL into whatever is somebody's own: words, names, addresses. Secrets are known from the files in which
they lie. A log is a file named so below the run's folder: of the services, of their servers, of whatever a test starts.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.accounts import PASSWORD
from tests.system import ADMIN_EMAIL, ADMIN_PASSWORD, API_KEY, IDENTITY_SECRET

SENTINEL: Final = "sentinel"
"""In any case of letters."""
LEAST_SECRET: Final = 32
"""Characters of a line that is taken for a secret: less may be a word."""
_FIXED: Final = (SENTINEL, PASSWORD, ADMIN_EMAIL, ADMIN_PASSWORD, API_KEY, IDENTITY_SECRET)
_FIXED_ONES: Final = re.compile("|".join(map(re.escape, _FIXED)), re.IGNORECASE)
_MAY_BE_SECRET: Final = re.compile(rf"[\w-]{{{LEAST_SECRET},}}")


def leaks_in(folder: Path) -> list[str]:
    """`file:line: what` for each line of a log below the folder that shows what it must not."""
    secrets = frozenset(_secrets_below(folder))
    return [
        f"{file.relative_to(folder)}:{number}: {found[:12]}…"
        for file in sorted(folder.rglob("*.log"))
        for number, line in enumerate(file.read_text(errors="replace").splitlines(), 1)
        if (found := _private_part(line, secrets))
    ]


def is_private(text: str) -> bool:
    """Whether a text, such as what a test has written on its terminal, shows any of what is known without files."""
    return bool(_FIXED_ONES.search(text))


def _private_part(line: str, secrets: frozenset[str]) -> str | None:
    """Secrets are thousands: a line is cut into what may be one, and each piece looked up."""
    if fixed := _FIXED_ONES.search(line):
        return fixed[0]
    return next((piece for piece in _MAY_BE_SECRET.findall(line) if piece in secrets), None)


def _secrets_below(folder: Path) -> Iterator[str]:
    for file in folder.rglob("secrets/*"):
        lines = file.read_text().splitlines() if file.is_file() else []
        yield from (line for line in lines if len(line) >= LEAST_SECRET and not line.startswith("-----"))
    states = (json.loads(file.read_text()) for file in folder.rglob("state.json"))
    yield from (state["password"] for state in states if "password" in state)
