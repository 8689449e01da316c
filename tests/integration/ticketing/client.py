"""Somebody who works with ticketing over HTTP."""

from typing import Any

import httpx2

Json = dict[str, Any]  # what an answer holds


class Client:
    """Signed in; every call checks the status that it expects."""

    def __init__(self, http: httpx2.AsyncClient, token: str) -> None:
        self.http = http
        self.token = token

    async def ask(self, method: str, path: str, *, expect: int = 200, **options: Any) -> httpx2.Response:
        """Any request; `options` are the HTTP client's own."""
        headers = {"Authorization": f"Bearer {self.token}", **options.pop("headers", {})}
        answer = await self.http.request(method, path, headers=headers, **options)
        assert answer.status_code == expect, answer.text
        return answer

    async def begin(self, **fields: str) -> str:
        """Log a conversation; its id."""
        answer = await self.ask("POST", "/api/support/conversations", json=fields, expect=201)
        return str(answer.json()["id"])

    async def log(self, conversation_id: str, role: str, content: str, **fields: object) -> Json:
        body = {"role": role, "content": content, **fields}
        path = f"/api/support/conversations/{conversation_id}/messages"
        return dict((await self.ask("POST", path, json=body, expect=201)).json())

    async def read(self, conversation_id: str) -> Json:
        return dict((await self.ask("GET", f"/api/support/conversations/{conversation_id}")).json())

    async def has(self, conversation_id: str, **fields: object) -> bool:
        """Whether the conversation is there, with these fields."""
        headers = {"Authorization": f"Bearer {self.token}"}
        answer = await self.http.get(f"/api/support/conversations/{conversation_id}", headers=headers)
        return answer.status_code == 200 and fields.items() <= answer.json().items()

    async def patch(self, conversation_id: str, **changes: object) -> Json:
        return dict((await self.ask("PATCH", f"/api/support/conversations/{conversation_id}", json=changes)).json())

    async def ids(self, path: str = "/api/support/conversations", **query: object) -> list[str]:
        """The ids in a list, its first page."""
        return [item["id"] for item in (await self.ask("GET", path, params=query)).json()]

    async def all_ids(self, path: str) -> list[str]:
        """The ids on all pages."""
        found: list[str] = []
        while path:
            answer = await self.ask("GET", path)
            found += [item["id"] for item in answer.json()]
            path = answer.links.get("next", {}).get("url", "")
        return found
