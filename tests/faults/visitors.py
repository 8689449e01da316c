"""A visitor as a chat page is one: sends with the same id until answered, watches, and comes back where it was.

Nothing is judged here; everything that was sent, answered and seen goes into the history.
"""

import asyncio
import random
import uuid
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

import httpx2

from tests.faults.history import Answered, Closed, History, Opened, Seen, Sent, Unanswered

CONNECT_SECONDS: Final = 12.0
SILENCE_SECONDS: Final = 9.0
"""The gateways here send a heartbeat every four seconds: whoever hears nothing for so long tries another."""
PAUSE_SECONDS: Final = (0.2, 1.0)


@dataclass
class Desk:
    """What visitors share: the way to the gateways, the history, and how many messages were accepted.

    `accept_seconds`: how long they wait for a message to be accepted, before they send it again.
    `answer_seconds`: how long they wait for an answer, which is until the run is over.
    """

    client: httpx2.AsyncClient
    gateways: Sequence[str]
    history: History
    accepted: int = 0
    accept_seconds: float = 12.0
    answer_seconds: float = 240.0


class Visitor:
    """One conversation."""

    def __init__(self, desk: Desk, dice: random.Random) -> None:
        self.desk = desk
        self.dice = dice
        self.conversation_id = ""
        self.token = ""
        self.accepted: list[str] = []
        self.tabs: list[Tab] = []
        self._nth = 0
        self._news = asyncio.Condition()

    async def arrive(self) -> None:
        """Begin a conversation, however often that takes."""
        while True:
            try:
                begun = await self.desk.client.post(f"{self.gateway()}/api/chat/conversations", json={})
                if begun.status_code == 201:
                    self.conversation_id, self.token = begun.json()["conversation_id"], begun.json()["token"]
                    return
            except httpx2.TransportError:
                pass
            await self.pause()

    async def say(self, content: str) -> None:
        """Send a message until it is accepted."""
        self._nth += 1
        sent = Sent(
            conversation_id=self.conversation_id,
            client_message_id=str(uuid.UUID(int=self.dice.getrandbits(128), version=4)),
            nth=self._nth,
            content=content,
            after_message_id=self.accepted[-1] if self.accepted else None,
        )
        self.desk.history.add(sent)
        while True:
            answer = await self._try(sent)
            if answer and answer.status == 202:
                assert answer.message_id
                self.accepted.append(answer.message_id)
                self.desk.accepted += 1
                return
            await self.pause()

    async def say_what_must_be_refused(self, content: str) -> None:
        """Once, whatever the answer is."""
        sent = Sent(
            conversation_id=self.conversation_id,
            client_message_id=str(uuid.UUID(int=self.dice.getrandbits(128), version=4)),
            nth=0,
            content=content,
            proper=False,
        )
        self.desk.history.add(sent)
        await self._try(sent)

    @property
    def is_with_a_person(self) -> bool:
        """A tab says so: nobody has to be waited for."""
        return any(tab.with_a_person for tab in self.tabs)

    async def sees_all_answers(self) -> bool:
        """Whether every accepted message was answered in every tab or is a person's, waiting as long as one has to."""
        try:
            async with asyncio.timeout(self.desk.answer_seconds), self._news:
                await self._news.wait_for(
                    lambda: all(tab.with_a_person or tab.answered.issuperset(self.accepted) for tab in self.tabs)
                )
        except TimeoutError:
            return False
        return True

    async def look_up(self) -> None:
        """There is an answer in one of the tabs."""
        async with self._news:
            self._news.notify_all()

    def open_tab(self, name: str) -> None:
        tab = Tab(self, name)
        self.tabs.append(tab)

    async def leave(self, *, settled: bool) -> None:
        for tab in self.tabs:
            await tab.close(settled=settled)

    def gateway(self) -> str:
        return self.dice.choice(self.desk.gateways)

    async def pause(self) -> None:
        await asyncio.sleep(self.dice.uniform(*PAUSE_SECONDS))

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    @property
    def path(self) -> str:
        return f"/api/chat/conversations/{self.conversation_id}"

    async def _try(self, sent: Sent) -> Answered | None:
        body = {"client_message_id": sent.client_message_id, "content": sent.content}
        if sent.after_message_id:
            body["after_message_id"] = sent.after_message_id
        key = {"conversation_id": self.conversation_id, "client_message_id": sent.client_message_id}
        try:
            response = await self.desk.client.post(
                f"{self.gateway()}{self.path}/messages",
                json=body,
                headers=self.headers,
                timeout=self.desk.accept_seconds,
            )
        except httpx2.TransportError as error:
            self.desk.history.add(Unanswered(**key, error=type(error).__name__))
            return None
        message_id = response.json()["message_id"] if response.status_code == 202 else None
        answer = Answered(**key, status=response.status_code, message_id=message_id)
        self.desk.history.add(answer)
        return answer


class Tab:
    """One page that watches the conversation until it is closed."""

    def __init__(self, visitor: Visitor, name: str) -> None:
        self.answered: set[str] = set()
        self.with_a_person = False
        self._visitor = visitor
        self._history = visitor.desk.history
        self._name = name
        self._last_event_id: str | None = None
        self._gateway = visitor.gateway()
        self._watching = asyncio.create_task(self._watch())

    async def close(self, *, settled: bool) -> None:
        """Raises what the watching failed with, if it did."""
        self._watching.cancel()
        with suppress(asyncio.CancelledError):
            await self._watching
        self._history.add(Closed(conversation_id=self._visitor.conversation_id, tab=self._name, settled=settled))

    async def _watch(self) -> None:
        while True:
            try:
                await self._read()
            except httpx2.TransportError:
                self._gateway = self._visitor.gateway()
            await self._visitor.pause()

    async def _read(self) -> None:
        """Until the stream ends, or the visitor moves on to another gateway."""
        place = {"Last-Event-ID": self._last_event_id} if self._last_event_id else {}
        timeout = httpx2.Timeout(CONNECT_SECONDS, read=SILENCE_SECONDS)
        async with self._visitor.desk.client.sse(
            f"{self._gateway}{self._visitor.path}/events", headers={**self._visitor.headers, **place}, timeout=timeout
        ) as stream:
            if stream.response.status_code != 200:
                self._gateway = self._visitor.gateway()
                return
            opened = Opened(
                conversation_id=self._visitor.conversation_id,
                tab=self._name,
                gateway=self._gateway,
                last_event_id=self._last_event_id,
            )
            self._history.add(opened)
            async for event in stream:
                await self._take(event)
                if event.event == "reconnect" or self._moves_on():
                    self._gateway = self._visitor.gateway()
                    return

    async def _take(self, event: httpx2.ServerSentEvent) -> None:
        self._last_event_id = event.id or self._last_event_id
        data = event.json()
        assert isinstance(data, dict), data
        self._history.add(
            Seen(
                conversation_id=self._visitor.conversation_id,
                tab=self._name,
                name=event.event,
                id=event.id or "",
                data=data,
            )
        )
        if event.event == "reply.completed":
            self.answered.update(data["answers"])
            await self._visitor.look_up()
        if event.event == "conversation.updated":
            self.with_a_person = data["handled_by"] == "person"
            await self._visitor.look_up()

    def _moves_on(self) -> bool:
        """Now and then, in the middle of whatever it is."""
        return self._visitor.dice.random() < 0.01
