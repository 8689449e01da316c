"""What a visitor sees of a conversation: the thread, and the live frames that keep it up to date.

The chat worker writes these (its internal HTTP route and `support.live`), the gateway passes them on. A frame is a
hint; the thread is the truth. Message sequence numbers are contiguous from 1 within a conversation, so a reader knows
when it missed one.
"""

from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter

from shared.events import CitedSource, Handler
from shared.ids import ConversationId, MessageId


class _View(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


class ThreadMessage(_View):
    """One message, without what is none of a visitor's business (tokens, provenance, notes)."""

    id: MessageId
    seq: int
    role: Literal["user", "assistant", "agent"]
    content: str
    sources: list[CitedSource] = []
    agent_name: str | None = None
    created_at: AwareDatetime
    turn_id: str | None = None
    answers: list[MessageId] = []


class PartialReply(_View):
    """The reply in the making, as of the chat worker's last checkpoint (about a second ago at most)."""

    turn_id: str
    attempt: int
    text: str


class Thread(_View):
    """`contact_known`: a person would know where to write to the visitor."""

    conversation_id: ConversationId
    messages: list[ThreadMessage]
    partial: PartialReply | None = None
    handled_by: Handler = Handler.BOT
    contact_known: bool = False


class KeptConversation(_View):
    """One of a verified user's conversations. `opening`: the beginning of its first message."""

    conversation_id: ConversationId
    opening: str
    last_message_at: AwareDatetime


class MessageShown(_View):
    """A whole message: the visitor's own once it is in the thread, a finished reply, or a person's."""

    kind: Literal["message"] = "message"
    message: ThreadMessage


class ReplyStarted(_View):
    kind: Literal["reply.started"] = "reply.started"
    turn_id: str
    attempt: int


class ReplyDelta(_View):
    """`offset`: how many code points of this attempt came before `text`."""

    kind: Literal["reply.delta"] = "reply.delta"
    turn_id: str
    attempt: int
    offset: int
    text: str


class ReplyReset(_View):
    """What was shown of this turn is withdrawn; `attempt` is the number of the one that follows."""

    kind: Literal["reply.reset"] = "reply.reset"
    turn_id: str
    attempt: int


class ConversationUpdated(_View):
    kind: Literal["conversation.updated"] = "conversation.updated"
    handled_by: Handler
    contact_known: bool = False


class ThreadErased(_View):
    """There is no conversation any more."""

    kind: Literal["conversation.erased"] = "conversation.erased"


LiveFrame = Annotated[
    MessageShown | ReplyStarted | ReplyDelta | ReplyReset | ConversationUpdated | ThreadErased,
    Field(discriminator="kind"),
]
LIVE_FRAME: TypeAdapter[LiveFrame] = TypeAdapter(LiveFrame)
