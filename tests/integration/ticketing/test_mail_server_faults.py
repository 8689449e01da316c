"""The e-mail server is down, slow, rude or forgetful: notices are late and never lost, and tickets notice nothing."""

import asyncio
import signal
import time
from collections.abc import Mapping
from datetime import timedelta

import pytest
from pymongo.errors import AutoReconnect
from structlog.testing import capture_logs

from services.ticketing.clock import utc_now
from services.ticketing.domain.notice import State
from services.ticketing.notices.courier import ADVICE_ON_HOLDER, ADVICE_ON_TEAM
from services.ticketing.stores.collections import NOTICES
from services.ticketing.stores.stores import Stores
from shared.events import Status
from shared.failpoints import FailPoint
from shared.mongo import Database
from tests import broker
from tests.builders import CONVERSATION_ID, an_escalation_requested
from tests.integration.ticketing.conftest import Configure, Speaking, running
from tests.integration.ticketing.post import TEAM, VISITOR, PostOffice, message_ids
from tests.integration.ticketing.process import TicketingProcess
from tests.mail_server import MailServer
from tests.waiting import eventually

NIGHT = "night@desk.example"
AWAY, BACK = "e-mail server away: notices wait", "e-mail server back"


async def test_while_it_is_down_tickets_are_worked_and_afterwards_everything_comes(
    with_mail: Configure, mail_server: MailServer, speaking: Speaking, rabbit_url: str
) -> None:
    await broker.clear(rabbit_url)
    with capture_logs() as logs:
        async with running(with_mail(TICKETING_GAUGE_SECONDS="0.2")) as service, speaking() as say:
            await say(an_escalation_requested(occurred_at=utc_now()))
            metrics = service.app.state.registry
            await eventually(
                lambda: (metrics.get_sample_value("support_notices_total", FAILED) or 0) >= 2, "it was not tried"
            )
            began = time.monotonic()
            await service.client.patch(CONVERSATION_ID, notes="By phone")
            assert time.monotonic() - began < 10
            await eventually(
                lambda: metrics.get_sample_value("support_notices_waiting") == 1, "nobody sees that it waits"
            )
            assert (metrics.get_sample_value("support_notices_oldest_seconds") or 0) > 0
            await mail_server.start()
            await eventually(lambda: bool(mail_server.taken), "the e-mail never came", within_seconds=60)
            await eventually(lambda: metrics.get_sample_value("support_notices_waiting") == 0, "it still waits")

    said = [entry["event"] for entry in logs if entry["event"] in {AWAY, BACK}]
    assert said == [AWAY, BACK]
    assert len(mail_server.taken) == 1


FAILED = {"kind": "escalation", "result": "failed"}


async def test_one_that_hangs_holds_up_nobody_for_longer_than_a_setting_says(
    office: PostOffice, mail_server: MailServer
) -> None:
    notice = await office.escalate(await office.a_ticket())
    with mail_server.holding(seconds=20):
        began = time.monotonic()
        await office.deliver()
        assert time.monotonic() - began < 15
    waiting = await office.notice(notice)
    await office.deliver()

    assert (waiting.state, waiting.attempts) == (State.WAITING, 1)
    assert (await office.notice(notice)).state is State.SENT
    assert len(set(message_ids(mail_server))) == 1
    assert [taken.acknowledged for taken in mail_server.taken] == [False, True]


async def test_not_now_is_tried_again(office: PostOffice, mail_server: MailServer) -> None:
    notice = await office.escalate(await office.a_ticket())
    with mail_server.deferring():
        await office.deliver()
    assert (await office.notice(notice)).state is State.WAITING
    await office.deliver()

    assert len(mail_server.taken) == 1
    assert (office.counted("escalation", "failed"), office.counted("escalation", "sent")) == (1, 1)


