"""Users whom the business's own back end has signed in: it says so with a short HS256 JWT, which the site hands on.

Claims: `sub` (the user's id), `exp`, and where known `name`, `email` and `business_id`.
"""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Final

import jwt
from email_validator import validate_email
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, StringConstraints, ValidationError

from shared.problems import Problem

_ALGORITHM: Final = "HS256"
_CLOCKS_DIFFER: Final = timedelta(seconds=30)

UserId = Annotated[str, StringConstraints(min_length=1, max_length=254, pattern=r"^[^\x00-\x1f]+$")]
Name = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\x00-\x1f]*[^\s\x00-\x1f][^\x00-\x1f]*$"
    ),
    Field(examples=["Jo Novak"]),
]


def _well_formed(address: str) -> str:
    """By its form alone. Raises ValueError; `Jo <jo@shop.example>` is a name and an address, and none."""
    return validate_email(address, check_deliverability=False, test_environment=True).normalized


Email = Annotated[
    str,
    AfterValidator(_well_formed),
    Field(max_length=254, examples=["jo@shop.example"], json_schema_extra={"format": "email"}),
]


class IdentityRefused(Problem):
    def __init__(self, why: str) -> None:
        super().__init__(401, "identity-refused", why, headers={"WWW-Authenticate": "Bearer"})


class VerifiedUser(BaseModel):
    """Who it is, as the business's back end has signed it."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True, hide_input_in_errors=True)

    id: UserId
    name: Name | None = None
    email: Email | None = None
    business_id: UserId | None = None


class Identities:
    """`secret` is what the back end signs with; without one nobody is verified. `longest`: how far ahead a JWT's end
    may lie, because it cannot be taken back."""

    def __init__(self, secret: SecretStr | None, *, required: bool, longest: timedelta) -> None:
        self._secret = secret.get_secret_value() if secret else None
        self._required = required
        self._longest = longest

    def verify(self, identity: str | None) -> VerifiedUser | None:
        """None for a visitor who says nothing and need not. Raises IdentityRefused, with the reason."""
        if identity is None:
            if self._required:
                raise IdentityRefused("Only signed-in users may write here: send the identity JWT of your back end.")
            return None
        if self._secret is None:
            raise IdentityRefused("Identities are not set up here: GATEWAY_IDENTITY_SECRET has no value.")
        return self._user(self._claims(identity, self._secret))

    def _claims(self, identity: str, secret: str) -> dict[str, object]:
        try:
            claims: dict[str, object] = jwt.decode(
                identity,
                secret,
                algorithms=[_ALGORITHM],
                leeway=_CLOCKS_DIFFER,
                options={"require": ["sub", "exp"], "verify_aud": False},
            )
        except jwt.ExpiredSignatureError as error:
            raise IdentityRefused("The identity JWT has expired: fetch a new one from your back end.") from error
        except jwt.MissingRequiredClaimError as error:
            raise IdentityRefused(f"The identity JWT lacks the claim {error.claim}.") from error
        except (jwt.InvalidTokenError, OverflowError) as error:
            raise IdentityRefused(
                "The identity JWT is not valid: it must be signed with HS256 and our secret."
            ) from error
        return claims

    def _user(self, claims: dict[str, object]) -> VerifiedUser:
        latest = datetime.now(UTC) + self._longest + _CLOCKS_DIFFER
        if float(str(claims["exp"])) > latest.timestamp():
            minutes = int(self._longest.total_seconds() // 60)
            raise IdentityRefused(f"The identity JWT is good for too long: at most {minutes} minutes.")
        try:
            return VerifiedUser.model_validate({**claims, "id": claims["sub"]})
        except ValidationError as error:
            claim = "sub" if (named := str(error.errors()[0]["loc"][0])) == "id" else named
            raise IdentityRefused(f"The identity JWT's claim {claim} is not as it should be.") from error
