"""A visitor in front of the edge: a conversation, its stream, and what it holds."""

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple, Self

import httpx2


class StreamEvent(NamedTuple):
    """One event of a stream, as it came."""

    name: str
    data: dict[str, Any]  # its shape depends on its name


class Visitor:
    """One conversation."""

    def __init__(self, http: httpx2.Client, conversation_id: str, token: str) -> None:
        self._http = http
        self._path = f"/api/chat/conversations/{conversation_id}"
        self._headers = {"Authorization": f"Bearer {token}"}

    @classmethod
    def arriving(cls, http: httpx2.Client) -> Self:
        begun = http.post("/api/chat/conversations", json={})
        assert begun.status_code == 201, begun.text
        return cls(http, begun.json()["conversation_id"], begun.json()["token"])

    def says(self, content: str) -> None:
        message = {"client_message_id": str(uuid.uuid4()), "content": content}
        answer = self._http.post(f"{self._path}/messages", json=message, headers=self._headers)
        assert answer.status_code == 202, answer.text

    def thread(self) -> list[dict[str, Any]]:
        answer = self._http.get(f"{self._path}/messages", headers=self._headers)
        assert answer.status_code == 200, answer.text
        messages: list[dict[str, Any]] = answer.json()["messages"]
        return messages

    @contextmanager
    def stream(self) -> Iterator[Iterator[StreamEvent]]:
        """The events, each as soon as it is there."""
        with self._http.stream("GET", f"{self._path}/events", headers=self._headers, timeout=30) as response:
            assert response.status_code == 200
            yield _events(response.iter_lines())

    def is_answered(self, question: str) -> str:
        """Ask, and wait for the whole reply on the stream."""
        with self.stream() as events:
            self.says(question)
            return next(str(event.data["content"]) for event in events if event.name == "reply.completed")


def _events(lines: Iterator[str]) -> Iterator[StreamEvent]:
    name = ""
    for line in lines:
        field, _, value = line.partition(": ")
        if field == "event":
            name = value
        elif field == "data":
            yield StreamEvent(name, json.loads(value))
