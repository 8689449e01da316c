"""What is answered about accounts, keys, sessions and the audit trail."""

from typing import Self

from pydantic import AwareDatetime, BaseModel, ConfigDict

from services.ticketing.domain.audit import Action, Value
from services.ticketing.stores.accounts import Account
from services.ticketing.stores.api_keys import ApiKey
from services.ticketing.stores.audit import Entry
from shared.auth import Role, Scope


class _View(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class AccountView(_View):
    """`password` is there once: in the answer to the request that had one made."""

    id: str
    email: str
    name: str
    role: Role
    disabled: bool
    created_at: AwareDatetime
    last_sign_in_at: AwareDatetime | None
    password: str | None = None

    @classmethod
    def of(cls, account: Account, password: str | None = None) -> Self:
        return cls.model_validate(account).model_copy(update={"password": password})


class ApiKeyView(_View):
    """`secret` is there once: in the answer to the request that made the key."""

    id: str
    name: str
    scopes: list[Scope]
    created_by: str
    created_at: AwareDatetime
    expires_at: AwareDatetime | None
    last_used_at: AwareDatetime | None
    secret: str | None = None

    @classmethod
    def of(cls, key: ApiKey, secret: str | None = None) -> Self:
        return cls(
            id=key.id,
            name=key.name,
            scopes=sorted(key.scopes),
            created_by=key.created_by,
            created_at=key.created_at,
            expires_at=key.expires_at,
            last_used_at=key.last_used_at,
            secret=secret,
        )


class AuditEntryView(BaseModel):
    """Who did what to which, and what changed by it: without secrets, and of a text only its length."""

    id: str
    who: str
    what: Action
    which: str
    at: AwareDatetime
    before: dict[str, Value]
    after: dict[str, Value]
    request_id: str | None

    @classmethod
    def of(cls, entry: Entry) -> Self:
        deed = entry.deed
        return cls(
            id=entry.id,
            who=deed.who,
            what=deed.action,
            which=deed.which,
            at=deed.at,
            before=dict(deed.before),
            after=dict(deed.after),
            request_id=entry.request_id,
        )
