"""Outcomes are decided by what is stored, told to others, and found by the list."""

from datetime import timedelta
from typing import Final

from bson import ObjectId
from structlog.testing import capture_logs

from services.ticketing.clock import utc_now
from services.ticketing.outcomes import Outcomes
from services.ticketing.stores.collections import CONVERSATIONS
from services.ticketing.stores.stores import Stores
from shared.events import ConversationOutcomeChanged, Outcome, Status
from shared.mongo import Database
from tests.builders import CONVERSATION_ID, NOON, a_conversation_rated, a_message_id, a_message_received
from tests.integration.ticketing.client import Client
from tests.integration.ticketing.test_hearing import ASKED, REPLIED, a_desk, tell
from tests.integration.ticketing.test_lists import add
from tests.unit.ticketing.conversations import MINUTE

IDLE: Final = timedelta(hours=24)


def outcomes_of(stores: Stores) -> Outcomes:
    return Outcomes(stores.lists, a_desk(stores), IDLE, utc_now)


async def outcome_in(stores: Stores) -> tuple[Outcome | None, int]:
    conversation = await stores.conversations.get(CONVERSATION_ID)
    return conversation.outcome, conversation.reopened_count


async def news(stores: Stores) -> list[ConversationOutcomeChanged]:
    events = [event for unsaid in await stores.unsaid.some(100) for event in unsaid.events]
    return [event for event in events if isinstance(event, ConversationOutcomeChanged)]


async def test_what_has_been_idle_is_decided_once_and_what_goes_on_is_not(stores: Stores) -> None:
    outcomes = outcomes_of(stores)
    for event in (ASKED, REPLIED):
        await tell(a_desk(stores), event)
    fresh = await add(stores, updated_at=utc_now())
    queued = await add(stores, status=Status.NEEDS_REVIEW, escalated=True, updated_at=NOON)
    for _ in range(2):
        await outcomes.decide()

    (told,) = await news(stores)
    assert (told.old, told.new, told.reopened_count) == (None, Outcome.ANSWERED, 0)
    assert told.revision == (await stores.conversations.get(CONVERSATION_ID)).revision
    for goes_on in (fresh, queued):
        assert (await stores.conversations.get(goes_on)).outcome is None


async def test_one_that_cannot_be_read_holds_no_other_up(stores: Stores, store: Database) -> None:
    broken = await add(stores, updated_at=NOON - MINUTE)
    await store[CONVERSATIONS].update_one({"_id": ObjectId(broken)}, {"$set": {"escalations": 5}})
    await tell(a_desk(stores), ASKED)

    with capture_logs() as logs:
        await outcomes_of(stores).decide()

    assert [line["conversation_id"] for line in logs if line["log_level"] == "error"] == [broken]
    assert await outcome_in(stores) == (Outcome.ABANDONED, 0)


async def test_whoever_comes_back_goes_on_and_what_they_say_of_it_counts(stores: Stores) -> None:
    desk, outcomes = a_desk(stores), outcomes_of(stores)
    await tell(desk, ASKED)
    await outcomes.decide()
    assert await outcome_in(stores) == (Outcome.ABANDONED, 0)

    await tell(desk, REPLIED)
    assert await outcome_in(stores) == (Outcome.ANSWERED, 0)
    await tell(desk, a_conversation_rated(solved=True, occurred_at=NOON + MINUTE))
    assert await outcome_in(stores) == (Outcome.CONFIRMED, 0)
    await tell(desk, a_message_received("And now?", message_id=a_message_id(7), occurred_at=utc_now() + MINUTE))
    assert await outcome_in(stores) == (None, 1)

    assert [told.new for told in await news(stores)] == ["abandoned", "answered", "confirmed", None]


async def test_a_message_that_waited_in_the_queue_over_the_idle_time_takes_the_outcome_away_and_is_no_return(
    stores: Stores,
) -> None:
    desk, outcomes = a_desk(stores), outcomes_of(stores)
    await tell(desk, ASKED)
    await outcomes.decide()
    waited = a_message_received("And now?", message_id=a_message_id(7), occurred_at=NOON + IDLE - MINUTE)
    for _ in range(2):
        await tell(desk, waited)

    assert await outcome_in(stores) == (None, 0)
    assert [told.new for told in await news(stores)] == [Outcome.ABANDONED, None]


async def test_the_list_can_be_narrowed_to_an_outcome(client: Client, stores: Stores) -> None:
    escalated = await add(stores, escalated=True)
    await add(stores)
    await outcomes_of(stores).decide()

    assert await client.ids(outcome="escalated") == [escalated]
    assert (await client.read(escalated))["outcome"] == "escalated"


async def test_one_of_the_older_system_is_decided_by_its_messages(
    store: Database, stores: Stores, client: Client
) -> None:
    begun = await client.begin()
    await client.log(begun, role="assistant", content="By card.")
    await store["support_conversations"].update_one(
        {}, {"$set": {"updated_at": NOON}, "$unset": {"outcome": 1, "replied_at": 1, "outcome_at": 1}}
    )
    await outcomes_of(stores).decide()

    assert (await stores.conversations.get(begun)).replied_at is not None
