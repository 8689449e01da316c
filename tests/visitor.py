"""A visitor of the test's: writes, reads, and watches the conversation in tabs, as a chat page does."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from types import TracebackType
from typing import Any, Final, Self

import httpx2

from tests.builders import a_chat_message
from tests.waiting import eventually

Event = dict[str, Any]  # the JSON of a stream's event, whose shape follows its name

PATIENCE_SECONDS: Final = 25.0
RECONNECT_SECONDS: Final = 0.2


class Visitor:
    """One conversation and its token."""

    def __init__(self, client: httpx2.AsyncClient, conversation_id: str, token: str) -> None:
        self.client = client
        self.conversation_id = conversation_id
        self.token = token
        self.headers = {"Authorization": f"Bearer {token}"}
        self.path = f"/api/chat/conversations/{conversation_id}"

    @classmethod
    async def arrives(cls, client: httpx2.AsyncClient, **begin: object) -> Self:
        """Begins a conversation."""
        answer = await client.post("/api/chat/conversations", json=begin)
        assert answer.status_code == 201, answer.text
        begun = answer.json()
        return cls(client, begun["conversation_id"], begun["token"])

    async def send(self, content: str, *, client_message_id: str | None = None, **more: object) -> str:
        """Writes a message, again and again while it is not accepted; returns its id."""
        body = a_chat_message(content, client_message_id=client_message_id or str(uuid.uuid4()), **more)

        async def accepted() -> httpx2.Response | None:
            answer = await self.post(body)
            assert answer.status_code in {202, 503}, answer.text
            return answer if answer.status_code == 202 else None

        answer = await eventually(accepted, "the message was not accepted")
        return str(answer.json()["message_id"])

    async def post(self, body: object) -> httpx2.Response:
        return await self.client.post(f"{self.path}/messages", json=body, headers=self.headers)

    async def say(self, what: str, **body: object) -> httpx2.Response:
        """An address (`contact`) or a `rating`."""
        return await self.client.post(f"{self.path}/{what}", json=body, headers=self.headers)

    async def thread(self) -> dict[str, Any]:
        """The thread as a page fetches it."""
        answer = await self.client.get(f"{self.path}/messages", headers=self.headers)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def tab(self, last_event_id: str | None = None) -> "Tab":
        """`async with visitor.tab() as tab:` watches the conversation, from its beginning or from a given place."""
        return Tab(self, last_event_id)


class Tab:
    """What one page shows: the messages, and the text of a reply in the making. Reconnects by itself."""

    def __init__(self, visitor: Visitor, last_event_id: str | None) -> None:
        self._visitor = visitor
        self._news = asyncio.Condition()
        self._reading: asyncio.Task[None] | None = None
        self.last_event_id = last_event_id
        self.names: list[str] = []
        self.messages: dict[str, Event] = {}
        self.attempt = 0
        self.text = ""
        self.streamed: dict[str, str] = {}
        self.handled_by = "bot"
        self.contact_known = False
        self.erased = False

    def again(self) -> "Tab":
        """The same page, connected anew: it goes on from what it shows."""
        tab = Tab(self._visitor, self.last_event_id)
        tab.attempt, tab.text = self.attempt, self.text
        return tab

    @property
    def replies(self) -> list[Event]:
        return [message for message in self.messages.values() if message["role"] == "assistant"]

    async def until(self, shown: Callable[["Tab"], object], missing: str) -> None:
        """Waits until what the tab shows fulfils `shown`."""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS), self._news:
                await self._news.wait_for(lambda: shown(self) or self._failed)
        except TimeoutError:
            raise AssertionError(f"{missing}; the tab saw {self.names}") from None
        if self._failed and self._reading:
            self._reading.result()

    async def reply(self, nth: int = 1) -> Event:
        """The nth reply, as soon as it is complete."""
        await self.until(lambda tab: len(tab.replies) >= nth, f"there was no reply {nth}")
        return self.replies[nth - 1]

    async def reply_to(self, message_id: str) -> Event:
        """The reply that answers the message."""

        def answer(tab: "Tab") -> list[Event]:
            return [reply for reply in tab.replies if message_id in reply["answers"]]

        await self.until(answer, f"nothing answered {message_id}")
        return answer(self)[0]

    async def first_words(self) -> None:
        """Waits until some of a reply is shown."""
        await self.until(lambda tab: tab.text, "nothing of a reply was shown")

    async def __aenter__(self) -> Self:
        self._reading = asyncio.create_task(self._watch())
        await self.until(lambda tab: tab._open, "the stream did not open")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._reading is not None
        self._reading.cancel()
        with suppress(asyncio.CancelledError):
            await self._reading

    _open = False

    @property
    def _failed(self) -> bool:
        return self._reading is not None and self._reading.done() and not self.erased

    async def _watch(self) -> None:
        while not self.erased:
            try:
                async for event in self._events():
                    await self._show(event)
            except httpx2.TransportError:
                pass
            await asyncio.sleep(RECONNECT_SECONDS)

    async def _events(self) -> AsyncIterator[httpx2.ServerSentEvent]:
        async with self._stream() as source:
            if source is None:
                return
            async with self._news:
                self._open = True
                self._news.notify_all()
            async for event in source:
                yield event
                if event.event == "reconnect":
                    return

    @asynccontextmanager
    async def _stream(self) -> AsyncIterator[httpx2.EventSource | None]:
        """None while the server says that it cannot serve the stream now."""
        place = {"Last-Event-ID": self.last_event_id} if self.last_event_id else {}
        async with self._visitor.client.sse(
            f"{self._visitor.path}/events", headers={**self._visitor.headers, **place}
        ) as source:
            if source.response.status_code == 503:
                yield None
                return
            assert source.response.status_code == 200, source.response.status_code
            yield source

    async def _show(self, event: httpx2.ServerSentEvent) -> None:
        async with self._news:
            self.last_event_id = event.id or self.last_event_id
            self.names.append(event.event)
            data = event.json()
            assert isinstance(data, dict)
            await self._apply(event.event, data)
            self._news.notify_all()

    async def _apply(self, name: str, data: Event) -> None:
        match name:
            case "message.received" | "agent.message":
                self._add(data)
            case "reply.started":
                self._begin(data["attempt"])
            case "reply.delta":
                self._grow(data)
            case "reply.reset":
                self.text = ""
            case "reply.completed":
                self.streamed[data["turn_id"]] = self.text
                self.text = ""
                self._add(data)
            case "resync":
                self.messages = {message["id"]: message for message in (await self._visitor.thread())["messages"]}
            case "conversation.updated":
                self.handled_by = data["handled_by"]
                self.contact_known = data["contact_known"]
            case "conversation.erased":
                self.erased = True
            case "reconnect":
                pass
            case _:
                raise AssertionError(f"the contract knows no event {name!r}")

    def _add(self, message: Event) -> None:
        assert message["message_id"] not in self.messages, f"shown twice: {message}"
        self.messages[message["message_id"]] = message

    def _begin(self, attempt: int) -> None:
        assert attempt >= self.attempt, "an old attempt came back"
        if attempt > self.attempt:
            self.attempt, self.text = attempt, ""

    def _grow(self, delta: Event) -> None:
        """Drops what is there already; a gap is an error."""
        if delta["attempt"] < self.attempt:
            return
        self._begin(delta["attempt"])
        assert delta["offset"] <= len(self.text), f"a gap before {delta}, after {self.text!r}"
        self.text += delta["text"][len(self.text) - delta["offset"] :]
