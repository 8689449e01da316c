"""A person of the desk: reads tickets, conversations and figures, and closes."""

from collections import Counter
from typing import Any

import httpx2

from tests.system import ADMIN_EMAIL, ADMIN_PASSWORD
from tests.waiting import eventually

Json = dict[str, Any]  # what a route answers


class Desk:
    """The ticketing and analytics routes, signed in."""

    def __init__(self, client: httpx2.AsyncClient, token: str) -> None:
        self.client = client
        self.headers = {"Authorization": f"Bearer {token}"}

    @staticmethod
    async def sign_in(client: httpx2.AsyncClient) -> str:
        """The access token of the admin."""
        answer = await client.post("/api/support/session", json={"email": ADMIN_EMAIL, "password": ADMIN_PASSWORD})
        assert answer.status_code == 200, answer.text
        assert answer.json()["role"] == "admin"
        return str(answer.json()["token"])

    async def get(self, path: str, **query: str | int) -> Any:
        answer = await self.client.get(f"/api/support{path}", params=query, headers=self.headers)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def post(self, path: str, body: object, expected: int = 201) -> Json:
        answer = await self.client.post(f"/api/support{path}", json=body, headers=self.headers)
        assert answer.status_code == expected, answer.text
        return dict(answer.json())

    async def patch(self, conversation_id: str, **changes: object) -> Json:
        answer = await self.client.patch(
            f"/api/support/conversations/{conversation_id}", json=changes, headers=self.headers
        )
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def find(self, conversation_id: str) -> Json | None:
        """The conversation with its messages, if ticketing has heard of it."""
        answer = await self.client.get(f"/api/support/conversations/{conversation_id}", headers=self.headers)
        assert answer.status_code in {200, 404}, answer.text
        return dict(answer.json()) if answer.status_code == 200 else None

    async def conversation(self, conversation_id: str, *, messages: int) -> Json:
        """The conversation as soon as it has that many messages, and what they cost."""

        async def complete() -> Json | None:
            found = await self.find(conversation_id)
            settled = found and found["message_count"] >= messages and found["cost_usd"] > 0
            return found if settled else None

        return await eventually(complete, f"ticketing has not {messages} messages of {conversation_id}")

    async def ticket(self, conversation_id: str) -> Json:
        """The conversation as it stands in the queue, as soon as it does."""

        async def opened() -> Json | None:
            tickets = await self.get("/tickets", limit=200)
            return next((ticket for ticket in tickets if ticket["id"] == conversation_id), None)

        return await eventually(opened, f"there is no ticket for {conversation_id}")

    async def figures(self) -> Json:
        return dict(await self.get("/analytics", days=2))

    async def figures_agree(self) -> bool:
        """Whether analytics counts what ticketing has: conversations with messages, also what is left of those that
        were erased, messages, nano-dollars, how they ended, and how many were come back to."""
        figures = await self.figures()
        known = [*await self.conversations(), *await self.erasures()]
        begun = [conversation for conversation in known if conversation["message_count"]]
        return bool(
            figures["total_conversations"] == len(begun)
            and figures["total_messages"] == sum(conversation["message_count"] for conversation in begun)
            and figures["outcomes"] == _outcomes(begun)
            and figures["reopened"] == sum(conversation["reopened_count"] > 0 for conversation in begun)
            and _nano(figures["total_cost_usd"]) == sum(_nano(conversation["cost_usd"]) for conversation in begun)
        )

    async def conversations(self) -> list[Json]:
        return await self._all("/conversations")

    async def erasures(self) -> list[Json]:
        return await self._all("/erasures")

    async def _all(self, path: str) -> list[Json]:
        """Of a list, page by page."""
        found: list[Json] = []
        page: str | None = f"/api/support{path}?limit=200"
        while page:
            answer = await self.client.get(page, headers=self.headers)
            assert answer.status_code == 200, answer.text
            found += answer.json()
            page = answer.links.get("next", {}).get("url")
        return found


def _outcomes(conversations: list[Json]) -> dict[str, int]:
    """How many ended in each way."""
    ended = Counter(conversation["outcome"] or "undecided" for conversation in conversations)
    return {outcome: ended[outcome] for outcome in ("answered", "confirmed", "abandoned", "escalated", "undecided")}


def _nano(dollars: float) -> int:
    return round(dollars * 1e9)
