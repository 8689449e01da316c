"""A turn that is over: what the visitor wrote, what was replied, and what the answer was made of."""

from pydantic import BaseModel, ConfigDict

from shared.events import Provenance
from shared.visitor_view import ThreadMessage


class FinishedTurn(BaseModel):
    """A document of its own once it was said. The last message is the reply, unless a person had the conversation: what
    they wrote, and what was written to them, stand in documents of their own."""

    model_config = ConfigDict(frozen=True)

    id: str
    conversation_id: str
    messages: list[ThreadMessage]
    provenance: Provenance | None = None

    @property
    def reply(self) -> ThreadMessage:
        return self.messages[-1]
