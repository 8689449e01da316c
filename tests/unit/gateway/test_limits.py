"""Who asks too much is told how long to wait, and nobody else is kept waiting for it."""

import asyncio
import contextlib
import re

import pytest
from fastapi import Response

from services.gateway.limits import Limits, NoRoomForStreams, TooManyRequests, TooManyStreams
from services.gateway.settings import GatewaySettings
from shared.visitor_view import ThreadErased
from tests.builders import CONVERSATION_ID, a_chat_message, a_conversation_id
from tests.unit.gateway.conftest import KEY, MOST_A_MINUTE, MOST_READS, Gateway
from tests.unit.gateway.test_following import a_message, a_thread
from tests.unit.gateway.test_identity import an_identity
from tests.waiting import eventually


def limits(**settings: int) -> Limits:
    required = {"rabbitmq_url": "amqp://desk:secret@nowhere", "token_key": KEY, "service_token": KEY}
    return Limits(GatewaySettings.model_validate({**required, **settings}))


async def test_messages_past_the_limit_get_429_with_the_time_to_wait_and_are_not_said(gateway: Gateway) -> None:
    answers = [await gateway.post(json=a_chat_message()) for _ in range(MOST_A_MINUTE + 1)]

    assert [answer.status_code for answer in answers] == [202] * MOST_A_MINUTE + [429]
    assert len(gateway.publisher.said) == MOST_A_MINUTE
    assert [int(answer.headers["ratelimit-remaining"]) for answer in answers] == [*reversed(range(MOST_A_MINUTE)), 0]
    refused = answers[-1]
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert refused.json()["type"] == "urn:support-desk:problem:too-many-requests"
    assert "Wait" in refused.json()["detail"]


async def test_an_address_and_a_rating_count_as_messages(gateway: Gateway) -> None:
    for _ in range(MOST_A_MINUTE):
        await gateway.post("/rating", json={"solved": True})

    assert (await gateway.post("/contact", json={"email": "jo@example.org"})).status_code == 429


async def test_what_is_refused_for_its_content_does_not_count(gateway: Gateway) -> None:
    for _ in range(MOST_A_MINUTE + 1):
        assert (await gateway.post(json=a_chat_message(" "))).status_code == 422

    assert (await gateway.post(json=a_chat_message())).status_code == 202


async def test_conversations_past_the_limit_get_429(gateway: Gateway) -> None:
    answers = [await gateway.client.post("/api/chat/conversations", json={}) for _ in range(MOST_A_MINUTE + 1)]

    assert [answer.status_code for answer in answers] == [201] * MOST_A_MINUTE + [429]


async def test_an_address_makes_no_more_tickets_in_an_hour_than_it_may_begin_conversations() -> None:
    """Each may become one, with e-mails, whatever else is limited."""
    counted = limits(conversations_per_hour=3)
    for _ in range(3):
        await counted.begin("one", Response())

    with pytest.raises(TooManyRequests, match="more than 3 conversations in an hour") as refused:
        await counted.begin("one", Response())
    assert 1 <= int(refused.value.headers["Retry-After"]) <= 3_600
    await counted.begin("another", Response())


async def test_reading_past_the_limit_gets_429_whatever_is_read_and_writing_goes_on(gateway: Gateway) -> None:
    gateway.threads.thread = a_thread(a_message(1))
    answers = [await gateway.get("/messages") for _ in range(MOST_READS)]
    async with asyncio.timeout(20):
        refused = [await gateway.get("/messages"), await gateway.get("/events"), await gateway.post("/token")]

    assert {answer.status_code for answer in answers} == {200}
    assert [int(answer.headers["ratelimit-remaining"]) for answer in answers] == [*reversed(range(MOST_READS))]
    assert [answer.status_code for answer in refused] == [429] * 3
    assert all(1 <= int(answer.headers["retry-after"]) <= 60 for answer in refused)
    assert gateway.threads.reads == MOST_READS
    assert (await gateway.post(json=a_chat_message())).status_code == 202


async def test_opening_streams_counts_as_reading(gateway: Gateway) -> None:
    gateway.threads.erased = True
    answers = [await gateway.get("/events") for _ in range(MOST_READS + 1)]

    assert [answer.status_code for answer in answers] == [410] * MOST_READS + [429]


async def test_a_stream_says_how_much_may_still_be_read(gateway: Gateway) -> None:
    gateway.threads.thread = a_thread(a_message(1))
    stream = asyncio.create_task(gateway.get("/events"))
    await eventually(lambda: any(gateway.frames.watched.values()), "the stream is not open")
    gateway.frames.push(ThreadErased())

    answer = await stream

    assert (answer.status_code, answer.headers["ratelimit-remaining"]) == (200, str(MOST_READS - 1))