async def test_never_is_kept_with_the_reason_and_a_visitor_is_not_tried_again(
    office: PostOffice, mail_server: MailServer
) -> None:
    mail_server.unknown.add(VISITOR)
    refused = await office.reply(await office.a_visitor_waits())
    with capture_logs() as logs:
        for _ in range(2):
            await office.deliver()

    found = await office.notice(refused)
    assert (found.state, found.attempts) == (State.REFUSED, 1)
    assert "550 5.1.1" in (found.detail or "")
    assert office.counted("reply", "refused") == 1
    (told,) = logs
    assert (told["event"], told["notice"], told["codes"]) == ("e-mail refused", refused.id, [550])
    assert VISITOR not in repr(logs)


async def test_where_whoever_has_the_ticket_is_refused_the_team_is_written_to(
    office: PostOffice, mail_server: MailServer
) -> None:
    await office.an_account("ada@desk.example")
    mail_server.unknown.add("ada@desk.example")
    notice = await office.escalate(await office.a_ticket(Status.IN_PROGRESS, assigned_to="ada@desk.example"))
    with capture_logs() as logs:
        await office.deliver()

    assert [taken.to for taken in mail_server.taken] == [(TEAM,)]
    found = await office.notice(notice)
    assert (found.state, found.refused, found.attempts) == (State.SENT, ("ada@desk.example",), 2)
    assert [(told["event"], told["advice"]) for told in logs] == [("e-mail refused", ADVICE_ON_HOLDER)]


async def test_a_server_that_refuses_the_team_is_tried_until_it_takes_it(
    office: PostOffice, mail_server: MailServer
) -> None:
    mail_server.unknown.add(TEAM)
    notice = await office.escalate(await office.a_ticket())
    with capture_logs() as logs:
        for _ in range(2):
            await office.deliver()
        await office.mail.courier.deliver_due()
    waiting = await office.notice(notice)
    mail_server.unknown.clear()
    await office.deliver()

    assert (waiting.state, waiting.attempts, "550" in (waiting.detail or "")) == (State.WAITING, 2, True)
    assert [told["advice"] for told in logs] == [ADVICE_ON_TEAM] * 2
    assert TEAM not in repr(logs)
    assert office.counted("escalation", "refused") == 2
    found = await office.notice(notice)
    assert (found.state, found.detail) == (State.SENT, None)


async def test_one_that_is_put_off_holds_up_no_other(office: PostOffice, mail_server: MailServer) -> None:
    await office.an_account("ada@desk.example")
    with mail_server.deferring("ada@desk.example"):
        await office.escalate(await office.a_ticket(assigned_to="ada@desk.example"))
        await office.escalate(await office.a_ticket())
        await office.deliver()

    assert [taken.to for taken in mail_server.taken] == [(TEAM,)]


async def test_of_several_addresses_each_gets_it_once(
    stores: Stores, with_mail: Configure, mail_server: MailServer
) -> None:
    await mail_server.start()
    office = PostOffice(stores, with_mail(TICKETING_TEAM_EMAIL=f"{TEAM},{NIGHT},gone@desk.example"))
    mail_server.unknown.add("gone@desk.example")
    notice = await office.escalate(await office.a_ticket())
    with mail_server.deferring(NIGHT):
        await office.deliver()
    await office.deliver()

    assert [taken.to for taken in mail_server.taken] == [(TEAM,), (NIGHT,)]
    assert len(set(message_ids(mail_server))) == 1
    found = await office.notice(notice)
    assert (found.state, found.reached) == (State.SENT, (TEAM, NIGHT))
    assert "550" in (found.detail or "")


async def test_an_answer_that_is_lost_means_once_more_the_same(office: PostOffice, mail_server: MailServer) -> None:
    notice = await office.escalate(await office.a_ticket())
    with mail_server.hanging_up():
        await office.deliver()
    assert (await office.notice(notice)).state is State.WAITING
    await office.deliver()

    assert len(mail_server.taken) == 2
    assert set(message_ids(mail_server)) == {f"<{notice.id}@rezvo.example>"}
    assert (await office.notice(notice)).state is State.SENT


