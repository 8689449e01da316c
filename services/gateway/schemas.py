"""What visitors' clients send and get."""

import re
from typing import Annotated, Final, Self
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic.config import JsonDict

from services.gateway.identity import Email, Name
from shared.events import Source
from shared.ids import ConversationId, MessageId
from shared.whole_numbers import WHOLE

ABSOLUTE_MAX_CHARS: Final = 16_000

PageUrl = Annotated[
    str,
    StringConstraints(max_length=2_000),
    AfterValidator(lambda url: re.split(r"[?#]", url)[0]),
    Field(examples=["https://shop.example/pricing"]),
]
"""Kept without query and fragment, which may hold what lets somebody in."""
Locale = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8}){0,3}$"), Field(examples=["en", "pt-BR"])
]
Content = Annotated[
    str,
    StringConstraints(min_length=1, max_length=ABSOLUTE_MAX_CHARS),
    Field(examples=["How do payments work?"], json_schema_extra={"pattern": r"\S"}),
]
"""What is blank is refused by the route, which says so in a sentence."""
Comment = Annotated[str, StringConstraints(max_length=2_000), Field(examples=["Quick and friendly."])]
ConsentVersion = Annotated[str, StringConstraints(max_length=100)]
"""Of the text that the visitor has agreed to, where the business asks for that."""
Score = Annotated[int, Field(ge=1, le=5), WHOLE]
Switch = Annotated[bool, Field(strict=True)]
_GIVES_SOLVED_OR_SCORE: Final[JsonDict] = {
    "anyOf": [
        {"required": ["solved"], "properties": {"solved": {"type": "boolean"}}},
        {"required": ["score"], "properties": {"score": {"type": "integer"}}},
    ]
}


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid")


class BeginConversation(_Request):
    """All optional: where the visitor is, and who, as a JWT that the business's own back end has signed."""

    source: Source = Source.WEB
    page_url: PageUrl | None = None
    locale: Locale | None = None
    identity: str | None = Field(None, max_length=8_000)


class ConversationBegun(BaseModel):
    """`token` goes into the Authorization header of every other request about this conversation."""

    conversation_id: ConversationId
    token: str
    expires_at: AwareDatetime


class OwnConversation(BaseModel):
    """A signed-in user's conversation. `opening` is how it began."""

    conversation_id: ConversationId
    opening: str
    last_message_at: AwareDatetime
    token: str
    expires_at: AwareDatetime


class ProvideContact(_Request):
    """Where a reply reaches the visitor when this page is closed. `consent_version`: as with a message."""

    email: Email
    name: Name | None = None
    consent_version: ConsentVersion | None = None


class RateConversation(_Request):
    """Whether it was solved, how good it was (1 to 5), or both. `consent_version`: as with a message."""

    model_config = ConfigDict(json_schema_extra=_GIVES_SOLVED_OR_SCORE)

    solved: Switch | None = None
    score: Score | None = None
    comment: Comment | None = None
    consent_version: ConsentVersion | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.solved is None and self.score is None:
            raise ValueError("give solved, score, or both")
        return self


class Accepted(BaseModel):
    """It is kept, and takes effect in a moment."""

    accepted: bool = True


class SendMessage(_Request):
    """`client_message_id` is made once by the client: the same one again is the same message.

    `wants_person`: the visitor pressed the button that asks for a person, whatever `content` says. `consent_version`:
    of the text that the visitor has agreed to, where the business asks for that.
    """

    client_message_id: UUID
    content: Content
    source: Source = Source.WEB
    page_url: PageUrl | None = None
    locale: Locale | None = None
    after_message_id: MessageId | None = None
    wants_person: Switch = False
    consent_version: ConsentVersion | None = None


class MessageAccepted(BaseModel):
    message_id: MessageId


class AskedConsent(BaseModel):
    """What a visitor has to agree to before the first message. `text` is Markdown."""

    version: str
    text: str


class ChatConfig(BaseModel):
    """What a widget needs to know before anything is written. `demonstration`: a local stand-in answers, not Claude.
    `consent`: null where nothing has to be agreed to."""

    brand: str
    demonstration: bool
    support_email: str
    suggested_questions: list[str]
    message_max_chars: int
    consent: AskedConsent | None
