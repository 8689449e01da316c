"""One visitor's stream: the thread, then what lies beyond it, and the thread again whenever something was missed."""

import json
from collections.abc import AsyncIterator

import anyio
import pytest
from prometheus_client import CollectorRegistry
from sse_starlette import ServerSentEvent

from services.gateway import streams
from services.gateway.domain.following import Position
from services.gateway.live import Watch
from services.gateway.metrics import GatewayMetrics
from services.gateway.streams import Stream
from shared.visitor_view import MessageShown, ReplyDelta, ThreadErased
from tests.builders import CONVERSATION_ID
from tests.unit.gateway.fakes import MemoryThreads
from tests.unit.gateway.test_following import a_delta, a_message, a_reply, a_thread


class Line:
    """A stream that the test reads event by event."""

    def __init__(self, threads: MemoryThreads, resumed_from: Position | None = None, buffer_size: int = 8) -> None:
        assert threads.thread is not None
        self.watch = Watch(buffer_size)
        self.stopping = anyio.Event()
        stream = Stream(CONVERSATION_ID, resumed_from, threads, GatewayMetrics(CollectorRegistry(), ()))
        self._events: AsyncIterator[ServerSentEvent] = stream.events(threads.thread, self.watch, self.stopping)

    async def next(self) -> tuple[str | None, object]:
        """The next event's name and what is telling about it."""
        event = await anext(self._events)
        data = json.loads(event.data or "")
        return event.event, data.get("text", data.get("seq"))

    async def next_event(self) -> ServerSentEvent:
        return await anext(self._events)


@pytest.fixture
def threads() -> MemoryThreads:
    return MemoryThreads(a_thread(a_message(1)))


@pytest.fixture(autouse=True)
def _hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "CATCH_UP_SECONDS", 0.01)


async def test_the_thread_comes_first_and_then_what_lies_beyond_it(threads: MemoryThreads) -> None:
    line = Line(threads)
    line.watch.push(MessageShown(message=a_message(1)))
    line.watch.push(a_delta(0, "By card."))
    line.watch.push(MessageShown(message=a_reply(2)))

    told = [await line.next() for _ in range(4)]

    assert told == [
        ("message.received", 1),
        ("reply.started", None),
        ("reply.delta", "By card."),
        ("reply.completed", 2),
    ]
    assert threads.reads == 0


async def test_an_event_carries_the_position_to_resume_from(threads: MemoryThreads) -> None:
    event = await Line(threads).next_event()

    assert event.id == "1:0:0"
    assert json.loads(event.data or "")["content"] == "text 1"


async def test_a_missing_message_is_fetched(threads: MemoryThreads) -> None:
    line = Line(threads)
    await line.next()
    threads.thread = a_thread(a_message(1), a_message(2), a_message(3))
    line.watch.push(MessageShown(message=a_message(3)))

    assert [await line.next(), await line.next()] == [("message.received", 2), ("message.received", 3)]
    assert threads.reads == 1


async def test_missing_text_is_fetched_until_it_is_there(threads: MemoryThreads) -> None:
    threads.thread = a_thread(a_message(1), text="")
    line = Line(threads)
    assert [await line.next(), await line.next()] == [("message.received", 1), ("reply.started", None)]
    line.watch.push(a_delta(3, "card"))

    threads.thread = a_thread(a_message(1), text="By ")

    assert [await line.next(), await line.next()] == [("reply.delta", "By "), ("reply.delta", "card")]


async def test_a_watch_that_missed_something_is_caught_up_without_being_asked(threads: MemoryThreads) -> None:
    line = Line(threads)
    await line.next()
    threads.thread = a_thread(a_message(1), a_reply(2))
    line.watch.miss()

    assert await line.next() == ("reply.completed", 2)


async def test_a_slow_reader_is_caught_up_past_what_it_lost(threads: MemoryThreads) -> None:
    line = Line(threads, buffer_size=2)
    await line.next()
    for offset in range(5):
        line.watch.push(ReplyDelta(turn_id="turn-1", attempt=1, offset=offset, text="x"))
    threads.thread = a_thread(a_message(1), text="xxxxx")

    assert [await line.next(), await line.next()] == [("reply.started", None), ("reply.delta", "xxxxx")]


async def test_a_thread_that_cannot_be_read_now_is_read_later(threads: MemoryThreads) -> None:
    line = Line(threads)
    await line.next()
    later, threads.thread = a_thread(a_message(1), a_reply(2)), None
    line.watch.miss()
    waiting = anyio.Event()

    async def come_back() -> None:
        while threads.reads < 2:
            await anyio.sleep(0.001)
        threads.thread = later
        waiting.set()

    async with anyio.create_task_group() as group:
        group.start_soon(come_back)
        assert await line.next() == ("reply.completed", 2)
    assert waiting.is_set()


async def test_a_stream_says_goodbye_when_the_server_stops(threads: MemoryThreads) -> None:
    line = Line(threads)
    await line.next()
    line.stopping.set()

    goodbye = await line.next_event()

    assert (goodbye.event, goodbye.data, goodbye.id) == ("reconnect", "{}", None)
    assert goodbye.retry is not None
    assert 300 <= goodbye.retry <= 1_500
    with pytest.raises(StopAsyncIteration):
        await line.next_event()


@pytest.mark.parametrize("missed", [False, True])
async def test_the_stream_of_an_erased_conversation_says_so_and_ends(threads: MemoryThreads, missed: bool) -> None:
    line = Line(threads)
    await line.next()
    threads.erased = missed
    if missed:
        line.watch.miss()
    else:
        line.watch.push(ThreadErased())

    assert (await line.next_event()).event == "conversation.erased"
    with pytest.raises(StopAsyncIteration):
        await line.next_event()
