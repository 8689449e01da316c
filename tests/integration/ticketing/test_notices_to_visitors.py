"""A person's reply goes by e-mail to a visitor who is gone, and the desk is no relay for anybody's words."""

import asyncio
from datetime import timedelta
from typing import Final

import pytest

from services.ticketing.clock import utc_now
from services.ticketing.domain.conversation import Contact, Origin
from services.ticketing.domain.message import received
from services.ticketing.domain.notice import State
from services.ticketing.stores.stores import Stores
from shared.events import Status
from tests import broker
from tests.builders import a_contact_provided, a_message_received
from tests.integration.ticketing.conftest import Configure, Speaking, running
from tests.integration.ticketing.post import VISITOR, PostOffice
from tests.mail_server import MailServer
from tests.waiting import eventually

SECOND: Final = timedelta(seconds=1)


async def test_the_reply_of_a_person_reaches_the_address_that_the_visitor_left(
    with_mail: Configure, mail_server: MailServer, speaking: Speaking, rabbit_url: str
) -> None:
    await broker.clear(rabbit_url)
    await mail_server.start()
    async with running(with_mail()) as service, speaking() as say:
        conversation_id = await service.client.begin()
        await say(a_contact_provided(VISITOR, conversation_id=conversation_id))
        await eventually(lambda: service.client.has(conversation_id, contact_email=VISITOR), "no contact")
        path = f"/api/support/conversations/{conversation_id}/replies"
        await service.client.ask("POST", path, json={"content": "By Friday."}, expect=201)
        await eventually(lambda: bool(mail_server.taken), "no e-mail came")

    taken = mail_server.taken[0]
    assert taken.to == (VISITOR,)
    assert "By Friday." in taken.text()
    assert "By Friday." in taken.text("html")


async def test_a_verified_user_is_written_to_at_their_own_address(office: PostOffice, mail_server: MailServer) -> None:
    ticket = await office.a_ticket(Status.IN_PROGRESS, origin=Origin(user_email="sam@shop.example"))
    await office.reply(ticket)
    await office.deliver()

    assert [taken.to for taken in mail_server.taken] == [("sam@shop.example",)]


async def test_until_it_is_due_the_visitor_may_see_it_in_the_chat(
    stores: Stores, with_mail: Configure, mail_server: MailServer
) -> None:
    await mail_server.start()
    patient = PostOffice(stores, with_mail(TICKETING_VISITOR_EMAIL_AFTER_SECONDS="60"))
    notice = await patient.reply(await patient.a_visitor_waits())
    await patient.mail.courier.deliver_due()

    assert mail_server.taken == []
    assert timedelta(seconds=59) < notice.due_at - utc_now() <= timedelta(seconds=60)


async def test_a_visitor_who_has_written_since_is_not_written_to(office: PostOffice, mail_server: MailServer) -> None:
    ticket = await office.a_visitor_waits()
    notice = await office.reply(ticket)
    thanks = a_message_received("Thanks!", conversation_id=ticket.id, occurred_at=utc_now() + SECOND)
    await office.stores.messages.keep(received(thanks))
    await office.deliver()

    assert mail_server.taken == []
    assert (await office.notice(notice)).state is State.DROPPED


async def test_several_replies_are_one_e_mail(office: PostOffice, mail_server: MailServer) -> None:
    ticket = await office.a_visitor_waits()
    for nth in range(3):
        await office.reply(ticket, f"Part {nth}.", occurred_at=utc_now() + nth * SECOND)
    await office.deliver()

    assert len(mail_server.taken) == 1
    text = mail_server.taken[0].text()
    assert [f"Part {nth}." in text for nth in range(3)] == [True, True, True]
    assert "charged twice" not in text, "the visitor's own words are not sent to whatever address they gave"


@pytest.mark.parametrize("address", [None, "jö@shop.example", "jo@shop.example\r\nBcc: x@shop.example", "jo"])
async def test_without_an_address_that_can_be_written_to_nothing_is_sent(
    office: PostOffice, mail_server: MailServer, address: str | None
) -> None:
    contact = Contact(email=address, at=utc_now()) if address else None
    notice = await office.reply(await office.a_ticket(Status.IN_PROGRESS, contact=contact))
    await office.deliver()

    assert mail_server.taken == []
    assert (await office.notice(notice)).detail == "Nobody knows where to write to the visitor."


async def test_an_address_gets_so_many_an_hour_and_the_others_wait(
    office: PostOffice, stores: Stores, with_mail: Configure, mail_server: MailServer
) -> None:
    notices = [await office.reply(await office.a_visitor_waits()) for _ in range(4)]
    another = await office.reply(await office.a_visitor_waits("sam@shop.example"))
    offices = [office, *(PostOffice(stores, with_mail()) for _ in range(2))]
    await asyncio.gather(*(each.mail.courier.deliver_due() for each in offices))
    await office.deliver()

    states = [(await office.notice(notice)).state for notice in notices]
    assert sorted(states) == [State.SENT, State.SENT, State.WAITING, State.WAITING]
    assert (await office.notice(another)).state is State.SENT
    assert sorted(taken.to[0] for taken in mail_server.taken) == [VISITOR, VISITOR, "sam@shop.example"]
