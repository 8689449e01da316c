"""Has every notice that is due sent, until the e-mail server has taken it.

Sent at least once: what was sent is marked afterwards, however long the database is away. It is sent twice only when
the process ends between the two, when the server's answer is lost, or when another ticketing process takes the notice:
when this one stands still, or the database is away, for longer than a lease. While the server is away everything waits;
the tickets notice nothing of it.

An e-mail to people of the desk is never given up: where the address of whoever has the ticket is refused, the team is
written to, and the team is tried again, for a server that is set up wrongly may refuse everybody.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Coroutine
from datetime import timedelta
from typing import Final

import structlog
from pymongo.errors import PyMongoError

from services.ticketing.domain.backoff import Backoff
from services.ticketing.domain.notice import Kind, Notice, State
from services.ticketing.metrics import TicketingMetrics
from services.ticketing.notices.errands import Errands, Moot
from services.ticketing.notices.letters import Letter
from services.ticketing.notices.smtp import Delivery, Post, ServerAway
from services.ticketing.stores.notices import Notices
from shared.failpoints import FailPoint, reach
from shared.mongo import is_transient

log = structlog.get_logger(__name__)

AGAIN: Final = Backoff(0, timedelta(seconds=5), timedelta(minutes=5), timedelta.max)
"""When a notice that failed is tried again."""
PAUSE: Final = Backoff(0, timedelta(seconds=1), timedelta(minutes=1), timedelta.max)
"""How long the server is left alone after it was away."""
AT_THE_CAP: Final = timedelta(minutes=10)
MARK_RETRY_SECONDS: Final = 0.5
STOP_SECONDS: Final = 25.0
"""Whoever stops a process kills it after 30."""
LONGEST_DETAIL: Final = 300
ADVICE_ON_TEAM: Final = "correct TICKETING_TEAM_EMAIL, or what the e-mail server takes from here; it is tried again"
ADVICE_ON_HOLDER: Final = "correct the address of the account that has the ticket; the team is written to instead"
ADVICE_ON_VISITOR: Final = (
    "nothing where it is one address; where it is many, see what the e-mail server takes from here"
)


class Courier:
    """`visitor_cap`: most e-mails to a visitor's address within an hour. `lease`: how long a notice is held."""

    def __init__(
        self,
        notices: Notices,
        errands: Errands,
        post: Post,
        metrics: TicketingMetrics,
        *,
        lease: timedelta,
        visitor_cap: int,
    ) -> None:
        self._notices = notices
        self._errands = errands
        self._post = post
        self._metrics = metrics
        self._lease = lease
        self._visitor_cap = visitor_cap
        self._failures = 0

    async def deliver_due(self) -> None:
        """One after the other, until nothing is due or the server is away, which it is then given time for."""
        while notice := await self._notices.take(self._lease):
            await _to_its_end(self._deliver(notice))
            if self._failures:
                await asyncio.sleep(_some(PAUSE.after(self._failures)).total_seconds())
                return

    async def _deliver(self, notice: Notice) -> None:
        """Whatever is wrong with one notice holds up no other."""
        try:
            errand = await self._errands.of(notice)
        except PyMongoError:
            raise
        except Exception:
            log.exception("notice cannot be written", notice=notice.id)
            await self._again(notice)
            return
        if isinstance(errand, Moot):
            await self._finish(notice, State.DROPPED, errand.why)
        elif await self._may_go(notice, errand):
            await self._send(notice, errand)

    async def _may_go(self, notice: Notice, letter: Letter) -> bool:
        """Not when somebody else has the notice by now, nor when the visitor's address has had enough for an hour."""
        if not await self._notices.aim(notice, letter.to):
            return False
        if notice.kind is not Kind.REPLY:
            return True
        if await self._notices.others_to(letter.to[0], notice) < self._visitor_cap:
            return True
        await self._notices.put_off(notice, _some(AT_THE_CAP))
        return False

    async def _send(self, notice: Notice, letter: Letter) -> None:
        try:
            delivery = await self._post.send(letter)
        except ServerAway as away:
            self._note_away(away)
            await self._again(notice)
            return
        reach(FailPoint.TICKETING_AFTER_SEND)
        self._note_back()
        self._tell_refused(notice, letter, delivery)
        await self._mark(lambda: self._settle(notice, letter, delivery))

    async def _settle(self, notice: Notice, letter: Letter, delivery: Delivery) -> None:
        if len(delivery.reached) + len(delivery.refused) < len(letter.to):
            await self._again(notice, delivery.reached)
            return
        detail = "; ".join(delivery.refused.values())[:LONGEST_DETAIL]
        if delivery.reached or notice.reached:
            await self._finish(notice, State.SENT, detail or None, delivery.reached)
        elif notice.kind is Kind.REPLY:
            await self._finish(notice, State.REFUSED, detail)
        else:
            wait = _some(AGAIN.longest) if self._errands.is_for_team(letter) else timedelta(0)
            await self._notices.refuse(notice, letter.to, detail, wait)
            self._metrics.notices.labels(kind=notice.kind.value, result=State.REFUSED.value).inc()

    def _tell_refused(self, notice: Notice, letter: Letter, delivery: Delivery) -> None:
        """Without the addresses."""
        if not delivery.refused:
            return
        advice = ADVICE_ON_TEAM if self._errands.is_for_team(letter) else ADVICE_ON_HOLDER
        log.warning(
            "e-mail refused",
            notice=notice.id,
            codes=sorted({int(said.split()[0]) for said in delivery.refused.values()}),
            advice=ADVICE_ON_VISITOR if notice.kind is Kind.REPLY else advice,
        )

    async def _again(self, notice: Notice, reached: tuple[str, ...] = ()) -> None:
        await self._notices.put_off(notice, _some(AGAIN.after(notice.attempts)), reached)
        self._metrics.notices.labels(kind=notice.kind.value, result="failed").inc()

    async def _finish(self, notice: Notice, state: State, detail: str | None, reached: tuple[str, ...] = ()) -> None:
        await self._notices.finish(notice, state, detail, reached)
        self._metrics.notices.labels(kind=notice.kind.value, result=state.value).inc()

    async def _mark(self, write: Callable[[], Awaitable[None]]) -> None:
        """What has become of a letter is not forgotten when the database is away just then."""
        while True:
            try:
                return await write()
            except PyMongoError as error:
                if not is_transient(error):
                    raise
            await asyncio.sleep(MARK_RETRY_SECONDS)

    def _note_away(self, away: ServerAway) -> None:
        if not self._failures:
            log.warning("e-mail server away: notices wait", error=away.why)
        self._failures += 1

    def _note_back(self) -> None:
        if self._failures:
            log.info("e-mail server back")
        self._failures = 0


async def _to_its_end(work: Coroutine[None, None, None]) -> None:
    """Also when the process is told to stop meanwhile, as long as a stop may take: what is sent is also marked."""
    task = asyncio.create_task(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait({task}, timeout=STOP_SECONDS)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        raise


def _some(wait: timedelta) -> timedelta:
    """Between half of it and all: not everybody at the same moment."""
    return wait * random.uniform(0.5, 1)  # noqa: S311  nobody has to guess it
