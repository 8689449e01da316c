"""Who is asking: access tokens are checked with the public key alone, and cookies only from pages of our own."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Final

import httpx2
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from fastapi import Depends, FastAPI
from pydantic import SecretStr

from shared.auth import (
    ACCESS_COOKIE,
    ALGORITHM,
    AUDIENCE,
    ISSUER,
    AccessTokens,
    NotSignedIn,
    Principal,
    Role,
    Scope,
    require_access,
    require_service,
)
from tests.unit.shared.api import an_app, client_of

KEY: Final = Ed25519PrivateKey.generate()
PUBLIC_PEM: Final = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
TOKENS: Final = AccessTokens(SecretStr(PUBLIC_PEM))
LONG_AGO: Final = datetime(2026, 1, 1, tzinfo=UTC)
SERVICE_TOKEN: Final = "5e" * 32


def a_token(key: Ed25519PrivateKey = KEY, /, **changes: object) -> str:
    """Ada's, an agent; a claim given as None is left out."""
    now = datetime.now(UTC)
    claims = {
        "sub": "account-1",
        "email": "ada@desk.example",
        "role": "agent",
        "iss": ISSUER,
        "aud": AUDIENCE,
        "iat": now,
        "exp": now + timedelta(minutes=5),
        **changes,
    }
    return jwt.encode({name: claim for name, claim in claims.items() if claim is not None}, key, ALGORITHM)


@pytest.fixture
def app() -> FastAPI:
    app = an_app()
    agent = require_access(TOKENS, Role.AGENT, Scope.CONVERSATIONS_WRITE)

    @app.get("/tickets")
    async def read(who: Annotated[Principal, Depends(agent)]) -> str:
        return who.email

    @app.post("/tickets")
    async def write(who: Annotated[Principal, Depends(agent)]) -> str:
        return who.email

    @app.get("/internal", dependencies=[Depends(require_service(SecretStr(SERVICE_TOKEN)))])
    async def internal() -> str:
        return "for services"

    return app


async def _ask(app: FastAPI, method: str, path: str = "/tickets", **headers: str) -> httpx2.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    async with client_of(app) as client:
        return await client.request(method, path, headers=named)


def test_a_good_token_says_who_it_is() -> None:
    principal = TOKENS.principal(a_token())

    assert principal == Principal(account_id="account-1", email="ada@desk.example", role=Role.AGENT)


@pytest.mark.parametrize(
    "changes",
    [
        {"exp": LONG_AGO},
        {"exp": None},
        {"iat": None},
        {"sub": None},
        {"email": None},
        {"role": None},
        {"role": "owner"},
        {"scopes": ["everything"]},
        {"scopes": "audit:read"},
        {"aud": "support-desk/visitor"},
        {"aud": None},
        {"iss": "somebody"},
        {"iss": None},
    ],
    ids=str,
)
def test_a_token_with_a_wrong_claim_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(NotSignedIn):
        TOKENS.principal(a_token(**changes))


def test_a_token_of_another_key_is_refused() -> None:
    with pytest.raises(NotSignedIn):
        TOKENS.principal(a_token(Ed25519PrivateKey.generate()))


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_a_token_signed_in_another_way_is_refused(algorithm: str) -> None:
    claims = jwt.decode(a_token(), options={"verify_signature": False})
    key = "" if algorithm == "none" else "k" * 32

    with pytest.raises(NotSignedIn):
        TOKENS.principal(jwt.encode(claims, key, algorithm))


@pytest.mark.parametrize("token", ["", "nonsense", "a.b.c", "é" * 10])
def test_what_is_no_token_is_refused(token: str) -> None:
    with pytest.raises(NotSignedIn):
        TOKENS.principal(token)


@pytest.mark.parametrize(("role", "status"), [("viewer", 403), ("agent", 200), ("admin", 200)])
async def test_a_role_may_do_what_the_lesser_ones_may(role: str, status: int, app: FastAPI) -> None:
    answer = await _ask(app, "POST", authorization=f"Bearer {a_token(role=role)}")

    assert answer.status_code == status


@pytest.mark.parametrize(
    ("scopes", "status"),
    [
        (["conversations:write"], 200),
        (["conversations:write", "audit:read"], 200),
        (["conversations:read", "accounts:manage"], 403),
        ([], 403),
    ],
    ids=str,
)
async def test_a_machine_may_do_what_its_scopes_say_whatever_its_role(
    scopes: list[str], status: int, app: FastAPI
) -> None:
    answer = await _ask(app, "POST", authorization=f"Bearer {a_token(role='admin', scopes=scopes)}")

    assert answer.status_code == status
    assert status == 200 or "the scope conversations:write" in answer.json()["detail"]


async def test_without_a_token_the_answer_says_how_to_sign_in(app: FastAPI) -> None:
    answer = await _ask(app, "GET")

    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    assert "POST /api/support/session" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("method", "headers", "status"),
    [
        ("GET", {}, 200),
        ("GET", {"sec_fetch_site": "cross-site"}, 200),
        ("POST", {}, 200),
        ("POST", {"sec_fetch_site": "same-origin", "origin": "http://desk.example"}, 200),
        ("POST", {"sec_fetch_site": "cross-site"}, 403),
        ("POST", {"sec_fetch_site": "same-site"}, 403),
        ("POST", {"origin": "http://evil.example"}, 403),
        ("POST", {"origin": "null"}, 403),
    ],
    ids=str,
)
async def test_a_cookie_changes_things_only_from_a_page_of_our_own(
    method: str, headers: dict[str, str], status: int, app: FastAPI
) -> None:
    answer = await _ask(app, method, cookie=f"{ACCESS_COOKIE}={a_token()}", **headers)

    assert answer.status_code == status


async def test_a_bearer_token_needs_no_origin(app: FastAPI) -> None:
    answer = await _ask(app, "POST", authorization=f"Bearer {a_token()}", origin="http://elsewhere.example")

    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("authorization", "status"),
    [
        (f"Bearer {SERVICE_TOKEN}", 200),
        (SERVICE_TOKEN, 401),
        ("Bearer ", 401),
        (f"Bearer {SERVICE_TOKEN}0", 401),
        (f"Bearer {a_token(role='admin')}", 401),
    ],
    ids=["the service token", "without a scheme", "nothing", "nearly", "an admin's"],
)
async def test_an_internal_route_is_for_services(authorization: str, status: int, app: FastAPI) -> None:
    answer = await _ask(app, "GET", "/internal", authorization=authorization)

    assert answer.status_code == status
