"""Whatever lies in a service's queue: it lives, poison becomes a dead letter with its body and a reason, and a good
event that comes after it is handled.

That nothing stays unacknowledged is seen when the system has ended (`conftest.py`).
"""

import asyncio
from collections.abc import Sequence
from typing import Final

import pytest
from aio_pika import Message
from bson import ObjectId
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from shared import topology
from shared.graveyard import Letter, opened
from tests import broker, builders
from tests.fuzz.conftest import Documents
from tests.fuzz.hostile_events import NTH_HEADER, Delivery, deliveries_to
from tests.fuzz.run import EXAMPLES, SEED
from tests.system import RunningSystem
from tests.waiting import eventually

BATCH: Final = 15
TRACES: Final = {
    "chat_worker": "support_transcripts",
    "ticketing": "support_conversations",
    "analytics": "support_facts",
}
"""Where a service keeps what it has handled: a document of each conversation."""


@pytest.mark.parametrize("service", topology.LISTENERS)
def test_poison_of_any_kind_stops_nobody(
    service: str, system: RunningSystem, documents: Documents, rabbit_url: str
) -> None:
    sent = buried = 0

    @seed(SEED)
    @settings(
        max_examples=EXAMPLES,
        database=None,
        phases=[Phase.generate],  # shrinking would wait out every deadline again
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(deliveries_to(service), min_size=1, max_size=BATCH))
    def check(batch: list[Delivery]) -> None:
        nonlocal sent, buried
        sent += len(batch)
        buried += asyncio.run(lives_through(batch, service, documents, rabbit_url))
        assert system.processes[0].runs

    check()
    print(f"{service}: {sent} deliveries, {buried} dead letters, FUZZ_SEED={SEED}")  # noqa: T201  pytest -s
    assert 0 < buried < sent


async def lives_through(batch: Sequence[Delivery], service: str, documents: Documents, url: str) -> int:
    """How many of them became dead letters until the poison had, and the good event was handled."""
    good = builders.a_message_received(conversation_id=builders.a_conversation_id())
    last = Message(good.model_dump_json().encode(), type=good.type, content_type="application/json")
    async with broker.channel_to(url) as channel:
        for message in (*(delivery.message() for delivery in batch), last):
            await channel.default_exchange.publish(message, topology.queue_name(service))
    trace = {"_id": {"$in": [good.conversation_id, ObjectId(good.conversation_id)]}}
    await eventually(lambda: documents[TRACES[service]].find_one(trace), f"{service} has not handled the good event")

    by_id = {delivery.id: delivery for delivery in batch}
    poison = {delivery.id for delivery in batch if delivery.is_poison(service)}
    found: set[str] = set()

    async def all_buried() -> bool:
        found.update(await take_away(service, by_id, url))
        return poison <= found

    await eventually(all_buried, f"{service} has not buried what it cannot handle")
    return len(found)


async def take_away(service: str, by_id: dict[str, Delivery], url: str) -> set[str]:
    """The dead letters of these deliveries, which are as they were sent and say why they could not be handled."""
    async with opened(url) as graveyard:
        ours = {nth: letter for letter in await graveyard.letters([service]) if (nth := nth_of(letter)) in by_id}
        for nth, letter in ours.items():
            assert letter.message.body == by_id[nth].body
            assert letter.reason != "unknown"
            await graveyard.drop(letter)
    return set(ours)


def nth_of(letter: Letter) -> str:
    return str(letter.message.headers.get(NTH_HEADER, ""))