async def test_a_user_who_asks_for_their_list_too_often_keeps_nobody_else_from_theirs(gateway: Gateway) -> None:
    async def listed_for(user: str) -> int:
        signed = {"Authorization": f"Bearer {an_identity(sub=user)}"}
        return (await gateway.client.get("/api/chat/conversations", headers=signed)).status_code

    assert [await listed_for("u7") for _ in range(MOST_READS + 1)] == [200] * MOST_READS + [429]
    assert await listed_for("u8") == 200


async def test_one_conversation_s_limit_is_not_another_s() -> None:
    counted = limits(conversation_messages_per_minute=1)
    await counted.say(CONVERSATION_ID, "visitor", Response())
    with pytest.raises(TooManyRequests):
        await counted.say(CONVERSATION_ID, "visitor", Response())

    await counted.say(a_conversation_id(), "visitor", Response())


async def test_a_conversation_has_an_end_for_the_day_and_the_visitor_is_told_how_long_it_is() -> None:
    counted = limits(conversation_messages_per_day=2)
    for _ in range(2):
        await counted.say(CONVERSATION_ID, "visitor", Response())

    with pytest.raises(TooManyRequests) as refused:
        await counted.say(CONVERSATION_ID, "visitor", Response())

    assert re.fullmatch(
        r"That was more than 2 messages in one conversation in a day\. Wait \d+ [a-z]+, then try again\.",
        refused.value.detail,
    )
    assert 1 <= int(refused.value.headers["Retry-After"]) <= 86_400
    await counted.say(a_conversation_id(), "visitor", Response())


async def test_of_several_limits_the_headers_are_those_of_the_tightest() -> None:
    response = Response()

    await limits(conversation_messages_per_day=7).say(CONVERSATION_ID, "visitor", response)

    assert (response.headers["ratelimit-limit"], response.headers["ratelimit-remaining"]) == ("7", "6")


async def test_what_is_too_much_for_the_minute_takes_nothing_of_the_day() -> None:
    counted = limits(conversation_messages_per_minute=1, conversation_messages_per_day=3)
    await counted.say(CONVERSATION_ID, "visitor", Response())

    for _ in range(5):
        with pytest.raises(TooManyRequests, match="in a minute"):
            await counted.say(CONVERSATION_ID, "visitor", Response())


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(1, "1 seconds"), (119, "119 seconds"), (120, "2 minutes"), (3_600, "60 minutes"), (86_400, "24 hours")],
)
def test_how_long_to_wait_is_said_in_words_of_its_size(seconds: int, words: str) -> None:
    assert f"Wait {words}," in TooManyRequests("messages", 1, seconds).detail


async def test_a_visitor_does_not_get_round_it_with_more_conversations() -> None:
    counted = limits(visitor_messages_per_minute=3)
    for _ in range(3):
        await counted.say(a_conversation_id(), "one", Response())

    with pytest.raises(TooManyRequests):
        await counted.say(a_conversation_id(), "one", Response())
    await counted.say(a_conversation_id(), "another", Response())


async def test_of_many_at_once_exactly_as_many_pass_as_may() -> None:
    counted = limits(visitor_messages_per_minute=50)

    tries = [counted.say(a_conversation_id(), "one", Response()) for _ in range(200)]
    results = await asyncio.gather(*tries, return_exceptions=True)

    assert results.count(None) == 50


def test_streams_past_the_limit_are_refused_until_one_is_closed() -> None:
    counted = limits(streams_per_address=1)
    with counted.stream("one"):
        with pytest.raises(TooManyStreams), counted.stream("one"):
            pass
        with counted.stream("another"):
            pass

    with counted.stream("one"):
        pass


def test_streams_from_everywhere_leave_room_for_those_who_write() -> None:
    counted = limits(max_requests=8)
    with contextlib.ExitStack() as held:
        for address in range(6):
            held.enter_context(counted.stream(str(address)))

        with pytest.raises(NoRoomForStreams), counted.stream("one more"):
            pass


def test_streams_from_an_address_leave_room_for_what_is_written_there() -> None:
    counted = limits(max_requests_per_address=4)
    with contextlib.ExitStack() as held:
        for _ in range(3):
            held.enter_context(counted.stream("one"))

        with pytest.raises(TooManyStreams), counted.stream("one"):
            pass
