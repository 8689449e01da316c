"""Who asks, for schemathesis (SCHEMATHESIS_HOOKS): each operation is asked by somebody who may.

A visitor's token is good for one conversation, so each conversation that is asked about gets its own.
"""

import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import jwt
import schemathesis
from pydantic import SecretStr
from schemathesis import AuthContext, HookContext
from schemathesis import Case as GenericCase

from services.gateway.tokens import Holder, VisitorTokens

Case = GenericCase[Any]  # of whatever specification

ACCESS_TOKEN: Final = "FUZZ_ACCESS_TOKEN"
ACCOUNT_ID: Final = "FUZZ_ACCOUNT_ID"
SERVICE_TOKEN: Final = "FUZZ_SERVICE_TOKEN"
VISITOR_KEY: Final = "FUZZ_VISITOR_KEY"
IDENTITY_SECRET: Final = "FUZZ_IDENTITY_SECRET"
NOBODYS: Final = "0" * 24


def visitors_token(case: Case) -> str:
    tokens = VisitorTokens([SecretStr(os.environ[VISITOR_KEY])], timedelta(hours=1), timedelta(days=1))
    conversation_id = str(case.path_parameters.get("conversation_id", NOBODYS))
    return tokens.issue(Holder(conversation_id=conversation_id)).token


def identity(_: Case) -> str:
    claims = {"sub": "u-7", "name": "Jo Novak", "exp": datetime.now(UTC) + timedelta(minutes=30)}
    return jwt.encode(claims, os.environ[IDENTITY_SECRET], "HS256")


TOKENS: Final[Mapping[str, Callable[[Case], str]]] = {
    "visitor_token": visitors_token,
    "identity": identity,
    "access_token": lambda _: os.environ[ACCESS_TOKEN],
    "service_token": lambda _: os.environ[SERVICE_TOKEN],
}
"""By the name of the security scheme."""


@schemathesis.auth(refresh_interval=None)
class Bearer:
    def get(self, case: Case, context: AuthContext) -> str | None:
        return bearer(case, context.operation.definition.raw)

    def set(self, case: Case, data: str, _: AuthContext) -> None:
        case.headers["Authorization"] = data


def bearer(case: Case, operation: Mapping[str, Any]) -> str | None:  # Any: a part of an OpenAPI document
    schemes = [name for requirement in operation.get("security", []) for name in requirement]
    return f"Bearer {TOKENS[schemes[0]](case)}" if schemes else None


@schemathesis.hook
def before_call(_: HookContext, case: Case, __: dict[str, Any]) -> None:
    """A link has led to another conversation after the token was made; and nobody shuts themselves out."""
    if case._has_explicit_auth:  # and was not left without a good token on purpose
        case.headers["Authorization"] = bearer(case, case.operation.definition.raw) or ""
    if case.path_parameters.get("account_id") == os.environ.get(ACCOUNT_ID, NOBODYS):
        case.path_parameters["account_id"] = NOBODYS
