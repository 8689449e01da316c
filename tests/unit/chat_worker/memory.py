"""The chat worker's stores in memory: the same steps, one at a time, with a clock that the test moves."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from datetime import datetime, timedelta

from services.chat_worker.domain.caps import Scope, resets_at
from services.chat_worker.domain.transcript import Transcript
from services.chat_worker.domain.turn import FinishedTurn
from services.chat_worker.stores.spend import CapReached, Reservation, Spend
from services.chat_worker.stores.transcripts import Step, Transcripts
from services.chat_worker.stores.turns import FinishedTurns
from tests.builders import NOON


class MemoryTranscripts(Transcripts):
    """`fault` is what the database answers instead, as long as it is set."""

    def __init__(self) -> None:
        self.kept: dict[str, Transcript] = {}
        self.now: datetime = NOON
        self.fault: Exception | None = None

    def pass_time(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    def known(self, conversation_id: str) -> Transcript:
        return self.kept.get(conversation_id) or Transcript(conversation_id=conversation_id)

    def apply(self, conversation_id: str, step: Step) -> Transcript | None:
        before = self.known(conversation_id)
        after = step(before, self.now)
        if after is not None and after != before:
            self.kept[conversation_id] = after
        return after

    async def read(self, conversation_id: str) -> Transcript:
        await self._round_trip()
        return self.known(conversation_id)

    async def change(self, conversation_id: str, step: Step) -> Transcript | None:
        await self._round_trip()
        return self.apply(conversation_id, step)

    async def with_work(self, limit: int) -> AsyncIterator[str]:
        await self._round_trip()
        for transcript in list(self.kept.values())[:limit]:
            free = transcript.lease is None or transcript.lease.until <= self.now
            if free and (transcript.needs_work or transcript.waiting):
                yield transcript.conversation_id

    async def backlog(self) -> tuple[int, int]:
        working = [transcript for transcript in self.kept.values() if transcript.needs_work]
        return len(working), len([transcript for transcript in working if transcript.unsaid])

    async def _round_trip(self) -> None:
        await asyncio.sleep(0)
        if self.fault:
            raise self.fault


class MemoryTurns(FinishedTurns):
    """`erased` are the ids whose place is taken."""

    def __init__(self) -> None:
        self.kept: dict[str, FinishedTurn] = {}
        self.erased: set[str] = set()

    async def keep(self, turn: FinishedTurn) -> None:
        if turn.id not in self.erased:
            self.kept.setdefault(turn.id, turn)

    async def erase(self, conversation_id: str, not_kept: Iterable[str], until: datetime) -> None:
        self.erased |= {*not_kept, *(turn.id for turn in await self.of(conversation_id))}
        for turn_id in self.erased & self.kept.keys():
            del self.kept[turn_id]

    async def of(self, conversation_id: str) -> list[FinishedTurn]:
        return [turn for turn in self.kept.values() if turn.conversation_id == conversation_id]

    async def newest_of(self, conversation_id: str, limit: int) -> list[FinishedTurn]:
        return (await self.of(conversation_id))[-limit:]


class MemorySpend(Spend):
    """One cap. `reserved` is empty when every call was settled; `asked` is everything that was ever reserved."""

    def __init__(self, cap_nanousd: int = 5_000_000_000, scope: Scope = Scope.DAY) -> None:
        self.cap_nanousd = cap_nanousd
        self._scope = scope
        self.spent = 0
        self.reserved: dict[str, int] = {}
        self.asked: list[Reservation] = []

    async def reserve(self, reservation: Reservation) -> None:
        if self.spent + sum(self.reserved.values()) + reservation.nanousd > self.cap_nanousd:
            raise CapReached(self._scope, resets_at(self._scope, reservation.day))
        self.reserved[reservation.id] = reservation.nanousd
        self.asked.append(reservation)

    async def settle(self, reservation: Reservation, nanousd: int) -> None:
        if self.reserved.pop(reservation.id, None) is not None:
            self.spent += nanousd
