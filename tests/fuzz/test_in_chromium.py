"""Naughty texts in a real Chromium: typed into the chat, answered by Claude, read on the dashboard. Nothing of it runs.

The tests themselves are the web project's: web/tests/fuzz. A dialog, a request to another site, a violation of the
Content-Security-Policy or an error on a page fails them, too.
"""

import asyncio
import json
import os
import subprocess
from pathlib import Path
from typing import Any, Final

import pytest

from tests.desk import Desk
from tests.fakes.standin import StandIn
from tests.fuzz.naughty import NAUGHTY, SAMPLE
from tests.fuzz.sending import NOTED, Sent
from tests.system import ADMIN_EMAIL, ADMIN_PASSWORD, ROOT, RunningSystem

WEB: Final = ROOT / "web"
TAIL_CHARACTERS: Final = 8_000
BLANK: Final = " \t\n\x0b\x0c\ufeff\u00a0\u2028\u2029\u3000"
Plan = dict[str, Any]  # JSON; web/tests/fuzz/plan.ts has its shape


@pytest.fixture
def plan(system: RunningSystem, claude: StandIn, written: list[Sent], answered: list[Sent], tmp_path: Path) -> Path:
    """What there is to look at, and what to type and to ask."""
    claude.reset()
    claude.script(*({"match": f"repeat {nth:03}.", "reply": {"text": text}} for nth, text in enumerate(SAMPLE)))
    claude.script({"reply": {"text": NOTED}, "times": None})
    plan = {
        "written": [thread_of(sent) for sent in written],
        "answered": [thread_of(sent) for sent in answered],
        "around": asyncio.run(left_around(system)),
        "typed": [as_typed(text) for text in SAMPLE],
        "asked": [f"Please repeat {nth:03}." for nth in range(len(SAMPLE))],
    }
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(plan))
    return file


def test_the_pages_show_it_as_text(plan: Path, system: RunningSystem) -> None:
    environment = {
        **os.environ,
        "PATH": f"{ROOT / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "BASE_URL": system.base_url,
        "ADMIN_EMAIL": ADMIN_EMAIL,
        "ADMIN_PASSWORD": ADMIN_PASSWORD,
        "FUZZ_PLAN": str(plan),
    }
    command = ["npm", "run", "--silent", "test:fuzz"]
    run = subprocess.run(command, cwd=WEB, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, f"{(run.stdout + run.stderr)[-TAIL_CHARACTERS:]}\n{system.processes[0].tail()}"


def thread_of(sent: Sent) -> Plan:
    return {"conversation_id": sent.conversation_id, "texts": list(sent.texts.values())}


async def left_around(system: RunningSystem) -> Plan:
    """A conversation with a text wherever one can be left beside the messages."""
    script = NAUGHTY["scripts"][0]
    facts = dict.fromkeys(("page_url", "user_agent", "user_id", "business_id"), script)
    texts = [text for text in SAMPLE if "\x00" not in text]
    async with system.client() as client:
        desk = Desk(client, await Desk.sign_in(client))
        conversation = await desk.post("/conversations", facts)
        await desk.patch(conversation["id"], notes=script, assigned_to=script)
        for text in texts:
            await desk.post(f"/conversations/{conversation['id']}/notes", {"content": text})
    return {"conversation_id": conversation["id"], "texts": texts}


def as_typed(text: str) -> str:
    """A field of a page knows one end of a line, and the chat leaves away what is blank around a message."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip(BLANK)
