"""A visitor's token opens its own conversation, for its time, and nothing else."""

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from services.gateway.identity import VerifiedUser
from services.gateway.tokens import ConversationNotFound, Holder, TokenRefused, UserRequired, VisitorTokens
from tests.builders import CONVERSATION_ID, a_conversation_id

KEY = "6b" * 32
TOKENS = VisitorTokens([SecretStr(KEY)], timedelta(hours=24), timedelta(days=30))
HOLDER = Holder(conversation_id=CONVERSATION_ID)
ISSUED = TOKENS.issue(HOLDER).token


def forged(key: str = KEY, algorithm: str = "HS256", **claims: Any) -> str:  # Any: claims may be anything
    now = datetime.now(UTC)
    honest = {
        "sub": CONVERSATION_ID,
        "aud": "support-desk/visitor",
        "auth_time": int(now.timestamp()),
        "iat": now,
        "exp": now + timedelta(hours=1),
    }
    kept = {name: value for name, value in {**honest, **claims}.items() if value is not None}
    return jwt.encode(kept, key, algorithm)


def unsigned(header: dict[str, str], signature: str = "") -> str:
    _, payload, _ = ISSUED.split(".")
    return f"{base64.urlsafe_b64encode(json.dumps(header).encode()).decode().rstrip('=')}.{payload}.{signature}"


REFUSED: dict[str, str] = {
    "nothing": "",
    "two tokens": f"{ISSUED} {ISSUED}",
    "no JWT": "nonsense",
    "three dots": "...",
    "not ASCII": "é.é.é",
    "very long": "a" * 100_000,
    "algorithm none": unsigned({"alg": "none", "typ": "JWT"}),
    "algorithm None": unsigned({"alg": "None", "typ": "JWT"}),
    "no signature": unsigned({"alg": "HS256", "typ": "JWT"}),
    "another key": forged(key="00" * 32),
    "another algorithm": forged(algorithm="HS512"),
    "for somebody else": forged(aud="support-desk/admin"),
    "for nobody": forged(aud=None),
    "expired": forged(exp=datetime.now(UTC) - timedelta(seconds=1)),
    "without an end": forged(exp=None),
    "without a beginning": forged(iat=None),
    "without a first beginning": forged(auth_time=None),
    "without a conversation": forged(sub=None),
    "a conversation that is a number": forged(sub=7),
    "a conversation that is a list": forged(sub=[CONVERSATION_ID]),
    "not yet valid": forged(nbf=datetime.now(UTC) + timedelta(hours=1)),
}


def test_a_token_opens_its_conversation() -> None:
    assert TOKENS.check(ISSUED, CONVERSATION_ID) == HOLDER


def test_another_conversation_is_not_found() -> None:
    """And not refused, so that nobody learns which conversations there are."""
    with pytest.raises(ConversationNotFound):
        TOKENS.check(ISSUED, a_conversation_id())


@pytest.mark.parametrize("reason", REFUSED)
def test_a_token_is_refused(reason: str) -> None:
    with pytest.raises(TokenRefused):
        TOKENS.check(REFUSED[reason], CONVERSATION_ID)


