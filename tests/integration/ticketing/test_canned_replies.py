"""What people write again and again: admins write it, agents use it."""

import pytest

from shared.auth import Role
from tests.integration.ticketing.client import Client, Json
from tests.integration.ticketing.colleagues import a_colleague
from tests.integration.ticketing.conftest import Configure, Running, running
from tests.integration.ticketing.test_bad_input import check

PATH = "/api/support/canned-replies"
NOWHERE = f"{PATH}/{'0' * 24}"


async def write(client: Client, title: str, content: str = "We are looking into it.") -> Json:
    return dict((await client.ask("POST", PATH, json={"title": title, "content": content}, expect=201)).json())


async def titles(client: Client) -> list[str]:
    return [reply["title"] for reply in (await client.ask("GET", PATH)).json()]


async def test_an_admin_writes_changes_and_deletes_them(client: Client) -> None:
    second, first = await write(client, "Refund"), await write(client, "Delay")
    assert await titles(client) == ["Delay", "Refund"]

    changed = await client.ask("PATCH", f"{PATH}/{first['id']}", json={"title": "Late", "content": None})
    assert (changed.json()["title"], changed.json()["content"]) == ("Late", "We are looking into it.")
    await client.ask("DELETE", f"{PATH}/{second['id']}", expect=204)

    assert await titles(client) == ["Late"]
    check(await client.ask("DELETE", f"{PATH}/{second['id']}", expect=404), 404)


@pytest.mark.parametrize(("role", "reads"), [(Role.AGENT, 200), (Role.VIEWER, 403)])
async def test_agents_read_them_and_write_none(ticketing: Running, client: Client, role: Role, reads: int) -> None:
    reply, other = await write(client, "Refund"), a_colleague(ticketing, role)

    await other.ask("GET", PATH, expect=reads)
    body = {"title": "x", "content": "x"}
    check(await other.ask("POST", PATH, json=body, expect=403), 403)
    check(await other.ask("PATCH", f"{PATH}/{reply['id']}", json=body, expect=403), 403)
    check(await other.ask("DELETE", f"{PATH}/{reply['id']}", expect=403), 403)


async def test_a_title_belongs_to_one(client: Client) -> None:
    await write(client, "Refund")
    other = await write(client, "Delay")

    taken = {"title": "Refund", "content": "x"}
    check(await client.ask("POST", PATH, json=taken, expect=409), 409)
    check(await client.ask("PATCH", f"{PATH}/{other['id']}", json=taken, expect=409), 409)


async def test_what_cannot_be_one_is_refused(client: Client) -> None:
    for body in (
        {},
        {"title": "x"},
        {"title": "", "content": "x"},
        {"title": " ", "content": "x"},
        {"title": "x" * 121, "content": "x"},
        {"title": "x", "content": "\n"},
        {"title": "x", "content": "x" * 10_001},
        {"title": {"$ne": ""}, "content": "x"},
        {"title": "x", "content": "x", "id": "1"},
    ):
        check(await client.ask("POST", PATH, json=body, expect=422), 422)
    for method, good in (("PATCH", {"title": "x"}), ("DELETE", None)):
        check(await client.ask(method, NOWHERE, json=good, expect=404), 404)
        check(await client.ask(method, f"{PATH}/x", json=good, expect=422), 422)

    assert await titles(client) == []


async def test_there_are_no_more_than_there_may_be(configure: Configure) -> None:
    async with running(configure(TICKETING_CANNED_REPLIES_MAX="1")) as service:
        await write(service.client, "Refund")

        body = {"title": "Delay", "content": "x"}
        check(await service.client.ask("POST", PATH, json=body, expect=409), 409)
