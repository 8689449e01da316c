"""No address takes the room of all others."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx2
from fastapi import FastAPI
from prometheus_client import CollectorRegistry

from shared.http import create_api
from shared.settings import ProcessSettings
from tests.waiting import eventually

MOST = 5
MOST_PER_ADDRESS = 3


@asynccontextmanager
async def nothing(_: FastAPI) -> AsyncIterator[None]:
    yield


class Desk:
    """An app whose `/slow` answers when it is `let_go`."""

    def __init__(self, *, serves_the_public: bool = True) -> None:
        settings = ProcessSettings.model_validate(
            {
                "rabbitmq_url": "amqp://desk:secret@nowhere",
                "max_requests": MOST,
                "max_requests_per_address": MOST_PER_ADDRESS,
            }
        )
        registry = CollectorRegistry()
        self.app = create_api("desk", "", settings, registry, nothing, serves_the_public=serves_the_public)
        self.let_go = asyncio.Event()
        self.at_work = 0

        @self.app.get("/slow")
        async def slow() -> None:
            self.at_work += 1
            await self.let_go.wait()

        @self.app.get("/quick")
        async def quick() -> None:
            pass

    async def ask(self, path: str, address: str) -> httpx2.Response:
        transport = httpx2.ASGITransport(self.app, client=(address, 1))
        async with httpx2.AsyncClient(transport=transport, base_url="http://desk.example") as client:
            return await client.get(path)

    @asynccontextmanager
    async def busy_with(self, *addresses: str) -> AsyncIterator[None]:
        asked = [asyncio.create_task(self.ask("/slow", address)) for address in addresses]
        await eventually(lambda: self.at_work == len(addresses), "some were refused")
        yield
        self.let_go.set()
        await asyncio.gather(*asked)


async def test_an_address_that_has_its_share_is_told_to_wait_and_others_are_served() -> None:
    desk = Desk()
    async with desk.busy_with(*["192.0.2.1"] * MOST_PER_ADDRESS):
        refused = await desk.ask("/quick", "192.0.2.1")
        other = await desk.ask("/quick", "192.0.2.2")

    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "5")
    assert refused.json()["type"] == "urn:support-desk:problem:too-many-at-once"
    assert other.status_code == 200
    assert (await desk.ask("/quick", "192.0.2.1")).status_code == 200


async def test_of_ipv6_the_network_is_the_address() -> None:
    desk = Desk()
    async with desk.busy_with("2001:db8::1", "2001:db8::2", "2001:db8::3"):
        assert (await desk.ask("/quick", "2001:db8::4")).status_code == 429
        assert (await desk.ask("/quick", "2001:db8:0:1::1")).status_code == 200


async def test_all_together_have_no_more_than_there_is() -> None:
    desk = Desk()
    async with desk.busy_with(*(f"192.0.2.{number}" for number in range(MOST))):
        refused = await desk.ask("/quick", "192.0.2.99")

    assert (refused.status_code, refused.json()["type"]) == (503, "urn:support-desk:problem:too-busy")


async def test_where_only_services_ask_all_may_come_from_one_address() -> None:
    desk = Desk(serves_the_public=False)
    async with desk.busy_with(*["127.0.0.1"] * (MOST - 1)):
        assert (await desk.ask("/quick", "127.0.0.1")).status_code == 200
