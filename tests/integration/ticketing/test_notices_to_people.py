"""Who of the desk is written to, of what, and how often."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from bson import ObjectId
from structlog.testing import capture_logs

from services.ticketing.clock import utc_now
from services.ticketing.domain.notice import State
from services.ticketing.notices.raising import LONG_AGO
from services.ticketing.stores.collections import CONVERSATIONS, NOTICES
from services.ticketing.stores.stores import Stores
from shared.events import Status
from shared.mongo import Database
from tests import broker
from tests.builders import CONVERSATION_ID, an_escalation_requested
from tests.integration.ticketing.client import Client
from tests.integration.ticketing.conftest import Configure, Speaking, running
from tests.integration.ticketing.post import FROM, TEAM, PostOffice, message_ids
from tests.mail_server import MailServer
from tests.waiting import eventually

ADA = "ada@desk.example"
LIMIT = timedelta(minutes=240)


async def notices_of(client: Client, conversation_id: str) -> list[dict[str, Any]]:
    """As the dashboard reads them."""
    return list((await client.read(conversation_id))["notices"])


async def test_an_escalation_reaches_the_team_with_the_reason_and_the_link(
    with_mail: Configure, mail_server: MailServer, speaking: Speaking, rabbit_url: str
) -> None:
    await broker.clear(rabbit_url)
    await mail_server.start()
    async with running(with_mail()) as service, speaking() as say:
        await say(an_escalation_requested(reason="The visitor asked for a person.", occurred_at=utc_now()))

        async def is_sent() -> bool:
            shown = await notices_of(service.client, CONVERSATION_ID)
            return [(notice["kind"], notice["state"]) for notice in shown] == [("escalation", "sent")]

        await eventually(lambda: bool(mail_server.taken), "no e-mail came")
        await eventually(is_sent, "the dashboard does not show it")

    taken = mail_server.taken[0]
    assert (taken.to, taken.message["From"]) == ((TEAM,), f"desk <{FROM}>")
    for body in (taken.text("plain"), taken.text("html")):
        assert "The visitor asked for a person." in body
        assert f"https://desk.example/admin/conversations/{CONVERSATION_ID}" in body


async def test_the_same_escalation_said_again_is_one_e_mail_and_another_one_is_another(
    office: PostOffice, mail_server: MailServer
) -> None:
    ticket = await office.a_ticket()
    for revision in (1, 1, 2):
        await office.escalate(ticket, revision)
    await office.deliver()

    assert sorted(message_ids(mail_server)) == [
        f"<{ticket.id}.escalated.{revision}@rezvo.example>" for revision in (1, 2)
    ]
    assert office.counted("escalation", "sent") == 2


@pytest.mark.parametrize(
    ("assigned_to", "disabled", "to"),
    [(ADA, False, ADA), ("Ada@Desk.example", False, ADA), (ADA, True, TEAM), ("Ada from support", False, TEAM)],
)
async def test_whoever_has_the_ticket_is_written_to_if_that_is_an_account(
    office: PostOffice, mail_server: MailServer, assigned_to: str, *, disabled: bool, to: str
) -> None:
    await office.an_account(ADA, disabled=disabled)
    await office.escalate(await office.a_ticket(Status.IN_PROGRESS, assigned_to=assigned_to))
    await office.deliver()

    assert [taken.to for taken in mail_server.taken] == [(to,)]


async def test_a_ticket_that_waits_for_too_long_is_told_of_once(office: PostOffice, mail_server: MailServer) -> None:
    now = utc_now()
    old = await office.a_ticket(waits_since=now - LIMIT - timedelta(minutes=1))
    taken_up = await office.a_ticket(Status.OPEN, waits_since=now - 2 * LIMIT)
    await office.a_ticket(waits_since=now - LIMIT + timedelta(minutes=1))
    await office.a_ticket(Status.CLOSED, waits_since=None)
    await office.a_ticket(waits_since=now - LIMIT - LONG_AGO - timedelta(minutes=1))
    for _ in range(3):
        await office.mail.raising.because_of_age()
        await office.deliver()

    assert sorted(message_id.partition(".")[0] for message_id in message_ids(mail_server)) == sorted(
        [f"<{old.id}", f"<{taken_up.id}"]
    )
    assert {str(taken.message["Subject"]).partition(" (")[0] for taken in mail_server.taken} == {
        "A ticket has been waiting for too long"
    }


async def test_a_ticket_of_the_older_system_that_was_never_escalated_waits_since_it_began(
    office: PostOffice, store: Database, mail_server: MailServer
) -> None:
    ticket = await office.a_ticket(Status.OPEN, created_at=utc_now() - 2 * LIMIT)
    await store[CONVERSATIONS].update_one({"_id": ObjectId(ticket.id)}, {"$unset": {"waits_since": ""}})
    await office.mail.raising.because_of_age()
    await office.deliver()

    assert len(mail_server.taken) == 1


async def test_a_ticket_in_which_it_is_the_visitors_turn_does_not_wait(
    office: PostOffice, mail_server: MailServer
) -> None:
    await office.a_ticket(Status.IN_PROGRESS, waits_since=None, created_at=utc_now() - 2 * LIMIT)
    await office.mail.raising.because_of_age()
    await office.deliver()

    assert mail_server.taken == []


async def test_a_ticket_that_begins_to_wait_again_is_told_of_again(
    office: PostOffice, store: Database, mail_server: MailServer
) -> None:
    ticket = await office.a_ticket(waits_since=utc_now() - 3 * LIMIT)
    for since in (3 * LIMIT, 2 * LIMIT):
        again = {"waits_since": utc_now() - since}
        await store[CONVERSATIONS].update_one({"_id": ObjectId(ticket.id)}, {"$set": again})
        await office.mail.raising.because_of_age()
        await office.deliver()

    assert len(set(message_ids(mail_server))) == len(mail_server.taken) == 2


async def test_what_was_settled_in_the_meantime_is_not_told(
    office: PostOffice, store: Database, mail_server: MailServer
) -> None:
    ticket = await office.a_ticket(waits_since=utc_now() - 2 * LIMIT)
    await office.mail.raising.because_of_age()
    await store[CONVERSATIONS].update_one(
        {"_id": ObjectId(ticket.id)}, {"$set": {"status": "closed", "waits_since": None}}
    )
    await office.deliver()

    assert mail_server.taken == []
    assert [notice.state for notice in await office.stores.notices.of(ticket.id)] == [State.DROPPED]


async def test_a_conversation_that_is_gone_is_not_told_of(
    office: PostOffice, store: Database, mail_server: MailServer
) -> None:
    ticket = await office.a_ticket()
    notice = await office.escalate(ticket)
    await store[CONVERSATIONS].delete_one({"_id": ObjectId(ticket.id)})
    await office.deliver()

    assert mail_server.taken == []
    assert (await office.notice(notice)).state is State.DROPPED


async def test_several_processes_send_each_notice_once(
    office: PostOffice, stores: Stores, with_mail: Configure, mail_server: MailServer
) -> None:
    others = [PostOffice(stores, with_mail()) for _ in range(3)]
    for _ in range(15):
        await office.escalate(await office.a_ticket())
    await asyncio.gather(*(each.mail.courier.deliver_due() for each in [office, *others]))

    assert len(mail_server.taken) == len(set(message_ids(mail_server))) == 15


async def test_without_a_server_that_is_said_and_nothing_is_kept_to_be_sent(
    configure: Configure, store: Database, speaking: Speaking, rabbit_url: str
) -> None:
    await broker.clear(rabbit_url)
    with capture_logs() as logs:
        async with running(configure()) as service, speaking() as say:
            config = (await service.http.get("/api/support/config")).json()
            await say(an_escalation_requested(occurred_at=utc_now()))
            await eventually(lambda: service.client.has(CONVERSATION_ID, status="needs_review"), "there is no ticket")
            shown = await notices_of(service.client, CONVERSATION_ID)

    assert [entry["log_level"] for entry in logs if "e-mail notices are off" in entry["event"]] == ["warning"]
    assert config["email_notices"] is False
    assert shown == []
    assert await store[NOTICES].count_documents({}) == 0
