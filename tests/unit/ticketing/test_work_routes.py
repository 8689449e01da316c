"""People at work over HTTP: who may, what is refused and how, and what comes back."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final

import httpx2
import pytest
from fastapi import FastAPI
from prometheus_client import CollectorRegistry

from services.ticketing.clock import utc_now
from services.ticketing.desk import Desk
from services.ticketing.domain.conversation import Patch
from services.ticketing.domain.money import TokenPrice
from services.ticketing.identity.access import AccessTokenIssuer
from services.ticketing.metrics import TicketingMetrics
from services.ticketing.routes import work
from services.ticketing.routes.refusals import answer_refusals
from services.ticketing.stores.usage import Usage
from shared import problems
from shared.auth import AccessTokens, Principal, Role
from shared.events import Status
from tests.builders import CONVERSATION_ID
from tests.unit.ticketing.conversations import a_conversation
from tests.unit.ticketing.keys import settings_of
from tests.unit.ticketing.memory import MemoryConversations, MemoryMessages

PATH: Final = f"/api/support/conversations/{CONVERSATION_ID}"
WORK: Final[dict[str, dict[str, str] | None]] = {"replies": {"content": "x"}, "claim": {}, "hand-back": None}
LONGEST: Final = 100


class NoUsage(Usage):
    """Nobody asks it."""

    def __init__(self) -> None:
        """It keeps nothing."""


class Office:
    """Ticketing's routes for people at work, over memory."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        settings = settings_of(folder, monkeypatch)
        self.conversations = MemoryConversations(a_conversation())
        self.messages = MemoryMessages()
        self.desk = Desk(
            self.conversations,
            self.messages,
            NoUsage(),
            TicketingMetrics(CollectorRegistry()),
            now=utc_now,
            unsaid=asyncio.Event(),
            price=TokenPrice(1, 1),
            support_email="support@rezvo.app",
        )
        self._issuer = AccessTokenIssuer(settings.signing_key, settings.access_token_life)
        app = FastAPI()
        problems.install(app)
        answer_refusals(app)
        tokens = AccessTokens(settings.access_token_public_key)
        app.include_router(work.create_routes(self.desk, tokens, LONGEST))
        self.http = httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://desk")

    def token(self, name: str, role: Role) -> str:
        who = Principal(account_id="f" * 24, email=f"{name}@desk.example", role=role)
        return self._issuer.issue(who, utc_now()).text

    async def post(
        self, what: str, body: Any = None, *, who: str = "ada", role: Role = Role.AGENT, tag: str | None = None
    ) -> httpx2.Response:  # a body may be anything
        headers = {"Authorization": f"Bearer {self.token(who, role)}", **({"If-Match": tag} if tag else {})}
        return await self.http.post(f"{PATH}/{what}", json=body, headers=headers)

    @property
    def status(self) -> tuple[Status, str | None]:
        conversation = self.conversations.kept[CONVERSATION_ID]
        return conversation.status, conversation.assigned_to


@pytest.fixture
async def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Office]:
    office = Office(tmp_path / "secrets", monkeypatch)
    async with office.http:
        yield office


def check(answer: httpx2.Response, status: int, slug: str) -> None:
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")
    assert answer.json()["type"] == f"urn:support-desk:problem:{slug}"


async def test_a_reply_is_kept_under_the_name_of_who_wrote_it_and_said(office: Office) -> None:
    answer = await office.post("replies", {"content": "Let me see."})

    assert (answer.status_code, answer.headers["ETag"]) == (201, '"1"')
    said = answer.json()
    assert (said["role"], said["agent_name"], said["content"]) == ("agent", "ada", "Let me see.")
    assert list(office.messages.kept) == [said["id"]]
    assert office.status == (Status.IN_PROGRESS, "ada@desk.example")
    assert [event.type for event in office.conversations.said] == ["agent.replied.v1", "conversation.status_changed.v1"]


async def test_the_same_reply_again_is_the_same_message_and_said_once(office: Office) -> None:
    body = {"content": "Let me see.", "client_reply_id": str(uuid.uuid4())}

    first, again = await office.post("replies", body, tag='"0"'), await office.post("replies", body, tag='"0"')

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert len(office.messages.kept) == 1
    assert len(office.conversations.said) == 2


async def test_a_reply_of_which_only_the_conversation_knows_is_kept_when_it_comes_again(office: Office) -> None:
    """A process died between the two writes, and the client tries again before the next sweep."""
    body = {"content": "Let me see.", "client_reply_id": str(uuid.uuid4())}
    said = (await office.post("replies", body, tag='"0"')).json()
    office.messages.kept.clear()

    again = await office.post("replies", body, tag='"0"')

    assert (again.status_code, again.json()["id"]) == (201, said["id"])
    assert list(office.messages.kept) == [said["id"]]


async def test_a_claim_is_refused_with_who_has_it_and_taken_over_on_purpose(office: Office) -> None:
    mine = await office.post("claim")
    refused = await office.post("claim", {}, who="ben")
    taken = await office.post("claim", {"take_over": True}, who="ben")

    assert mine.json()["assigned_to"] == "ada@desk.example"
    check(refused, 409, "already-claimed")
    assert "ada@desk.example" in refused.json()["detail"]
    assert taken.json()["assigned_to"] == "ben@desk.example"


async def test_handed_back_it_is_the_bots(office: Office) -> None:
    await office.post("claim")
    back = (await office.post("hand-back")).json()

    assert (back["status"], back["assigned_to"], back["handled_by"]) == ("auto_resolved", None, "bot")


async def test_whoever_has_not_read_the_newest_is_told_so(office: Office) -> None:
    await office.desk.patch(CONVERSATION_ID, Patch(notes="x"), "ben@desk.example")

    for what, body in WORK.items():
        for tag in ('"0"', '"x"', "x", '"0", "7"'):
            check(await office.post(what, body, tag=tag), 412, "changed-meanwhile")
    for tag in ('"1"', 'W/"1"', '"0", "1"', "*"):
        assert (await office.post("hand-back", tag=tag)).status_code == 200
    assert office.messages.kept == {}


async def test_figures_change_no_edition(office: Office) -> None:
    await office.conversations.recount(CONVERSATION_ID)

    assert (await office.post("claim", tag='"0"')).status_code == 200


async def test_what_cannot_be_a_reply_is_refused(office: Office) -> None:
    for body, slug in (
        ({}, "invalid-request"),
        ({"content": ""}, "invalid-request"),
        ({"content": " \n"}, "content-blank"),
        ({"content": "x" * (LONGEST + 1)}, "content-too-long"),
        ({"content": {"$ne": ""}}, "invalid-request"),
        ({"content": "a\x00"}, "invalid-request"),
        ({"content": "x", "client_reply_id": "1"}, "invalid-request"),
        ({"content": "x", "agent_name": "Somebody"}, "invalid-request"),
    ):
        check(await office.post("replies", body), 422, slug)
    for claim in ({"take_over": "yes"}, {"assigned_to": "x"}):
        check(await office.post("claim", claim), 422, "invalid-request")
    assert office.status == (Status.AUTO_RESOLVED, None)


async def test_viewers_work_no_tickets_and_nobody_works_what_is_not_there(office: Office) -> None:
    for what, body in WORK.items():
        check(await office.post(what, body, role=Role.VIEWER), 403, "not-allowed")
    office.conversations.kept.clear()
    for what, body in WORK.items():
        check(await office.post(what, body), 404, "conversation-not-found")
