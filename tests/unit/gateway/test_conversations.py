"""What a visitor can do with a conversation as a whole: come back to it, leave an address, rate it."""

import httpx2
import pytest

from services.gateway.identity import VerifiedUser
from shared.events import ContactProvided, ConversationRated
from shared.visitor_view import KeptConversation
from tests.builders import CONVERSATION_ID, NOON, a_chat_message
from tests.unit.gateway.conftest import Gateway
from tests.unit.gateway.test_identity import an_identity


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


async def begun_by(gateway: Gateway, identity: str | None) -> httpx2.Response:
    return await gateway.client.post("/api/chat/conversations", json={"identity": identity})


async def test_an_address_is_accepted_and_said(gateway: Gateway) -> None:
    answer = await gateway.post("/contact", json={"email": "jo@example.org", "name": "Jo"})

    assert answer.status_code == 202
    (event,) = gateway.publisher.other
    assert isinstance(event, ContactProvided)
    assert (event.conversation_id, event.email, event.name) == (CONVERSATION_ID, "jo@example.org", "Jo")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"email": ""},
        {"email": "jo"},
        {"email": "jo@example.org\r\nBcc: all@example.org"},
        {"email": {"$gt": ""}},
        {"email": ["jo@example.org"]},
        {"email": "j" * 300 + "@example.org"},
        {"email": "jo@example.org", "name": "a\x00b"},
        {"email": "jo@example.org", "name": "n" * 201},
        {"email": "jo@example.org", "role": "admin"},
    ],
)
async def test_an_address_that_is_none_is_refused(gateway: Gateway, body: object) -> None:
    answer = await gateway.post("/contact", json=body)

    assert answer.status_code == 422
    assert gateway.publisher.other == []


@pytest.mark.parametrize("body", [{"solved": True}, {"solved": False, "score": 1}, {"score": 5, "comment": "Thanks"}])
async def test_a_rating_is_accepted_and_said(gateway: Gateway, body: dict[str, object]) -> None:
    answer = await gateway.post("/rating", json=body)

    assert answer.status_code == 202
    (event,) = gateway.publisher.other
    assert isinstance(event, ConversationRated)
    assert event.model_dump(include={"solved", "score", "comment"}, exclude_none=True) == body


@pytest.mark.parametrize(
    "body", [{}, {"comment": "So so"}, {"score": 0}, {"score": 6}, {"score": 4.5}, {"score": "5"}, {"solved": "maybe"}]
)
async def test_a_rating_that_says_nothing_or_too_much_is_refused(gateway: Gateway, body: object) -> None:
    assert (await gateway.post("/rating", json=body)).status_code == 422


@pytest.mark.parametrize(("path", "body"), [("/contact", {"email": "jo@example.org"}), ("/rating", {"solved": True})])
async def test_while_the_broker_is_away_it_is_worth_trying_again(gateway: Gateway, path: str, body: object) -> None:
    gateway.publisher.away = True

    answer = await gateway.post(path, json=body)

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")


@pytest.mark.parametrize("path", ["/contact", "/rating", "/token"])
async def test_only_who_has_the_token_may(gateway: Gateway, path: str) -> None:
    refused = await gateway.post(path, json={"email": "jo@example.org"}, headers={"Authorization": "Bearer no"})
    foreign = await gateway.post(path, conversation_id="66f0c0ffee66f0c0ffee0002", json={"email": "jo@example.org"})

    assert (refused.status_code, foreign.status_code) == (401, 404)


async def test_a_token_is_renewed(gateway: Gateway) -> None:
    answer = await gateway.post("/token")

    assert answer.status_code == 200
    gateway.tokens.check(answer.json()["token"], CONVERSATION_ID)


async def test_a_message_of_a_verified_user_says_who_wrote_it(gateway: Gateway) -> None:
    begun = (await begun_by(gateway, an_identity(sub="u7", email="jo@example.org", business_id="venue-3"))).json()
    path = f"/api/chat/conversations/{begun['conversation_id']}/messages"

    answer = await gateway.client.post(path, json=a_chat_message(), headers=bearer(begun["token"]))

    assert answer.status_code == 202
    (event,) = gateway.publisher.said
    assert (event.user_id, event.user_email, event.business_id) == ("u7", "jo@example.org", "venue-3")
    assert event.visitor.key == gateway.tokens.visitor_key("user u7")


async def test_a_forged_identity_begins_nothing(gateway: Gateway) -> None:
    answer = await begun_by(gateway, "forged")

    assert answer.status_code == 401
    assert answer.json()["type"].endswith("identity-refused")


async def test_a_verified_user_finds_their_own_conversations_on_any_device(gateway: Gateway) -> None:
    kept = KeptConversation(conversation_id=CONVERSATION_ID, opening="How do I pay?", last_message_at=NOON)
    gateway.threads.of_users["u7"] = [kept]

    own = await gateway.client.get("/api/chat/conversations", headers=bearer(an_identity(sub="u7")))
    others = await gateway.client.get("/api/chat/conversations", headers=bearer(an_identity(sub="u8")))

    (found,) = own.json()
    assert (found["conversation_id"], found["opening"]) == (CONVERSATION_ID, "How do I pay?")
    assert gateway.tokens.check(found["token"], CONVERSATION_ID).user == VerifiedUser(id="u7")
    assert others.json() == []


async def test_who_is_not_signed_in_has_no_list(gateway: Gateway) -> None:
    for headers in ({}, bearer(gateway.token()), bearer("forged")):
        answer = await gateway.client.get("/api/chat/conversations", headers=headers)
        assert answer.status_code == 401
