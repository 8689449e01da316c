"""What visitors' clients send and get."""

from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from shared.events import Source
from shared.ids import ConversationId, MessageId

Url = Annotated[str, StringConstraints(max_length=2_000)]
Locale = Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8}){0,3}$")]
ABSOLUTE_MAX_CHARS = 16_000


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid")


class BeginConversation(_Request):
    """All optional: where the visitor is."""

    source: Source = Source.WEB
    page_url: Url | None = None
    locale: Locale | None = None


class ConversationBegun(BaseModel):
    """`token` goes into the Authorization header of every other request about this conversation."""

    conversation_id: ConversationId
    token: str
    expires_at: AwareDatetime


class SendMessage(_Request):
    """`client_message_id` is made once by the client: the same one again is the same message.

    `wants_person`: the visitor pressed the button that asks for a person, whatever `content` says.
    """

    client_message_id: UUID
    content: str = Field(min_length=1, max_length=ABSOLUTE_MAX_CHARS)
    source: Source = Source.WEB
    page_url: Url | None = None
    locale: Locale | None = None
    after_message_id: MessageId | None = None
    wants_person: bool = False


class MessageAccepted(BaseModel):
    message_id: MessageId


class ChatConfig(BaseModel):
    """What a widget needs to know before anything is written. `demonstration`: a local stand-in answers, not Claude."""

    brand: str
    demonstration: bool
    support_email: str
    suggested_questions: list[str]
    message_max_chars: int
