"""What people of the desk note for each other."""

import asyncio
import uuid

from shared.auth import Role
from tests.integration.ticketing.client import Client
from tests.integration.ticketing.colleagues import a_colleague
from tests.integration.ticketing.conftest import ADMIN, Configure, Running, running
from tests.integration.ticketing.test_bad_input import check

LIST = "/api/support/conversations"
NOWHERE = "0" * 24


async def test_a_note_has_its_author_and_its_time_and_changes_nothing_else(ticketing: Running, client: Client) -> None:
    conversation, ben = await client.begin(), a_colleague(ticketing)
    await client.patch(conversation, notes="The older system's")
    before = await client.read(conversation)
    path = f"{LIST}/{conversation}/notes"

    await client.ask("POST", path, json={"content": "Called back."}, expect=201)
    await ben.ask("POST", path, json={"content": "Refunded."}, expect=201)

    notes = (await a_colleague(ticketing, Role.VIEWER).ask("GET", path)).json()
    assert [(note["author"], note["content"]) for note in notes] == [
        (ADMIN, "Called back."),
        ("ben@desk.example", "Refunded."),
    ]
    assert notes[0]["created_at"] <= notes[1]["created_at"]
    assert await client.read(conversation) == before


async def test_notes_are_of_their_own_conversation(client: Client) -> None:
    one, other = await client.begin(), await client.begin()
    await client.ask("POST", f"{LIST}/{one}/notes", json={"content": uuid.uuid4().hex}, expect=201)

    assert (await client.ask("GET", f"{LIST}/{other}/notes")).json() == []


async def test_what_cannot_be_a_note_is_refused(ticketing: Running, client: Client) -> None:
    path = f"{LIST}/{await client.begin()}/notes"
    for body in ({}, {"content": " "}, {"content": "x" * 10_001}, {"content": "\x00"}, {"content": "x", "author": "y"}):
        check(await client.ask("POST", path, json=body, expect=422), 422)
    check(await a_colleague(ticketing, Role.VIEWER).ask("POST", path, json={"content": "x"}, expect=403), 403)
    for method, good in (("GET", None), ("POST", {"content": "x"})):
        check(await client.ask(method, f"{LIST}/{NOWHERE}/notes", json=good, expect=404), 404)

    assert (await client.ask("GET", path)).json() == []


async def test_a_conversation_has_no_more_notes_than_it_may(configure: Configure) -> None:
    async with running(configure(TICKETING_NOTES_PER_CONVERSATION="1")) as service:
        path = f"{LIST}/{await service.client.begin()}/notes"
        await service.client.ask("POST", path, json={"content": "x"}, expect=201)

        check(await service.client.ask("POST", path, json={"content": "x"}, expect=409), 409)


async def test_many_notes_and_messages_at_the_same_moment_are_all_kept(client: Client) -> None:
    conversation = await client.begin()
    path = f"{LIST}/{conversation}"
    noting = [client.ask("POST", f"{path}/notes", json={"content": f"note {nth}"}, expect=201) for nth in range(20)]
    logging = [client.log(conversation, "user", f"message {nth}") for nth in range(20)]

    await asyncio.gather(*noting, *logging)

    assert len((await client.ask("GET", f"{path}/notes")).json()) == 20
    assert (await client.read(conversation))["message_count"] == 20
