"""People take over: they answer, claim, hand back, and nobody undoes what another has done."""

import asyncio
import uuid
from datetime import timedelta
from typing import Any, Final

from services.ticketing.clock import utc_now
from services.ticketing.domain.working import Reply, replied
from services.ticketing.stores.collections import CONVERSATIONS, MESSAGES
from services.ticketing.stores.stores import Stores
from shared.auth import Role
from shared.events import AgentReplied, ConversationStatusChanged, Status
from shared.mongo import Database
from tests import broker
from tests.builders import a_conversation_id, a_message_id, a_message_received
from tests.integration.ticketing.client import Client, Json
from tests.integration.ticketing.colleagues import a_colleague
from tests.integration.ticketing.conftest import ADMIN, Configure, Listener, Running, running
from tests.integration.ticketing.test_bad_input import check
from tests.integration.ticketing.test_hearing import a_desk, tell
from tests.integration.ticketing.test_lists import add
from tests.integration.ticketing.test_outbox import nothing_is_unsaid
from tests.unit.ticketing.conversations import a_conversation
from tests.waiting import eventually

LIST: Final = "/api/support/conversations"
NOWHERE: Final = "0" * 24
WORK: Final[dict[str, dict[str, str] | None]] = {"replies": {"content": "x"}, "claim": {}, "hand-back": None}


async def reply(client: Client, conversation_id: str, content: str = "Let me see.", **fields: object) -> Json:
    body = {"content": content, **fields}
    return dict((await client.ask("POST", f"{LIST}/{conversation_id}/replies", json=body, expect=201)).json())


async def work(client: Client, conversation_id: str, what: str, **options: Any) -> Any:  # an answer of the client's
    return await client.ask("POST", f"{LIST}/{conversation_id}/{what}", **options)


async def test_a_person_answers_and_it_is_said_with_what_it_changed(client: Client, listener: Listener) -> None:
    conversation = await client.begin()

    said = await reply(client, conversation)

    assert (said["role"], said["agent_name"], said["content"]) == ("agent", "ada", "Let me see.")
    read = await client.read(conversation)
    assert (read["status"], read["assigned_to"], read["handled_by"]) == ("in_progress", ADMIN, "person")
    assert (read["message_count"], [message["id"] for message in read["messages"]]) == (1, [said["id"]])
    told, changed = await listener.hear(2)
    assert isinstance(told, AgentReplied)
    assert (told.message_id, told.actor, told.service) == (said["id"], ADMIN, "ticketing")
    assert isinstance(changed, ConversationStatusChanged)
    assert (changed.new, changed.revision) == (Status.IN_PROGRESS, told.revision)


async def test_the_same_reply_again_is_one_message_and_said_once(client: Client, listener: Listener) -> None:
    conversation, own_id = await client.begin(), str(uuid.uuid4())

    said = await asyncio.gather(*(reply(client, conversation, client_reply_id=own_id) for _ in range(4)))
    await client.patch(conversation, status="closed")
    said.append(await reply(client, conversation, "Something else", client_reply_id=own_id))

    assert {(message["id"], message["content"]) for message in said} == {(said[0]["id"], "Let me see.")}
    read = await client.read(conversation)
    assert (read["message_count"], read["status"]) == (1, "closed")
    heard = {event.id for event in await listener.hear(3)}
    assert len(heard) == 3


async def test_a_reply_that_a_dead_process_left_is_kept_and_said_by_the_next(
    stores: Stores, configure: Configure, store: Database, listener: Listener, rabbit_url: str
) -> None:
    await broker.clear(rabbit_url)
    conversation = a_conversation(id=a_conversation_id())
    await stores.conversations.add(conversation)
    left = Reply(message_id=a_message_id(), content="Let me see.", agent_name="ada", actor=ADMIN)
    await stores.conversations.change(conversation.id, lambda current: replied(current, left, utc_now()))
    assert await store[MESSAGES].count_documents({}) == 0

    async with running(configure()) as service:
        await listener.hear(2)
        await eventually(lambda: nothing_is_unsaid(store), "what was said stayed unsaid")
        read = await service.client.read(conversation.id)

    assert [(message["id"], message["content"]) for message in read["messages"]] == [(a_message_id(), "Let me see.")]
    assert read["message_count"] == 1


