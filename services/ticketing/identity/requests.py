"""What is asked of accounts, keys and the audit trail over HTTP. Unknown fields are refused."""

from typing import Annotated, Final, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, StringConstraints, model_validator
from pydantic.config import JsonDict

from services.ticketing.domain.audit import Action
from services.ticketing.domain.passwords import LONGEST
from services.ticketing.identity.administration import AccountChange, NewAccount
from services.ticketing.requests import Limit, Name, PageCursor, Since, Until, in_unicode
from services.ticketing.settings import Email
from services.ticketing.stores.audit import AuditFilters
from shared.auth import Role, Scope

_PLAIN: Final = r"^[^\x00-\x1f\x7f]*$"

Secret = Annotated[SecretStr, Field(min_length=1, max_length=LONGEST), AfterValidator(in_unicode)]
AccountId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{24}$")]
Switch = Annotated[bool, Field(strict=True)]
PersonName = Annotated[str, StringConstraints(strict=True, strip_whitespace=True, max_length=200, pattern=_PLAIN)]
KeyName = Annotated[
    str, StringConstraints(strict=True, max_length=60, pattern=r"^[A-Za-z0-9](?:[A-Za-z0-9 ._-]*[A-Za-z0-9])?$")
]
"""No `@`: in the audit trail nobody takes a key for a person."""


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid")


_EITHER_WAY: Final[JsonDict] = {
    "oneOf": [
        {
            "required": ["email", "password"],
            "properties": {"email": {"type": "string"}, "password": {"type": "string"}, "api_key": {"type": "null"}},
        },
        {
            "required": ["api_key"],
            "properties": {"email": {"type": "null"}, "password": {"type": "null"}, "api_key": {"type": "string"}},
        },
    ]
}
_NOT_BOTH: Final[JsonDict] = {
    "not": {
        "required": ["password", "random_password"],
        "properties": {"password": {"type": "string"}, "random_password": {"const": True}},
    }
}


class Credentials(_Request):
    """A person's `email` and `password`, or a machine's `api_key`."""

    model_config = ConfigDict(json_schema_extra=_EITHER_WAY)

    email: Name | None = None
    password: Secret | None = None
    api_key: Secret | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        of_a_person = self.email is not None and self.password is not None
        of_both = self.email is not None or self.password is not None
        if (self.api_key is None and not of_a_person) or (self.api_key is not None and of_both):
            raise ValueError("give either email and password, or api_key")
        return self


class PasswordChange(_Request):
    current_password: Secret
    new_password: Secret


class AccountRequest(_Request):
    """Without a password one is made at random, and shown once in the answer."""

    email: Email
    name: PersonName = ""
    role: Role
    password: Secret | None = None

    def to_account(self) -> NewAccount:
        password = self.password.get_secret_value() if self.password else None
        return NewAccount(email=self.email, name=self.name, role=self.role, password=password)


class AccountPatch(_Request):
    """What is absent or null stays as it is. `random_password`: another one is made, and shown once in the answer."""

    model_config = ConfigDict(json_schema_extra=_NOT_BOTH)

    name: PersonName | None = None
    role: Role | None = None
    disabled: Switch | None = None
    password: Secret | None = None
    random_password: Switch | None = None

    @model_validator(mode="after")
    def _one_password(self) -> Self:
        if self.password is not None and self.random_password:
            raise ValueError("give either password or random_password")
        return self

    def to_change(self) -> AccountChange:
        return AccountChange(
            name=self.name,
            role=self.role,
            disabled=self.disabled,
            password=self.password.get_secret_value() if self.password else None,
            random_password=bool(self.random_password),
        )


class ApiKeyRequest(_Request):
    """`scopes`: what whoever holds the key may do. Without `expires_at` it is good until it is revoked."""

    name: KeyName
    scopes: Annotated[frozenset[Scope], Field(min_length=1)]
    expires_at: Until | None = None


class AuditQuery(_Request):
    """Filters, all of which have to fit. `who` is an address or `key:<name>`, `which` an id; `from` and `to` are
    inclusive, and a bare date is a whole UTC day."""

    who: Name | None = None
    what: Action | None = None
    which: Annotated[str, Field(max_length=100)] | None = None
    since: Since | None = Field(None, alias="from")
    until: Until | None = Field(None, alias="to")
    limit: Limit = 50
    cursor: PageCursor | None = None

    def to_filters(self) -> AuditFilters:
        return AuditFilters(**self.model_dump(exclude={"limit", "cursor"}))
