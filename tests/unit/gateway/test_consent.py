"""Where the business asks for consent, nothing is taken without it, and what was agreed to goes with the message."""

from typing import Any

import pytest
from pydantic import ValidationError

from services.gateway.settings import GatewaySettings
from shared.events import Consent, ContactProvided, ConversationRated
from tests.builders import a_chat_message
from tests.unit.gateway.conftest import KEY, Gateway

TEXT = "I agree to the [privacy policy](https://shop.example/privacy)."


@pytest.fixture
def asking(gateway: Gateway) -> Gateway:
    gateway.settings.consent_text = TEXT
    gateway.settings.consent_version = "2026-11"
    return gateway


async def config(gateway: Gateway) -> dict[str, object]:
    return dict((await gateway.client.get("/api/chat/config")).json())


async def test_the_config_has_what_is_asked(asking: Gateway) -> None:
    assert (await config(asking))["consent"] == {"version": "2026-11", "text": TEXT}


async def test_a_message_with_consent_is_accepted_and_says_what_was_agreed_to(asking: Gateway) -> None:
    answer = await asking.post(json=a_chat_message(consent_version="2026-11"))

    assert answer.status_code == 202
    assert asking.publisher.said[0].consent == Consent(version="2026-11", text=TEXT)


@pytest.mark.parametrize("without", [{}, {"consent_version": None}, {"consent_version": ""}])
async def test_a_message_without_it_is_refused(asking: Gateway, without: dict[str, Any]) -> None:
    answer = await asking.post(json=a_chat_message(**without))

    assert (answer.status_code, answer.json()["type"]) == (403, "urn:support-desk:problem:consent-required")
    assert asking.publisher.said == []


async def test_consent_to_another_version_is_refused(asking: Gateway) -> None:
    answer = await asking.post(json=a_chat_message(consent_version="2025-01"))

    assert (answer.status_code, answer.json()["type"]) == (409, "urn:support-desk:problem:consent-outdated")
    assert asking.publisher.said == []


WORDS = [("/contact", {"email": "jo@example.org"}), ("/rating", {"solved": True})]


@pytest.mark.parametrize(("path", "body"), WORDS)
async def test_an_address_and_a_rating_need_the_same(asking: Gateway, path: str, body: dict[str, Any]) -> None:
    without = await asking.post(path, json=body)
    outdated = await asking.post(path, json={**body, "consent_version": "2025-01"})

    assert (without.status_code, without.json()["type"]) == (403, "urn:support-desk:problem:consent-required")
    assert (outdated.status_code, outdated.json()["type"]) == (409, "urn:support-desk:problem:consent-outdated")
    assert asking.publisher.other == []

    assert (await asking.post(path, json={**body, "consent_version": "2026-11"})).status_code == 202
    (said,) = asking.publisher.other
    assert isinstance(said, ContactProvided | ConversationRated)
    assert said.consent == Consent(version="2026-11", text=TEXT)


@pytest.mark.parametrize(("path", "body"), WORDS)
async def test_where_nothing_is_asked_they_may_say_so_all_the_same(
    gateway: Gateway, path: str, body: dict[str, Any]
) -> None:
    assert (await gateway.post(path, json={**body, "consent_version": "2026-11"})).status_code == 202


async def test_where_nothing_is_asked_nothing_is_said_of_it(gateway: Gateway) -> None:
    answer = await gateway.post(json=a_chat_message(consent_version="2026-11"))

    assert answer.status_code == 202
    assert gateway.publisher.said[0].consent is None
    assert (await config(gateway))["consent"] is None


@pytest.mark.parametrize("half", [{"consent_text": TEXT}, {"consent_version": "1"}])
def test_a_text_without_a_version_is_no_setting(half: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="go together"):
        GatewaySettings.model_validate(
            {"rabbitmq_url": "amqp://desk:secret@nowhere", "token_key": KEY, "service_token": KEY, **half}
        )
