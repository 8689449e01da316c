"""The queue."""

from datetime import timedelta

from bson import ObjectId

from services.ticketing.clock import utc_now
from services.ticketing.stores.collections import CONVERSATIONS
from services.ticketing.stores.stores import Stores
from shared.events import Status, Urgency
from shared.mongo import Database
from tests.integration.ticketing.client import Client
from tests.integration.ticketing.test_lists import add

TICKETS = "/api/support/tickets"
HOUR = timedelta(hours=1)


async def test_only_what_needs_a_person_is_in_it(client: Client, stores: Stores) -> None:
    added = {status: await add(stores, status=status) for status in Status}

    assert set(await client.ids(TICKETS)) == {
        added[status] for status in (Status.NEEDS_REVIEW, Status.OPEN, Status.IN_PROGRESS)
    }


async def test_most_urgent_first_then_what_nobody_has_then_the_longest_wait(client: Client, stores: Stores) -> None:
    now = utc_now()
    low = await add(stores, status=Status.NEEDS_REVIEW, urgency=Urgency.LOW, waits_since=now - 9 * HOUR)
    taken = await add(stores, status=Status.IN_PROGRESS, waits_since=now - 8 * HOUR)
    open_ = await add(stores, status=Status.OPEN, waits_since=now - 8 * HOUR)
    recent = await add(stores, status=Status.NEEDS_REVIEW, waits_since=now - HOUR)
    waiting = await add(stores, status=Status.NEEDS_REVIEW, waits_since=now - 2 * HOUR)
    high = await add(stores, status=Status.OPEN, urgency=Urgency.HIGH, waits_since=now)

    answered = await add(stores, status=Status.IN_PROGRESS, created_at=now - 20 * HOUR)

    expected = [high, waiting, recent, open_, taken, answered, low]
    assert await client.ids(TICKETS) == expected
    assert await client.all_ids(f"{TICKETS}?limit=1") == expected
    assert await client.all_ids(f"{TICKETS}?limit=4") == expected


async def test_a_ticket_is_as_old_as_its_wait(client: Client, stores: Stores, store: Database) -> None:
    now = utc_now()
    waiting = await add(stores, status=Status.NEEDS_REVIEW, created_at=now - 9 * HOUR, waits_since=now - HOUR)
    answered = await add(stores, status=Status.IN_PROGRESS, created_at=now - 2 * HOUR)
    ahead = await add(stores, status=Status.OPEN, waits_since=now + HOUR)
    inherited = await add(stores, status=Status.OPEN, created_at=now - 2 * HOUR)
    await store[CONVERSATIONS].update_one({"_id": ObjectId(inherited)}, {"$unset": {"waits_since": ""}})

    ages = {ticket["id"]: ticket["age_seconds"] for ticket in (await client.ask("GET", TICKETS)).json()}
    assert 3_600 <= ages[waiting] < 4_500
    assert 7_200 <= ages[inherited] < 8_100
    assert (ages[answered], ages[ahead]) == (0, 0)


async def test_the_longest_wait_is_that_of_who_waits_for_the_desk(stores: Stores) -> None:
    now = utc_now()
    assert await stores.lists.longest_waiting() is None
    await add(stores, status=Status.IN_PROGRESS, created_at=now - 9 * HOUR)
    await add(stores, status=Status.CLOSED, created_at=now - 8 * HOUR)
    assert await stores.lists.longest_waiting() is None

    await add(stores, status=Status.OPEN, waits_since=now - HOUR)
    await add(stores, status=Status.NEEDS_REVIEW, waits_since=now - 2 * HOUR)

    assert await stores.lists.longest_waiting() == now - 2 * HOUR
