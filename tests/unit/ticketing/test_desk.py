"""What is heard and what is left over, over memory."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Final

import pytest
from bson import ObjectId
from prometheus_client import CollectorRegistry

from services.ticketing.desk import Desk
from services.ticketing.domain.message import received
from services.ticketing.domain.money import TokenPrice
from services.ticketing.metrics import TicketingMetrics
from services.ticketing.notices.raising import Raising
from services.ticketing.outbox import AT_ONCE, Outbox
from services.ticketing.stores.collections import CONVERSATIONS
from services.ticketing.stores.unsaid import Unsaid, UnsaidEvents
from shared.events import AgentReplied, Event, Status
from shared.publisher import BrokerUnavailable, EventPublisher
from tests.builders import CONVERSATION_ID, NOON, a_message_id, a_message_received, an_agent_replied
from tests.unit.ticketing.conversations import MINUTE, a_conversation
from tests.unit.ticketing.memory import MemoryConversations, MemoryMessages
from tests.unit.ticketing.test_work_routes import NoUsage

CLOSED: Final = a_conversation(Status.CLOSED, closed_at=NOON)


class LeftOver(UnsaidEvents):
    """What a process that died has left unsaid."""

    def __init__(self, *events: AgentReplied) -> None:
        self.left = [Unsaid(CONVERSATIONS, ObjectId(), [event]) for event in events]

    async def some(self, limit: int) -> list[Unsaid]:
        return self.left[:limit]

    async def all(self) -> AsyncIterator[Unsaid]:
        for unsaid in self.left:
            yield unsaid

    async def said(self, unsaid: Unsaid) -> None:
        self.left.remove(unsaid)


class Saying(EventPublisher):
    """`kept_before`: the messages that were kept when each event was said."""

    def __init__(self, messages: MemoryMessages) -> None:
        self._messages = messages
        self.kept_before: list[list[str]] = []

    async def publish(self, event: Event, *, within_seconds: float = 0) -> None:
        self.kept_before.append(list(self._messages.kept))


class Silent(EventPublisher):
    """The broker is away."""

    def __init__(self) -> None:
        """It knows nobody."""

    async def publish(self, event: Event, *, within_seconds: float = 0) -> None:
        raise BrokerUnavailable(event.type)


class Raised(Raising):
    """`of`: the events that were looked at."""

    def __init__(self) -> None:
        self.of: list[str] = []

    async def because_of(self, event: Event) -> None:
        self.of.append(event.id)


class Office:
    def __init__(self) -> None:
        self.conversations = MemoryConversations(CLOSED)
        self.messages = MemoryMessages()
        self.desk = Desk(
            self.conversations,
            self.messages,
            NoUsage(),
            TicketingMetrics(CollectorRegistry()),
            now=lambda: NOON + timedelta(hours=1),
            unsaid=asyncio.Event(),
            price=TokenPrice(1, 1),
            support_email="support@rezvo.app",
        )

    @property
    def state(self) -> tuple[Status, int]:
        conversation = self.conversations.kept[CONVERSATION_ID]
        return conversation.status, conversation.reopened_count


@pytest.fixture
def office() -> Office:
    return Office()


async def test_a_message_that_is_heard_again_and_again_reopens_once(office: Office) -> None:
    message = received(a_message_received(occurred_at=NOON + MINUTE))
    for _ in range(3):
        await office.desk.take_in(message)

    assert office.state == (Status.AUTO_RESOLVED, 1)
    assert [event.type for event in office.conversations.said] == [
        "conversation.status_changed.v1",
        "conversation.outcome_changed.v1",
    ]


async def test_a_message_from_before_the_end_reopens_it_too_for_nobody_knew_of_it(office: Office) -> None:
    for _ in range(3):
        await office.desk.take_in(received(a_message_received(occurred_at=NOON - MINUTE)))

    assert office.state == (Status.AUTO_RESOLVED, 0)


async def test_what_a_person_wrote_is_kept_before_it_is_said(office: Office) -> None:
    left = LeftOver(an_agent_replied(message_id=a_message_id()))
    saying = Saying(office.messages)

    await Outbox(left, office.desk, saying, asyncio.Event(), 1, raising=None).say_all()

    assert saying.kept_before == [[a_message_id()]]
    assert left.left == []
    assert office.messages.kept[a_message_id()].role == "agent"


async def test_while_the_broker_is_away_everybody_is_written_to_once_all_the_same(office: Office) -> None:
    replies = [an_agent_replied(message_id=a_message_id(nth)) for nth in range(AT_ONCE + 2)]
    left, raised = LeftOver(*replies), Raised()
    outbox = Outbox(left, office.desk, Silent(), asyncio.Event(), 1, raising=raised)

    for _ in range(2):
        with pytest.raises(BrokerUnavailable):
            await outbox.say_all()

    assert set(raised.of) == {event.id for event in replies}
    assert raised.of.count(replies[-1].id) == 1
    assert len(office.messages.kept) == len(left.left) == len(replies)