async def test_whoever_answers_a_closed_conversation_reopens_it_and_keeps_whoever_had_it(
    ticketing: Running, client: Client
) -> None:
    conversation = await client.begin()
    await client.patch(conversation, status="closed", assigned_to="ben@desk.example")

    await reply(client, conversation)

    read = await client.read(conversation)
    assert (read["status"], read["closed_at"], read["assigned_to"]) == ("in_progress", None, "ben@desk.example")


async def test_a_move_that_is_not_allowed_names_those_that_are(client: Client) -> None:
    conversation = await client.begin()
    await client.patch(conversation, status="closed")

    answer = await client.ask("PATCH", f"{LIST}/{conversation}", json={"status": "needs_review"}, expect=409)

    check(answer, 409)
    assert answer.json()["type"].endswith(":status-not-allowed")
    assert "auto_resolved, open, in_progress" in answer.json()["detail"]
    assert answer.json()["allowed"] == ["auto_resolved", "open", "in_progress"]
    assert (await client.patch(conversation, status="closed"))["status"] == "closed"


async def test_a_claimed_ticket_is_taken_over_only_on_purpose(ticketing: Running, client: Client) -> None:
    conversation, ben = await client.begin(), a_colleague(ticketing)

    mine = (await work(client, conversation, "claim")).json()
    again = (await work(client, conversation, "claim", json={})).json()
    refused = await work(ben, conversation, "claim", expect=409)
    taken = (await work(ben, conversation, "claim", json={"take_over": True})).json()

    assert (mine["assigned_to"], mine["status"], mine["handled_by"]) == (ADMIN, "in_progress", "person")
    assert again == mine
    check(refused, 409)
    assert ADMIN in refused.json()["detail"]
    assert taken["assigned_to"] == "ben@desk.example"


async def test_of_two_who_claim_at_once_one_has_it(ticketing: Running, client: Client, stores: Stores) -> None:
    conversation = await add(stores, status=Status.NEEDS_REVIEW)
    path = f"{LIST}/{conversation}/claim"
    people = [client, a_colleague(ticketing)]

    answers = await asyncio.gather(
        *(one.http.post(path, headers={"Authorization": f"Bearer {one.token}"}) for one in people)
    )

    assert sorted(answer.status_code for answer in answers) == [200, 409]


async def test_handed_back_it_is_the_bots_and_nobodys(client: Client, listener: Listener) -> None:
    conversation = await client.begin()
    await reply(client, conversation)

    back = (await work(client, conversation, "hand-back")).json()

    assert (back["status"], back["assigned_to"], back["handled_by"]) == ("auto_resolved", None, "bot")
    said = await listener.hear(3)
    assert isinstance(said[-1], ConversationStatusChanged)
    assert said[-1].handled_by == "bot"


async def test_nobody_changes_what_another_has_changed_since_they_read_it(client: Client) -> None:
    conversation = await client.begin()
    read = await client.ask("GET", f"{LIST}/{conversation}")
    as_read = {"If-Match": read.headers["ETag"]}
    patched = await client.ask("PATCH", f"{LIST}/{conversation}", json={"notes": "x"}, headers=as_read)

    for method, path, body in (
        ("PATCH", "", {"status": "closed"}),
        ("POST", "/replies", {"content": "x"}),
        ("POST", "/claim", {}),
        ("POST", "/hand-back", None),
    ):
        check(await client.ask(method, f"{LIST}/{conversation}{path}", json=body, headers=as_read, expect=412), 412)

    newest = {"If-Match": f'"x", W/{patched.headers["ETag"]}'}
    claimed = await work(client, conversation, "claim", headers=newest)
    assert claimed.headers["ETag"] not in {read.headers["ETag"], patched.headers["ETag"]}
    assert (await client.read(conversation))["message_count"] == 0
    behind_a_proxy_that_compresses = claimed.headers["ETag"].removesuffix('"') + '-gzip"'
    await work(client, conversation, "claim", headers={"If-Match": behind_a_proxy_that_compresses})
    await work(client, conversation, "claim", headers={"If-Match": "*"})


async def test_what_changes_only_figures_is_in_nobodys_way(client: Client) -> None:
    conversation = await client.begin()
    tag = (await client.ask("GET", f"{LIST}/{conversation}")).headers["ETag"]
    await client.log(conversation, "user", "How?", input_tokens=25)

    await client.ask("PATCH", f"{LIST}/{conversation}", json={"notes": "x"}, headers={"If-Match": tag})


