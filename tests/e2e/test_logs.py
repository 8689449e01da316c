"""What somebody writes, and who they are, is never in a log, whatever happens to it.

Here it is said wherever one can say something; all logs are looked through when the run is over (tests/sentinels.py).
"""

import json
import time
from typing import Final

import jwt

from tests.builders import a_logged_conversation, a_logged_message
from tests.desk import Desk
from tests.fakes.standin import StandIn
from tests.system import IDENTITY_SECRET, SUPPORT_EMAIL, RunningSystem
from tests.visitor import Visitor
from tests.waiting import eventually

TEXT: Final = "SENTINEL-TEXT-4111"
ADDRESS: Final = "sentinel.visitor@mail.example"
PASSWORD: Final = "sentinel-password-of-somebody"


async def test_neither_text_nor_addresses_nor_tokens_are_logged(
    system: RunningSystem, visitor: Visitor, desk: Desk, claude: StandIn
) -> None:
    secrets = [TEXT, ADDRESS, PASSWORD, visitor.token, desk.headers["Authorization"].removeprefix("Bearer ")]

    await _an_answered_message(visitor, claude)
    await _failing_calls(visitor, claude)
    await _refused_requests(visitor)
    await _logged_by_hand(desk)
    await _left_behind(visitor)
    await _answered_by_a_person(visitor, desk)
    secrets.append(await _signed_in_elsewhere(visitor))
    await visitor.client.post("/api/support/session", json={"email": ADDRESS, "password": PASSWORD})
    secrets.append(await _accounts_and_keys(desk))

    logs = system.logs()
    assert visitor.conversation_id in logs, "the logs name no conversation: this test sees nothing"
    assert [secret for secret in secrets if secret in logs] == []


async def test_every_line_of_a_log_is_a_json_object_with_its_process(system: RunningSystem) -> None:
    for process in system.processes:
        for line in process.log_text().splitlines():
            entry = json.loads(line)
            assert entry["process"] == process.name
            assert {"timestamp", "level", "message"} <= entry.keys()


async def _an_answered_message(visitor: Visitor, claude: StandIn) -> None:
    claude.script({"reply": {"text": f"{TEXT}: write to {SUPPORT_EMAIL}."}})
    async with visitor.tab() as tab:
        asked = await visitor.send(
            f"{TEXT}, I am {ADDRESS}", page_url=f"https://shop.example/?mail={ADDRESS}&q={TEXT}", locale="en"
        )
        await tab.reply_to(asked)


async def _failing_calls(visitor: Visitor, claude: StandIn) -> None:
    claude.reset()
    claude.script(
        {"error": {"status": 400, "message": f"bad prompt: {TEXT}"}},
    )
    async with visitor.tab() as tab:
        await tab.reply_to(await visitor.send(f"again {TEXT}"))
    claude.reset()
    claude.script({"reply": {"text": TEXT * 10}, "fault": {"kind": "garbage", "after_deltas": 2}})
    another = await Visitor.arrives(visitor.client)
    async with another.tab() as tab:
        await tab.reply_to(await another.send(f"and again {TEXT}"))


async def _refused_requests(visitor: Visitor) -> None:
    for body in ({"content": TEXT}, {TEXT: ADDRESS}, {"client_message_id": TEXT, "content": TEXT}, [TEXT], TEXT):
        assert (await visitor.post(body)).status_code == 422
    assert (await visitor.client.get(f"/api/chat/{TEXT}?mail={ADDRESS}")).status_code == 404


async def _left_behind(visitor: Visitor) -> None:
    for what, body in (("contact", {"email": ADDRESS, "name": TEXT}), ("rating", {"solved": False, "comment": TEXT})):
        assert (await visitor.say(what, **body)).status_code == 202
        assert (await visitor.say(what, **{name: [value] for name, value in body.items()})).status_code == 422


async def _answered_by_a_person(visitor: Visitor, desk: Desk) -> None:
    await eventually(lambda: desk.find(visitor.conversation_id), "ticketing has not heard of it")
    await desk.post(f"/conversations/{visitor.conversation_id}/replies", {"content": TEXT})
    await desk.post(f"/conversations/{visitor.conversation_id}/notes", {"content": TEXT})
    await desk.post("/canned-replies", {"title": TEXT, "content": TEXT})


async def _signed_in_elsewhere(visitor: Visitor) -> str:
    """The identity, as the site's own back end has signed it."""
    claims = {"sub": ADDRESS, "name": TEXT, "email": ADDRESS, "exp": time.time() + 600}
    identity = jwt.encode(claims, IDENTITY_SECRET, "HS256")
    known = await Visitor.arrives(visitor.client, identity=identity)
    await known.send(TEXT)
    refused = await visitor.client.post("/api/chat/conversations", json={"identity": f"{identity}x"})
    assert refused.status_code == 401
    return identity


async def _accounts_and_keys(desk: Desk) -> str:
    """The secret of the key."""
    await desk.post("/accounts", {"email": ADDRESS, "role": "viewer", "password": PASSWORD})
    await desk.post("/accounts", {"email": ADDRESS, "role": "viewer", "password": PASSWORD}, expected=409)
    key = await desk.post("/api-keys", {"name": "import", "scopes": ["conversations:read"]})
    await desk.client.post("/api/support/session", json={"api_key": key["secret"]})
    return str(key["secret"])


async def _logged_by_hand(desk: Desk) -> None:
    begun = await desk.post("/conversations", a_logged_conversation(user_id=ADDRESS, page_url=TEXT))
    await desk.post(f"/conversations/{begun['id']}/messages", a_logged_message(TEXT))
    await desk.patch(begun["id"], notes=TEXT, assigned_to=ADDRESS)
    await desk.get("/conversations", text=TEXT, user_id=ADDRESS)
    await desk.post(f"/conversations/{begun['id']}/messages", {"content": TEXT}, expected=422)
