"""Reading ticketing's export: what comes, and what went wrong in one sentence."""

import json
from collections.abc import Callable

import httpx2
import pytest
from pydantic import SecretStr

from services.analytics.domain.export import ExportedConversation
from services.analytics.ticketing_export import ExportFailed, LineRefused, TicketingExport
from tests.builders import CONVERSATION_ID

CONVERSATION = {
    "conversation_id": CONVERSATION_ID,
    "created_at": "2026-11-20T12:00:00Z",
    "status": "closed",
    "escalated": True,
    "first_question": None,
    "message_count": 0,
    "messages": [],
    "costs": [],
}

Answer = Callable[[httpx2.Request], httpx2.Response]


def export_that(answer: Answer) -> TicketingExport:
    return TicketingExport("http://ticketing:8000/", SecretStr("a token"), httpx2.MockTransport(answer))


def export_of(*lines: str) -> TicketingExport:
    return export_that(lambda _: httpx2.Response(200, text="\n".join(lines)))


async def read(export: TicketingExport) -> list[ExportedConversation | LineRefused]:
    return [line async for line in export.lines()]


async def test_it_is_asked_for_with_the_service_token() -> None:
    asked: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(request)
        return httpx2.Response(200)

    assert await read(export_that(answer)) == []
    assert str(asked[0].url) == "http://ticketing:8000/internal/export"
    assert asked[0].headers["Authorization"] == "Bearer a token"


async def test_each_line_is_a_conversation_and_more_fields_do_no_harm() -> None:
    [line] = await read(export_of(json.dumps({**CONVERSATION, "mood": "good"})))

    assert isinstance(line, ExportedConversation)
    assert line.escalated


async def test_a_line_that_is_none_is_named_without_what_it_says_and_the_others_are_read() -> None:
    lines = await read(export_of('{"conversation_id": "secret"}', "secret", json.dumps(CONVERSATION)))

    assert [type(line) for line in lines] == [LineRefused, LineRefused, ExportedConversation]
    assert str(lines[0]).startswith("Line 1 of the export is not a conversation (conversation_id: ")
    assert "secret" not in f"{lines[0]}{lines[1]}"


@pytest.mark.parametrize(
    ("status", "what_to_do"),
    [
        (401, "give both processes the same SERVICE_TOKEN"),
        (404, "check the address"),
        (503, "answered 503: try again later"),
    ],
)
async def test_a_refusal_says_what_to_do(status: int, what_to_do: str) -> None:
    with pytest.raises(ExportFailed, match=what_to_do):
        await read(export_that(lambda _: httpx2.Response(status)))


async def test_an_export_that_breaks_off_is_no_whole_export() -> None:
    def answer(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.RemoteProtocolError("peer closed connection", request=request)

    with pytest.raises(ExportFailed, match=r"broke off \(RemoteProtocolError\).*run rebuild again"):
        await read(export_that(answer))


@pytest.mark.parametrize("address", ["", "ticketing", "ftp://ticketing", "http://x\u0000"])
async def test_what_is_no_address_is_said_so(address: str) -> None:
    with pytest.raises(ExportFailed, match="Check ANALYTICS_TICKETING_URL"):
        await read(TicketingExport(address, SecretStr("a token")))
