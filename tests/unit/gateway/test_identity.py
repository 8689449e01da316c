"""Who a signed-in user is, by the word of the business's own back end and of nobody else."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import jwt
import pytest
from pydantic import SecretStr

from services.gateway.app import create_app
from services.gateway.identity import Identities, IdentityRefused, VerifiedUser
from services.gateway.settings import GatewaySettings
from services.gateway.tokens import Holder, VisitorTokens
from tests.builders import CONVERSATION_ID, a_chat_message
from tests.unit.gateway.conftest import IDENTITY_SECRET, KEY

IDENTITIES = Identities(IDENTITY_SECRET, required=False, longest=timedelta(minutes=10))


def an_identity(secret: SecretStr = IDENTITY_SECRET, algorithm: str = "HS256", **claims: Any) -> str:  # any claims
    honest = {"sub": "user-7", "exp": datetime.now(UTC) + timedelta(minutes=5)}
    kept = {name: value for name, value in {**honest, **claims}.items() if value is not None}
    return jwt.encode(kept, secret.get_secret_value(), algorithm)


def test_a_user_is_who_the_back_end_says() -> None:
    identity = an_identity(name=" Jo Doe ", email="jo@example.org", business_id="venue-3", plan="gold")

    user = VerifiedUser(id="user-7", name="Jo Doe", email="jo@example.org", business_id="venue-3")
    assert IDENTITIES.verify(identity) == user


def test_the_end_may_lie_between_two_seconds() -> None:
    assert IDENTITIES.verify(an_identity(exp=datetime.now(UTC).timestamp() + 60.5))


def test_who_says_nothing_is_a_visitor_like_any_other() -> None:
    assert IDENTITIES.verify(None) is None


def test_where_it_is_required_who_says_nothing_is_refused() -> None:
    with pytest.raises(IdentityRefused, match="Only signed-in users"):
        Identities(IDENTITY_SECRET, required=True, longest=timedelta(hours=1)).verify(None)


async def test_where_it_is_required_no_visitor_goes_on_with_a_token_from_before() -> None:
    """In the app as it runs; nothing is connected."""
    secrets = {"token_key": KEY, "service_token": KEY, "identity_secret": IDENTITY_SECRET}
    app = create_app(
        GatewaySettings.model_validate(
            {"rabbitmq_url": "amqp://desk:secret@nowhere", "identity_required": True, **secrets}
        )
    )
    before = VisitorTokens([KEY], timedelta(hours=1), timedelta(days=1)).issue(Holder(conversation_id=CONVERSATION_ID))
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://gateway") as client:
        path = f"/api/chat/conversations/{CONVERSATION_ID}"
        bearer = {"Authorization": f"Bearer {before.token}"}
        answers = [
            await client.post(f"{path}/messages", json=a_chat_message(), headers=bearer),
            await client.get(f"{path}/messages", headers=bearer),
            await client.post(f"{path}/token", headers=bearer),
        ]

    assert [(answer.status_code, answer.json()["type"]) for answer in answers] == [
        (401, "urn:support-desk:problem:user-required")
    ] * 3


def test_without_a_secret_nobody_is_believed() -> None:
    with pytest.raises(IdentityRefused, match="GATEWAY_IDENTITY_SECRET"):
        Identities(None, required=False, longest=timedelta(hours=1)).verify(an_identity())


@pytest.mark.parametrize(
    ("identity", "why"),
    [
        ("nonsense", "not valid"),
        ("", "not valid"),
        (an_identity(secret=SecretStr("00" * 32)), "not valid"),
        (an_identity(algorithm="HS512"), "not valid"),
        (jwt.encode({"sub": "user-7", "exp": 9_999_999_999}, "", "none"), "not valid"),
        (an_identity(exp=datetime.now(UTC) - timedelta(minutes=2)), "expired"),
        (an_identity(exp=None), "lacks the claim exp"),
        (an_identity(sub=None), "lacks the claim sub"),
        (an_identity(exp=datetime.now(UTC) + timedelta(days=1)), "good for too long: at most 10 minutes"),
        (an_identity(exp=1e300), "good for too long"),
        (an_identity(exp=float("inf")), "not valid"),
        (an_identity(exp=float("nan")), "not valid"),
        (an_identity(exp="soon"), "not valid"),
        (an_identity(sub=""), "claim sub"),
        (an_identity(sub="a\nb"), "claim sub"),
        (an_identity(email="nobody"), "claim email"),
        (an_identity(email="a@example.org\r\nBcc: b@example.org"), "claim email"),
        (an_identity(name={"$gt": ""}), "claim name"),
    ],
)
def test_anything_else_is_refused_with_the_reason(identity: str, why: str) -> None:
    with pytest.raises(IdentityRefused) as refused:
        IDENTITIES.verify(identity)

    assert why in refused.value.detail
    assert refused.value.status == 401
