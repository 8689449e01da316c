"""What a visitor's client gets when it does what it should."""

import asyncio
import uuid

import httpx2
import pytest

from shared.events import Source
from shared.ids import message_id_for
from tests.builders import CONVERSATION_ID, a_chat_message, a_message_id
from tests.unit.gateway.conftest import MOST_UNCONFIRMED, Gateway
from tests.unit.gateway.test_following import a_message, a_reply, a_thread
from tests.waiting import eventually


async def test_a_conversation_begins_with_a_token_and_says_nothing(gateway: Gateway) -> None:
    answer = await gateway.client.post("/api/chat/conversations", json={"source": "app", "locale": "de-AT"})

    assert answer.status_code == 201
    begun = answer.json()
    gateway.tokens.check(begun["token"], begun["conversation_id"])
    assert gateway.publisher.said == []


async def test_two_conversations_are_two(gateway: Gateway) -> None:
    answers = [await gateway.client.post("/api/chat/conversations", json={}) for _ in range(2)]

    assert len({answer.json()["conversation_id"] for answer in answers}) == 2


async def test_a_message_is_accepted_and_said_with_all_that_is_known_of_it(gateway: Gateway) -> None:
    body = a_chat_message(
        "How?",
        client_message_id="0B6C9E6F-6D2C-4D7B-9B1E-0C5C2D2B7F11",
        source="dashboard",
        page_url="https://shop.example",
        locale="en_GB",
        after_message_id=a_message_id(1),
    )

    answer = await gateway.post(json=body, headers={"User-Agent": "Mozilla/5.0"})

    assert answer.status_code == 202
    (event,) = gateway.publisher.said
    assert answer.json() == {"message_id": event.message_id}
    assert event.message_id == message_id_for(CONVERSATION_ID, "0b6c9e6f-6d2c-4d7b-9b1e-0c5c2d2b7f11")
    assert (event.conversation_id, event.content, event.source) == (CONVERSATION_ID, "How?", Source.DASHBOARD)
    assert (event.page_url, event.locale, event.user_agent) == ("https://shop.example", "en_GB", "Mozilla/5.0")
    assert event.after_message_id == a_message_id(1)


@pytest.mark.parametrize("rest", ["?token=secret", "#section", "?a=1#b", "#a?b"])
async def test_of_a_pages_address_only_the_page_is_kept(gateway: Gateway, rest: str) -> None:
    await gateway.post(json=a_chat_message("Hello", page_url=f"https://shop.example/pay{rest}"))

    (event,) = gateway.publisher.said
    assert event.page_url == "https://shop.example/pay"


@pytest.mark.parametrize(
    ("said", "wants_person"), [({}, False), ({"wants_person": False}, False), ({"wants_person": True}, True)]
)
async def test_a_message_says_whether_the_visitor_pressed_the_button_for_a_person(
    gateway: Gateway, said: dict[str, object], wants_person: bool
) -> None:
    answer = await gateway.post(json=a_chat_message("I would like to talk to a person.", **said))

    assert answer.status_code == 202
    assert gateway.publisher.said[0].wants_person is wants_person


async def test_the_same_client_message_id_is_the_same_message(gateway: Gateway) -> None:
    body = a_chat_message()

    first, second = [await gateway.post(json=body) for _ in range(2)]

    assert first.json() == second.json()
    assert len({event.id for event in gateway.publisher.said}) == 1


async def test_the_same_client_message_id_in_another_spelling_is_the_same_message(gateway: Gateway) -> None:
    known = uuid.uuid4()
    spellings = [str(known), str(known).upper(), known.hex, f"{{{known}}}", f"urn:uuid:{known}"]

    answers = [await gateway.post(json=a_chat_message(client_message_id=spelling)) for spelling in spellings]

    assert len({answer.json()["message_id"] for answer in answers}) == 1