async def test_a_stop_in_the_middle_of_sending_ends_with_one_e_mail_that_is_marked(
    office: PostOffice, mail_server: MailServer
) -> None:
    notice = await office.escalate(await office.a_ticket())
    with mail_server.holding(seconds=0.5):
        sending = asyncio.create_task(office.mail.courier.deliver_due())
        await eventually(lambda: bool(mail_server.taken), "nothing was sent")
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)

    assert sending.cancelled()
    assert (await office.notice(notice)).state is State.SENT
    await office.deliver()
    assert len(mail_server.taken) == 1


async def test_a_database_that_is_away_just_then_and_for_longer_than_a_lease_is_told_as_soon_as_it_is_back(
    office: PostOffice, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    notice = await office.escalate(await office.a_ticket())
    finish, away = office.stores.notices.finish, iter([True, True, True])
    monkeypatch.setattr(office.mail.courier, "_lease", timedelta(milliseconds=500))

    async def finish_when_back(*what: object, **more: object) -> None:
        if next(away, False):
            raise AutoReconnect
        await finish(*what, **more)  # type: ignore[arg-type]  # handed on as they are

    monkeypatch.setattr(office.stores.notices, "finish", finish_when_back)
    await office.deliver()
    await office.deliver()

    assert (await office.notice(notice)).state is State.SENT
    assert len(mail_server.taken) == 1


async def test_killed_between_sending_and_marking_it_is_sent_twice_and_no_more(
    environment_with_mail: Mapping[str, str],
    mail_server: MailServer,
    speaking: Speaking,
    rabbit_url: str,
    store: Database,
) -> None:
    await broker.clear(rabbit_url)
    async with speaking() as say:
        await say(an_escalation_requested(occurred_at=utc_now()))
    async with TicketingProcess({**environment_with_mail, "CRASH_AT": FailPoint.TICKETING_AFTER_SEND.value}) as process:
        assert await process.died() == -signal.SIGKILL
    assert len(mail_server.taken) == 1

    async def is_marked() -> bool:
        return bool(await store[NOTICES].count_documents({"state": "sent"}))

    async with TicketingProcess(environment_with_mail):
        await eventually(is_marked, "it was not sent again", within_seconds=60)
    assert message_ids(mail_server) == [message_ids(mail_server)[0]] * 2


async def test_a_process_that_stood_still_while_it_was_answered_has_the_answer(
    environment_with_mail: Mapping[str, str],
    mail_server: MailServer,
    speaking: Speaking,
    rabbit_url: str,
    store: Database,
) -> None:
    """For longer than it would have waited."""
    await broker.clear(rabbit_url)
    async with TicketingProcess(environment_with_mail) as process, speaking() as say:
        await process.ready()
        with mail_server.holding(seconds=0.5):
            await say(an_escalation_requested(occurred_at=utc_now()))
            await eventually(lambda: bool(mail_server.taken), "nothing was sent")
            process.signal(signal.SIGSTOP)
            await asyncio.sleep(2)
            process.signal(signal.SIGCONT)

        async def is_marked() -> bool:
            return bool(await store[NOTICES].count_documents({"state": "sent", "attempts": 1}))

        await eventually(is_marked, "it does not know that it was sent")
    assert len(mail_server.taken) == 1


async def test_a_password_is_not_told_to_a_server_that_cannot_keep_it(
    stores: Stores, with_mail: Configure, mail_server: MailServer
) -> None:
    """It offers no STARTTLS, as whoever listens in between would have it."""
    await mail_server.start()
    url = f"smtp://desk:secret@127.0.0.1:{mail_server.port}"
    office = PostOffice(stores, with_mail(TICKETING_SMTP_URL=url))
    notice = await office.escalate(await office.a_ticket())
    with capture_logs() as logs:
        await office.deliver()

    assert mail_server.taken == []
    assert mail_server.signed_in == []
    assert (await office.notice(notice)).state is State.WAITING
    assert [entry["event"] for entry in logs] == [AWAY]
    assert "secret" not in repr(logs)
    assert TEAM not in repr(logs)
