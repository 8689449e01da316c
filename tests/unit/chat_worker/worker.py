"""A chat worker over memory and a scripted Claude. Several may share what they keep."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final, TypeVar

from prometheus_client import CollectorRegistry
from pydantic import SecretStr

from services.chat_worker.answering import Answering
from services.chat_worker.budget import Budget
from services.chat_worker.domain import transcript as steps
from services.chat_worker.domain.pricing import PriceTable
from services.chat_worker.domain.prompt import Prompt
from services.chat_worker.domain.transcript import Transcript
from services.chat_worker.mailbox import Mailbox
from services.chat_worker.metrics import ChatWorkerMetrics
from services.chat_worker.outbox import Outbox
from services.chat_worker.settings import ChatWorkerSettings
from services.chat_worker.turns import Turns
from shared.events import EscalationRequested, Handler, ReplyGenerated, UsageRecorded
from tests.builders import CONVERSATION_ID, MODEL, a_message_received
from tests.unit.chat_worker.memory import MemorySpend, MemoryTranscripts, MemoryTurns
from tests.unit.chat_worker.prices import a_price_row
from tests.unit.chat_worker.scripted import RecordingLive, RecordingPublisher, ScriptedClaude

SUPPORT_EMAIL: Final = "help@rezvo.example"
PRICES: Final = PriceTable(prices=[a_price_row(model=MODEL)])
PROMPT: Final = Prompt(template="Help.", brand="Rezvo", support_email=SUPPORT_EMAIL, articles=[])
UnsaidT = TypeVar("UnsaidT", ReplyGenerated, UsageRecorded, EscalationRequested)


def worker_settings(**changes: Any) -> ChatWorkerSettings:  # Any: the settings' own fields
    """Two attempts, no waiting between deltas and a quick look at the document."""
    quick = {"attempts": 2, "delta_seconds": 0, "checkpoint_seconds": 0.001, "support_email": SUPPORT_EMAIL}
    secrets = dict.fromkeys(("anthropic_api_key", "service_token", "mongodb_url", "rabbitmq_url"), SecretStr("none"))
    return ChatWorkerSettings.model_validate({**secrets, **quick, **changes})


class Shared:
    """What workers have in common: the database, and the broker's other side."""

    def __init__(self, cap_nanousd: int = 5_000_000_000) -> None:
        self.transcripts = MemoryTranscripts()
        self.turns = MemoryTurns()
        self.spend = MemorySpend(cap_nanousd)
        self.live = RecordingLive()
        self.publisher = RecordingPublisher()

    @property
    def transcript(self) -> Transcript:
        return self.transcripts.known(CONVERSATION_ID)

    @property
    def thread(self) -> list[str]:
        kept = list(self.turns.kept.values())
        return [message.content for message in steps.as_thread(self.transcript, kept).messages]

    def arrives(self, content: str) -> None:
        event = a_message_received(content)
        self.transcripts.apply(CONVERSATION_ID, lambda current, now: steps.receive(current, event, now))

    def a_person_takes_it(self) -> None:
        self.transcripts.apply(CONVERSATION_ID, lambda current, now: steps.hand_to(current, Handler.PERSON, now))

    def another_takes_over(self) -> None:
        self.transcripts.pass_time(11)
        taken = self.transcripts.apply(
            CONVERSATION_ID, lambda current, now: steps.take(current, "another", now, timedelta(seconds=10))
        )
        assert taken is not None

    def events(self, kind: type[UnsaidT]) -> list[UnsaidT]:
        """Of one kind: said, or committed and to be said."""
        known: Sequence[object] = [*self.publisher.said, *self.transcript.unsaid]
        return [event for event in known if isinstance(event, kind)]

    @property
    def usages(self) -> list[tuple[int, str]]:
        """(attempt, outcome) of each call that is accounted for."""
        return [(usage.attempt, usage.outcome) for usage in self.events(UsageRecorded)]


class Worker:
    def __init__(self, shared: Shared, claude: ScriptedClaude, **changes: Any) -> None:
        settings = worker_settings(**changes)
        self.registry = CollectorRegistry()
        self.metrics = ChatWorkerMetrics(self.registry)
        self.shared = shared
        self.answering = Answering(
            settings=settings,
            transcripts=shared.transcripts,
            turns=shared.turns,
            claude=claude,
            budget=Budget(shared.spend, PRICES, self.metrics),
            prompt=PROMPT,
            live=shared.live,
            metrics=self.metrics,
        )
        outbox = Outbox(shared.transcripts, shared.turns, shared.publisher, shared.live)
        self.turns = Turns(settings, shared.transcripts, self.answering, outbox, self.metrics)
        self.mailbox = Mailbox(shared.transcripts, self.turns, shared.live)

    async def answer(self) -> None:
        """Take the conversation and answer what is pending, without saying it."""
        held = await self.shared.transcripts.take(CONVERSATION_ID, "this", timedelta(seconds=10))
        assert held is not None
        await self.answering.take_turn(CONVERSATION_ID, held.last_fence)

    async def finish(self) -> None:
        """Stop as soon as what was nudged is in hand, which is then finished."""
        await asyncio.sleep(0)
        await self.turns.stop()

    def metric(self, name: str, **labels: str) -> float:
        return self.registry.get_sample_value(name, labels) or 0.0
