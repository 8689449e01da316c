"""A line of ticketing's `GET /internal/export`: one conversation, as far as figures need it."""

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from shared.events import Outcome, Status
from shared.ids import ConversationId


class _Exported(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class ExportedMessage(_Exported):
    id: str = Field(min_length=1, max_length=200)
    role: str = Field(min_length=1, max_length=20)
    created_at: AwareDatetime


class ExportedCost(_Exported):
    """`id` is the usage event's, the logged message's, or "legacy" for the sum that the older system left."""

    id: str = Field(min_length=1, max_length=200)
    cost_nanousd: int = Field(ge=0)
    tokens: int = Field(0, ge=0, description="Of all classes together; 0 where they are not known.")


class ExportedRating(_Exported):
    solved: bool | None = None
    score: int | None = Field(None, ge=1, le=5)
    at: AwareDatetime


class ExportedConversation(_Exported):
    """`message_count` above the number of `messages`: the older system kept no more than the number. Of what was
    `erased` there are no messages, and `created_at` is no more than the day."""

    conversation_id: ConversationId
    erased: bool = False
    created_at: AwareDatetime
    revision: int = Field(0, ge=0)
    status: Status
    outcome: Outcome | None = None
    reopened_count: int = Field(0, ge=0)
    escalated: bool
    first_question: str | None
    message_count: int = Field(ge=0)
    messages: list[ExportedMessage]
    costs: list[ExportedCost]
    rating: ExportedRating | None = None
