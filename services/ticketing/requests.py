"""What is asked of ticketing over HTTP: bodies and parameters. Unknown ones are refused; null is as good as absent."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    StringConstraints,
    WithJsonSchema,
)

from services.ticketing.domain.conversation import Origin, Patch
from services.ticketing.domain.cursor import CURSOR_PATTERN
from services.ticketing.domain.message import LogEntry
from services.ticketing.stores.lists import Filters
from shared.events import Outcome, Source, Status
from shared.whole_numbers import WHOLE

MOST_TOKENS: Final = 100_000_000
"""Far above any model's window; sums of them stay far below what an int64 holds."""

NO_NUL: Final = r"^[^\x00]*$"
_NOT_BLANK: Final = r"^[^\x00]*[^\s\x00][^\x00]*$"
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


def _words(most: int, least: int = 1, pattern: str = NO_NUL) -> StringConstraints:
    return StringConstraints(strict=True, min_length=least, max_length=most, pattern=pattern)


Name = Annotated[str, _words(254)]
Title = Annotated[str, _words(120, pattern=_NOT_BLANK), Field(examples=["Refunds"])]
Url = Annotated[str, _words(2_048), Field(examples=["https://shop.example/pricing"])]
Notes = Annotated[str, _words(20_000, least=0), Field(examples=["Called back."])]
Content = Annotated[str, _words(64_000), Field(examples=["How do payments work?"])]
Words = Annotated[Content, Field(json_schema_extra={"pattern": _NOT_BLANK})]
"""Content that is not blank, which the routes check: they say so in a sentence."""
Tokens = Annotated[int, Field(ge=0, le=MOST_TOKENS), WHOLE]
Limit = Annotated[int, Field(ge=1, le=200, description="Items on a page.")]
PageCursor = Annotated[
    str,
    Field(
        max_length=100,
        description="From the Link header of the page before.",
        json_schema_extra={"pattern": CURSOR_PATTERN},
    ),
]


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("the moment lies outside the calendar") from error


def in_unicode(secret: SecretStr) -> SecretStr:
    try:
        secret.get_secret_value().encode()
    except UnicodeEncodeError as error:
        raise ValueError("it has to be valid Unicode text") from error
    return secret


def _as_whole_day(time: str) -> BeforeValidator:
    """A bare date stands for the day's first or last moment, in UTC. A number is no moment."""

    def complete(value: Any) -> Any:  # not validated yet
        if not isinstance(value, str) or not _DAY.match(value):
            raise ValueError("give a date, or a moment with its offset (RFC 3339)")
        return f"{value}T{time}Z" if _DAY.fullmatch(value) else value

    return BeforeValidator(complete)


_MOMENT: Final = WithJsonSchema(
    {"type": "string", "anyOf": [{"format": "date-time"}, {"format": "date"}], "examples": ["2026-11-20"]}
)
Since = Annotated[AwareDatetime, AfterValidator(_in_utc), _as_whole_day("00:00:00"), _MOMENT]
Until = Annotated[AwareDatetime, AfterValidator(_in_utc), _as_whole_day("23:59:59.999"), _MOMENT]


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid")


class NewConversation(_Request):
    """A conversation that takes place elsewhere and is logged here. `source` is `web` where it is not said."""

    source: Source | None = None
    page_url: Url | None = None
    user_agent: Url | None = None
    user_id: Name | None = None
    business_id: Name | None = None

    def to_origin(self) -> Origin:
        return Origin(
            source=self.source or Source.WEB,
            page_url=self.page_url,
            user_agent=self.user_agent,
            user_id=self.user_id,
            business_id=self.business_id,
        )


class NewMessage(_Request):
    """A message of such a conversation; tokens are priced by ticketing's settings."""

    role: Literal["user", "assistant"]
    content: Content
    input_tokens: Tokens | None = None
    output_tokens: Tokens | None = None
    is_escalation: Annotated[bool, Field(strict=True)] | None = None

    def to_entry(self) -> LogEntry:
        return LogEntry(
            role=self.role,
            content=self.content,
            input_tokens=self.input_tokens or 0,
            output_tokens=self.output_tokens or 0,
            is_escalation=bool(self.is_escalation),
        )


class ConversationPatch(_Request):
    """What is absent or null stays as it is; only `assigned_to: null` takes the ticket from whoever has it."""

    status: Status | None = None
    notes: Notes | None = None
    assigned_to: Name | None = None

    def to_patch(self) -> Patch:
        unassign = "assigned_to" in self.model_fields_set and self.assigned_to is None
        return Patch(status=self.status, notes=self.notes, assigned_to=self.assigned_to, unassign=unassign)


class NewReply(_Request):
    """What a person writes to the visitor. The same `client_reply_id` again is the same message, said once."""

    content: Words
    client_reply_id: UUID | None = None


class NewNote(_Request):
    """For people of the desk only."""

    content: Words


class NewCannedReply(_Request):
    title: Title
    content: Words


class CannedReplyPatch(_Request):
    """What is absent or null stays as it is."""

    title: Title | None = None
    content: Words | None = None


class Claim(_Request):
    """`take_over`: also when somebody else has it."""

    take_over: Annotated[bool, Field(strict=True)] | None = None


class ConversationQuery(_Request):
    """Filters of the list, all of which have to fit. `from` and `to` are of `created_at`, inclusive; a bare date is a
    whole UTC day. Each word of `text` is looked for, literally and in any case, in the messages, the summaries, the
    reason of an escalation, what people of the desk note for each other, the field `notes`, `user_id` and the visitor's
    e-mail address; words in quotation marks have to stand in this order. A page of such a search may have fewer items
    than `limit`, or none, and a next page all the same: it goes as far back as there is time to look."""

    status: Status | None = None
    escalated: bool | None = None
    source: Source | None = None
    user_id: Name | None = None
    business_id: Name | None = None
    assigned_to: Name | None = None
    outcome: Outcome | None = None
    since: Since | None = Field(None, alias="from")
    until: Until | None = Field(None, alias="to")
    text: Annotated[str, _words(200)] | None = None
    limit: Limit = 50
    cursor: PageCursor | None = None

    def to_filters(self) -> Filters:
        return Filters(**self.model_dump(exclude={"limit", "cursor"}))


class UserQuery(_Request):
    """Whose conversations."""

    user_id: Name


class PageQuery(_Request):
    """Of a list without filters."""

    limit: Limit = 50
    cursor: PageCursor | None = None
