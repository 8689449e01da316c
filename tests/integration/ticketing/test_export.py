"""The export: what analytics rebuilds its figures from."""

import json
from typing import Any

from bson import ObjectId

from services.analytics.domain.export import ExportedConversation as AsRead
from services.ticketing.stores.export import BATCH
from services.ticketing.stores.stores import Stores
from shared.mongo import Database
from tests.builders import CONVERSATION_ID, NOON, a_message_id, a_message_received
from tests.integration.ticketing.client import Client
from tests.integration.ticketing.conftest import Running
from tests.integration.ticketing.old_system import left_conversation, left_message
from tests.integration.ticketing.test_hearing import HISTORY, REPLIED, USED, WASTED, a_desk, tell
from tests.integration.ticketing.test_lists import add

EXPORT = "/internal/export"


async def exported(ticketing: Running) -> dict[str, dict[str, Any]]:
    """The lines, by conversation; analytics can read each of them."""
    token = ticketing.settings.service_token.get_secret_value()
    answer = await ticketing.http.get(EXPORT, headers={"Authorization": f"Bearer {token}"})
    assert answer.headers["Content-Type"] == "application/jsonl"
    lines = answer.text.splitlines()
    for line in lines:
        AsRead.model_validate_json(line)
    return {line["conversation_id"]: line for line in map(json.loads, lines)}


async def test_only_a_service_may_read_it(ticketing: Running) -> None:
    for given in ("", "Bearer", "Bearer x", "Basic eA==", "Bearer \u00e9", f"Bearer {ticketing.client.token}"):
        answer = await ticketing.http.get(EXPORT, headers={b"authorization": given.encode()})
        assert answer.status_code == 401


async def test_a_conversation_of_the_chat_is_whole(ticketing: Running, stores: Stores) -> None:
    for event in HISTORY:
        await tell(a_desk(stores), event)

    line = (await exported(ticketing))[CONVERSATION_ID]
    assert (line["source"], line["status"], line["escalated"]) == ("app", "needs_review", True)
    assert (line["first_question"], line["message_count"]) == ("How do payments work?", 3)
    assert line["created_at"] == NOON.isoformat().replace("+00:00", "Z")
    assert [(message["id"], message["role"]) for message in line["messages"]] == [
        (a_message_id(1), "user"),
        (a_message_id(2), "user"),
        (REPLIED.message_id, "assistant"),
    ]
    costs = {cost["id"]: (cost["cost_nanousd"], cost["tokens"]) for cost in line["costs"]}
    assert costs[WASTED.id] == (40_400, 28)
    assert costs[USED.id] == (730_200, 4_090)
    assert sum(nanousd for nanousd, _ in costs.values()) == 770_600


async def test_a_logged_message_is_a_cost_under_its_own_id(ticketing: Running, client: Client) -> None:
    conversation = await client.begin()
    message = await client.log(conversation, "assistant", "By card.", input_tokens=25, output_tokens=60)

    line = (await exported(ticketing))[conversation]
    assert line["costs"] == [{"id": message["id"], "cost_nanousd": 325_000, "tokens": 85}]
    assert line["first_question"] is None


async def test_of_an_old_conversation_without_messages_the_figures_are_told(
    ticketing: Running, client: Client, store: Database
) -> None:
    old = await left_conversation(store)
    for _ in range(2):
        line = (await exported(ticketing))[old]
        assert line["costs"] == [{"id": "legacy", "cost_nanousd": 325_000, "tokens": 85}]
        assert (line["messages"], line["message_count"]) == ([], 2)
        assert line["first_question"] == "Can I pay by invoice?"
        await client.patch(old, notes="Now it is ours")


async def test_an_old_conversation_that_goes_on_has_both(ticketing: Running, client: Client, store: Database) -> None:
    old = await left_conversation(store)
    await left_message(store, ObjectId(old), "user", "Can I pay by invoice, or else by card?")
    await left_message(store, old, "assistant", "Yes.")
    await client.log(old, "user", "And now?", input_tokens=20, output_tokens=45)

    line = (await exported(ticketing))[old]
    assert [cost["cost_nanousd"] for cost in line["costs"]] == [325_000, 245_000]
    assert (len(line["messages"]), line["message_count"]) == (3, 3)
    assert line["first_question"] == "Can I pay by invoice, or else by card?"


async def test_none_is_left_out(ticketing: Running, stores: Stores) -> None:
    added = {await add(stores) for _ in range(2 * BATCH + 1)}
    assert set(await exported(ticketing)) == added


async def test_a_conversation_that_begins_with_an_app_message_is_of_the_app(ticketing: Running, stores: Stores) -> None:
    await tell(a_desk(stores), a_message_received(source="app"))
    assert (await exported(ticketing))[CONVERSATION_ID]["source"] == "app"
