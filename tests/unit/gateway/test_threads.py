"""The thread is read from the chat worker; whatever goes wrong there is one thing to a visitor."""

import asyncio
from collections.abc import Callable

import httpx2
import pytest
from pydantic import SecretStr

from services.gateway.threads import ConversationGone, Threads, ThreadUnavailable
from tests.builders import CONVERSATION_ID
from tests.unit.gateway.test_following import a_message, a_thread

Answer = Callable[[httpx2.Request], httpx2.Response]


def threads_over(answer: Answer) -> Threads:
    return Threads("http://chat-worker", SecretStr("secret"), 1.0, transport=httpx2.MockTransport(answer))


async def test_it_asks_with_the_service_token() -> None:
    asked: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(request)
        return httpx2.Response(200, text=a_thread(a_message(1)).model_dump_json())

    threads = threads_over(answer)
    thread = await threads.read(CONVERSATION_ID)
    await threads.close()

    assert thread == a_thread(a_message(1))
    assert str(asked[0].url) == f"http://chat-worker/internal/conversations/{CONVERSATION_ID}"
    assert asked[0].headers["authorization"] == "Bearer secret"


async def test_a_field_that_a_newer_chat_worker_adds_does_no_harm() -> None:
    newer = {**a_thread(a_message(1)).model_dump(mode="json"), "mood": "good"}

    assert await threads_over(lambda _: httpx2.Response(200, json=newer)).read(CONVERSATION_ID)


class Silent(httpx2.AsyncBaseTransport):
    """Within one process nothing but the caller ends a wait."""

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        await asyncio.Event().wait()
        raise AssertionError(request)


async def test_one_that_never_answers_is_not_waited_for() -> None:
    threads = Threads("http://chat-worker", SecretStr("secret"), 0.01, transport=Silent())

    with pytest.raises(ThreadUnavailable):
        await threads.read(CONVERSATION_ID)


def _refuse(_: httpx2.Request) -> httpx2.Response:
    raise httpx2.ConnectError("refused")


def _stall(_: httpx2.Request) -> httpx2.Response:
    raise httpx2.ReadTimeout("too late")


@pytest.mark.parametrize(
    "answer",
    [
        _refuse,
        _stall,
        lambda _: httpx2.Response(401),
        lambda _: httpx2.Response(404),
        lambda _: httpx2.Response(500, text="Traceback"),
        lambda _: httpx2.Response(302, headers={"Location": "http://elsewhere"}),
        lambda _: httpx2.Response(200, text="<html>"),
        lambda _: httpx2.Response(200, json={"messages": []}),
    ],
)
async def test_whatever_goes_wrong_the_thread_is_not_there_now(answer: Answer) -> None:
    with pytest.raises(ThreadUnavailable) as unavailable:
        await threads_over(answer).read(CONVERSATION_ID)

    assert unavailable.value.status == 503
    assert "Traceback" not in unavailable.value.detail


async def test_what_was_erased_is_told_from_what_cannot_be_read() -> None:
    with pytest.raises(ConversationGone):
        await threads_over(lambda _: httpx2.Response(410)).read(CONVERSATION_ID)