@given(st.integers(0, len(base64.urlsafe_b64decode(ISSUED.split(".")[2] + "==")) * 8 - 1))
def test_no_bit_of_the_signature_may_be_flipped(bit: int) -> None:
    head, payload, signature = ISSUED.split(".")
    flipped = bytearray(base64.urlsafe_b64decode(signature + "=="))
    flipped[bit // 8] ^= 1 << bit % 8

    with pytest.raises(TokenRefused):
        TOKENS.check(f"{head}.{payload}.{_unpadded(bytes(flipped))}", CONVERSATION_ID)


@given(st.integers(0, len(ISSUED.rpartition(".")[0].replace(".", "")) - 1), st.sampled_from("AQgw-_0z"))
def test_no_letter_of_what_is_signed_may_be_changed(place: int, letter: str) -> None:
    signed, _, signature = ISSUED.rpartition(".")
    changed = signed[:place] + letter + signed[place + 1 :]
    if changed == signed:
        return

    with pytest.raises(TokenRefused):
        TOKENS.check(f"{changed}.{signature}", CONVERSATION_ID)


def test_a_token_says_when_it_ends() -> None:
    issued = VisitorTokens([SecretStr(KEY)], timedelta(minutes=90), timedelta(days=30)).issue(HOLDER)
    claims = jwt.decode(issued.token, KEY, ["HS256"], audience="support-desk/visitor")

    assert claims["exp"] == issued.expires_at.timestamp()
    assert claims["exp"] - claims["iat"] == 90 * 60


def test_a_token_holds_nothing_but_the_conversation() -> None:
    claims = jwt.decode(ISSUED, KEY, ["HS256"], audience="support-desk/visitor")

    assert claims.keys() == {"sub", "aud", "auth_time", "iat", "exp"}


def test_a_token_of_a_replica_whose_clock_is_ahead_is_good() -> None:
    """What matters is when it ends; a fresh token that is refused would end the conversation."""
    ahead = datetime.now(UTC) + timedelta(seconds=30)

    TOKENS.check(forged(iat=ahead), CONVERSATION_ID)


def test_the_token_of_a_verified_user_says_who_it_is() -> None:
    holder = Holder(conversation_id=CONVERSATION_ID, user=VerifiedUser(id="u 7", name="Jo", email="jo@example.org"))

    assert TOKENS.check(TOKENS.issue(holder).token, CONVERSATION_ID) == holder
    assert TOKENS.check(TOKENS.renew(TOKENS.issue(holder).token, CONVERSATION_ID).token, CONVERSATION_ID) == holder


@pytest.mark.parametrize("ended", [timedelta(hours=-1), timedelta(days=3)])
def test_a_token_can_be_renewed_also_after_its_end(ended: timedelta) -> None:
    now = datetime.now(UTC)
    token = forged(exp=now - ended, auth_time=int((now - timedelta(days=10)).timestamp()))

    renewed = TOKENS.renew(token, CONVERSATION_ID)

    assert renewed.expires_at > now + timedelta(hours=23)
    TOKENS.check(renewed.token, CONVERSATION_ID)


def test_a_token_cannot_be_renewed_for_ever() -> None:
    began = datetime.now(UTC) - timedelta(days=29, hours=20)
    last = TOKENS.renew(forged(auth_time=int(began.timestamp())), CONVERSATION_ID)

    assert last.expires_at <= began + timedelta(days=30)
    with pytest.raises(TokenRefused):
        TOKENS.renew(forged(auth_time=int((began - timedelta(days=1)).timestamp())), CONVERSATION_ID)


@pytest.mark.parametrize("reason", sorted(REFUSED.keys() - {"expired"}))
def test_what_opens_nothing_is_not_renewed(reason: str) -> None:
    with pytest.raises(TokenRefused):
        TOKENS.renew(REFUSED[reason], CONVERSATION_ID)


def test_another_conversation_is_not_renewed() -> None:
    with pytest.raises(ConversationNotFound):
        TOKENS.renew(ISSUED, a_conversation_id())


def test_a_key_that_was_replaced_opens_but_signs_no_more() -> None:
    rotated = VisitorTokens([SecretStr("00" * 32), SecretStr(KEY)], timedelta(hours=24), timedelta(days=30))

    rotated.check(ISSUED, CONVERSATION_ID)
    renewed = rotated.renew(ISSUED, CONVERSATION_ID).token
    rotated.check(renewed, CONVERSATION_ID)
    with pytest.raises(TokenRefused):
        TOKENS.check(renewed, CONVERSATION_ID)


def _unpadded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


ONLY_USERS = VisitorTokens([SecretStr(KEY)], timedelta(hours=24), timedelta(days=30), user_required=True)


def test_where_a_user_is_required_a_visitors_token_from_before_is_refused_and_not_renewed() -> None:
    for use in (ONLY_USERS.check, ONLY_USERS.renew):
        with pytest.raises(UserRequired, match="Only signed-in users") as refused:
            use(ISSUED, CONVERSATION_ID)
        assert refused.value.status == 401


def test_where_a_user_is_required_a_users_token_is_as_good_as_ever() -> None:
    holder = Holder(conversation_id=CONVERSATION_ID, user=VerifiedUser(id="u7"))
    token = TOKENS.issue(holder).token

    assert ONLY_USERS.check(token, CONVERSATION_ID) == holder
    assert ONLY_USERS.check(ONLY_USERS.renew(token, CONVERSATION_ID).token, CONVERSATION_ID) == holder


def test_where_a_user_is_required_a_token_of_another_conversation_finds_none() -> None:
    with pytest.raises(ConversationNotFound):
        ONLY_USERS.check(ISSUED, a_conversation_id())
