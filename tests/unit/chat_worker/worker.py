"""A chat worker over memory and a scripted Claude. Several may share what they keep."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final, TypeVar

from prometheus_client import CollectorRegistry
from pydantic import SecretStr

from services.chat_worker.answering import Answering
from services.chat_worker.asking import Asking
from services.chat_worker.budget import Budget
from services.chat_worker.domain import transcript as steps
from services.chat_worker.domain.caps import Scope
from services.chat_worker.domain.conclusions import PARAGRAPH
from services.chat_worker.domain.pricing import PriceTable
from services.chat_worker.domain.prompt import Prompt
from services.chat_worker.domain.transcript import Transcript
from services.chat_worker.mailbox import Mailbox
from services.chat_worker.metrics import ChatWorkerMetrics
from services.chat_worker.outbox import Outbox
from services.chat_worker.rules_files import load_promises, load_wishes
from services.chat_worker.settings import ChatWorkerSettings
from services.chat_worker.texts import load_texts
from services.chat_worker.turns import Turns
from shared.events import EscalationRequested, Handler, ReplyGenerated, UsageRecorded
from tests.builders import CONVERSATION_ID, MODEL, a_message_received
from tests.unit.chat_worker.articles import FixedKnowledge, an_article
from tests.unit.chat_worker.memory import MemorySpend, MemoryTranscripts, MemoryTurns
from tests.unit.chat_worker.prices import a_price_row
from tests.unit.chat_worker.scripted import RecordingLive, RecordingPublisher, ScriptedClaude
from tests.waiting import eventually

SUPPORT_EMAIL: Final = "help@rezvo.example"
PRICES: Final = PriceTable(prices=[a_price_row(model=MODEL)])
PROMPT: Final = Prompt(policy="Help.", voice="Kindly.", brand="Rezvo", support_email=SUPPORT_EMAIL)
KNOWLEDGE: Final = FixedKnowledge(an_article("Payments", "You pay by card."))
UnsaidT = TypeVar("UnsaidT", ReplyGenerated, UsageRecorded, EscalationRequested)


def worker_settings(**changes: Any) -> ChatWorkerSettings:  # Any: the settings' own fields
    """Two attempts, no waiting between deltas and a quick look at the document."""
    quick = {"attempts": 2, "delta_seconds": 0, "checkpoint_seconds": 0.001, "support_email": SUPPORT_EMAIL}
    secrets = dict.fromkeys(("anthropic_api_key", "mongodb_url", "rabbitmq_url"), SecretStr("none"))
    secrets["service_token"] = SecretStr("5e" * 32)
    return ChatWorkerSettings.model_validate({**secrets, **quick, **changes})


SETTINGS: Final = worker_settings()
TEXTS: Final = load_texts(SETTINGS.texts_dir, default="en", brand=SETTINGS.brand, support_email=SUPPORT_EMAIL)
WISHES: Final = load_wishes(SETTINGS.wishes_file)
PROMISES: Final = load_promises(SETTINGS.promises_file, brand=SETTINGS.brand)


def fixed(*keys: str, locale: str = "en") -> str:
    """What a visitor reads of these fixed texts, one after the other."""
    texts = TEXTS.in_language(locale)
    return PARAGRAPH.join(str(getattr(texts, key)) for key in keys)


class Shared:
    """What workers have in common: the database, and the broker's other side."""

    def __init__(self, cap_nanousd: int = 5_000_000_000, scope: Scope = Scope.DAY) -> None:
        self.transcripts = MemoryTranscripts()
        self.turns = MemoryTurns()
        self.spend = MemorySpend(cap_nanousd, scope)
        self.live = RecordingLive()
        self.publisher = RecordingPublisher()

    @property
    def transcript(self) -> Transcript:
        return self.transcripts.known(CONVERSATION_ID)

    @property
    def thread(self) -> list[str]:
        kept = list(self.turns.kept.values())
        return [message.content for message in steps.as_thread(self.transcript, kept).messages]

    def arrives(self, content: str, **changes: object) -> None:
        event = a_message_received(content, **changes)
        self.transcripts.apply(CONVERSATION_ID, lambda current, now: steps.receive(current, event, now))

    def a_person_takes_it(self) -> None:
        self.is_handed_to(Handler.PERSON, self.transcript.handled_revision + 1)

    def the_bot_gets_it_back(self) -> None:
        """From somebody who knows all that was written."""
        heard = [message.message_id for message in self.transcript.left]
        self.is_handed_to(Handler.BOT, self.transcript.handled_revision + 1, heard)

    def is_handed_to(self, handler: Handler, revision: int, heard: Sequence[str] = ()) -> None:
        """What ticketing says at this revision."""
        self.transcripts.apply(CONVERSATION_ID, lambda current, _: steps.hand_to(current, handler, revision, heard))

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
    def __init__(
        self, shared: Shared, claude: ScriptedClaude, knowledge: FixedKnowledge = KNOWLEDGE, **changes: Any
    ) -> None:
        settings = worker_settings(**changes)
        self.registry = CollectorRegistry()
        self.metrics = ChatWorkerMetrics(self.registry)
        self.shared = shared
        budget = Budget(shared.spend, PRICES, self.metrics)
        asking = Asking(
            settings=settings,
            turns=shared.turns,
            claude=claude,
            budget=budget,
            prompt=PROMPT,
            knowledge=knowledge,
            texts=TEXTS,
            promises=PROMISES,
            metrics=self.metrics,
        )
        self.answering = Answering(
            settings=settings,
            transcripts=shared.transcripts,
            asking=asking,
            budget=budget,
            texts=TEXTS,
            wishes=WISHES,
            prompt_version=PROMPT.version,
            live=shared.live,
            metrics=self.metrics,
        )
        outbox = Outbox(shared.transcripts, shared.turns, shared.publisher, shared.live)
        self.turns = Turns(settings, shared.transcripts, self.answering, outbox, self.metrics)
        self.mailbox = Mailbox(shared.transcripts, shared.turns, self.turns, shared.live, self.metrics)

    async def answer(self) -> None:
        """Take the conversation and answer what is pending, without saying it."""
        held = await self.shared.transcripts.take(CONVERSATION_ID, "this", timedelta(seconds=10))
        assert held is not None
        await self.answering.take_turn(CONVERSATION_ID, held.last_fence)

    async def settled(self) -> None:
        """Until there is nothing to answer and nothing to say; it may be nudged again after that."""
        await eventually(lambda: not self.shared.transcript.needs_work, "it did not come to an end")

    async def finish(self) -> None:
        """Stop as soon as what was nudged is in hand, which is then finished."""
        await asyncio.sleep(0)
        await self.turns.stop()

    def metric(self, name: str, **labels: str) -> float:
        return self.registry.get_sample_value(name, labels) or 0.0