async def test_the_visitor_s_address_is_not_said(gateway: Gateway) -> None:
    await gateway.post(json=a_chat_message())

    (event,) = gateway.publisher.said
    assert event.visitor.key == gateway.tokens.visitor_key("127.0.0.1")
    assert "127.0.0.1" not in event.model_dump_json()


@pytest.mark.parametrize(
    "content", ["x", "x" * 100, "😀" * 100, "</article>", "a\n\tb", "\u202eabc", "\x00", "nul\x00"]
)
async def test_a_message_may_hold_anything_that_is_text(gateway: Gateway, content: str) -> None:
    assert (await gateway.post(json=a_chat_message(content))).status_code == 202
    assert gateway.publisher.said[0].content == content


async def test_a_broker_that_does_not_confirm_is_503_and_worth_trying_again(gateway: Gateway) -> None:
    gateway.publisher.away = True

    answer = await gateway.post(json=a_chat_message())

    assert answer.status_code == 503
    assert answer.json()["type"] == "urn:support-desk:problem:not-accepted"
    assert int(answer.headers["retry-after"]) > 0


async def test_while_the_broker_blocks_only_so_many_messages_are_held(gateway: Gateway) -> None:
    gateway.publisher.blocked = asyncio.Event()
    held = [asyncio.create_task(gateway.post(json=a_chat_message())) for _ in range(MOST_UNCONFIRMED)]
    await eventually(lambda: gateway.publisher.waiting == MOST_UNCONFIRMED, "not all were held")

    refused = await gateway.post(json=a_chat_message())
    gateway.publisher.blocked.set()

    assert (refused.status_code, refused.headers["retry-after"]) == (503, "2")
    assert [(await answer).status_code for answer in held] == [202] * MOST_UNCONFIRMED
    assert (await gateway.post(json=a_chat_message())).status_code == 202


async def test_the_thread_is_what_the_chat_worker_says(gateway: Gateway) -> None:
    gateway.threads.thread = a_thread(a_message(1), a_reply(2), text="By")

    thread = (await gateway.get("/messages")).json()

    assert [message["content"] for message in thread["messages"]] == ["text 1", "text 2"]
    assert thread["partial"] == {"turn_id": "turn-1", "attempt": 1, "text": "By"}
    assert thread["handled_by"] == "bot"


@pytest.mark.parametrize("path", ["/messages", "/events"])
async def test_without_the_chat_worker_nothing_can_be_read_and_the_client_is_told_when_to_try_again(
    gateway: Gateway, path: str
) -> None:
    answer = await gateway.get(path)

    assert answer.status_code == 503
    assert answer.json()["type"] == "urn:support-desk:problem:thread-unavailable"
    assert int(answer.headers["retry-after"]) > 0
    assert not any(gateway.frames.watched.values())


async def test_a_widget_is_told_how_to_look_and_who_answers(gateway: Gateway) -> None:
    config = (await gateway.client.get("/api/chat/config")).json()

    assert config.keys() == {
        "brand",
        "consent",
        "demonstration",
        "message_max_chars",
        "suggested_questions",
        "support_email",
    }
    assert config["demonstration"] is False
    assert config["message_max_chars"] == 100


async def test_no_answer_may_be_kept_by_a_cache(gateway: Gateway) -> None:
    gateway.threads.thread = a_thread(a_message(1))
    answers: list[httpx2.Response] = [
        await gateway.client.post("/api/chat/conversations", json={}),
        await gateway.get("/messages"),
        await gateway.post(json=a_chat_message()),
    ]

    assert {answer.headers["cache-control"] for answer in answers} == {"no-store"}
    assert all(answer.headers["x-request-id"] for answer in answers)


@pytest.mark.parametrize("path", ["/messages", "/events"])
async def test_what_was_erased_is_gone(gateway: Gateway, path: str) -> None:
    gateway.threads.erased = True
    answer = await gateway.get(path)

    assert (answer.status_code, answer.json()["type"]) == (410, "urn:support-desk:problem:conversation-erased")