async def test_nobody_closes_over_what_a_visitor_has_written_since(client: Client, stores: Stores) -> None:
    conversation = await client.begin()
    claimed = await work(client, conversation, "claim")
    event = a_message_received(conversation_id=conversation, occurred_at=utc_now())
    for _ in range(2):
        await tell(a_desk(stores), event)

    close, as_read = {"status": "closed"}, {"If-Match": claimed.headers["ETag"]}
    check(await client.ask("PATCH", f"{LIST}/{conversation}", json=close, headers=as_read, expect=412), 412)

    tag = (await client.ask("GET", f"{LIST}/{conversation}")).headers["ETag"]
    await tell(a_desk(stores), event)
    await client.ask("PATCH", f"{LIST}/{conversation}", json=close, headers={"If-Match": tag})


async def test_a_reply_that_was_said_is_no_conflict_when_it_comes_again(client: Client) -> None:
    conversation, own_id = await client.begin(), str(uuid.uuid4())
    tag = (await client.ask("GET", f"{LIST}/{conversation}")).headers["ETag"]
    body = {"content": "x", "client_reply_id": own_id}

    first, again = [
        await client.ask("POST", f"{LIST}/{conversation}/replies", json=body, headers={"If-Match": tag}, expect=201)
        for _ in range(2)
    ]

    assert first.json() == again.json()


async def test_a_message_that_is_new_to_a_closed_conversation_reopens_it_once_and_counts_where_it_was_written_since(
    store: Database, stores: Stores
) -> None:
    now = utc_now()
    closed_at = now - timedelta(hours=1)
    waited = await add(stores, status=Status.CLOSED, escalated=True, closed_at=closed_at)
    never = await add(stores, status=Status.CLOSED, closed_at=closed_at)
    late = await add(stores, status=Status.CLOSED, closed_at=closed_at)

    for conversation, at in ((waited, now), (never, now), (late, closed_at - timedelta(seconds=1))):
        event = a_message_received(conversation_id=conversation, occurred_at=at)
        await asyncio.gather(*(tell(a_desk(stores), event) for _ in range(3)))

    after = [await stores.conversations.get(conversation) for conversation in (waited, never, late)]
    assert [(one.status, one.reopened_count, one.totals.message_count) for one in after] == [
        (Status.NEEDS_REVIEW, 1, 1),
        (Status.AUTO_RESOLVED, 1, 1),
        (Status.AUTO_RESOLVED, 0, 1),
    ]
    to_say = [document["unsaid"] async for document in store[CONVERSATIONS].find({"unsaid.0": {"$exists": True}})]
    status, outcome = "conversation.status_changed.v1", "conversation.outcome_changed.v1"
    assert [[event["type"] for event in events] for events in to_say] == [
        [status, outcome],
        [status, outcome],
        [status],
    ]


async def test_what_cannot_be_a_reply_or_a_claim_is_refused(client: Client) -> None:
    conversation = await client.begin()
    for body in (
        {},
        {"content": ""},
        {"content": " \n "},
        {"content": "x" * 10_001},
        {"content": 5},
        {"content": "a\x00"},
        {"content": {"$ne": ""}},
        {"content": "x", "client_reply_id": "1"},
        {"content": "x", "agent_name": "Somebody"},
        {"content": "x", "role": "assistant"},
    ):
        check(await work(client, conversation, "replies", json=body, expect=422), 422)
    no_claims: list[object] = [{"take_over": "yes"}, {"assigned_to": "x"}, []]
    for claim in no_claims:
        check(await work(client, conversation, "claim", json=claim, expect=422), 422)
    for what, good in WORK.items():
        check(await work(client, NOWHERE, what, json=good, expect=404), 404)
        check(await work(client, "x", what, json=good, expect=422), 422)
    check(await work(client, conversation, "claim", headers={"If-Match": "x"}, expect=412), 412)

    read = await client.read(conversation)
    assert (read["status"], read["message_count"], read["assigned_to"]) == ("auto_resolved", 0, None)


async def test_viewers_work_no_tickets(ticketing: Running, client: Client) -> None:
    conversation, viewer = await client.begin(), a_colleague(ticketing, Role.VIEWER)

    for what, body in WORK.items():
        check(await work(viewer, conversation, what, json=body, expect=403), 403)
