"""What is answered to whoever exports and erases."""

from datetime import date
from typing import Self

from pydantic import AwareDatetime, BaseModel

from services.ticketing.domain.conversation import Conversation, Origin
from services.ticketing.domain.erasure import waits_for
from services.ticketing.domain.money import usd
from services.ticketing.privacy.privacy import Record
from services.ticketing.schemas import ConversationView, NoteView, NoticeView, SupportMessageView
from shared.events import Status
from shared.ids import ConversationId


class RecordedMessage(SupportMessageView):
    """`origin`: the page and the browser that it came from."""

    origin: Origin | None


class RecordedNotice(NoticeView):
    """`reached`: the addresses for which the e-mail server has taken it."""

    reached: list[str]


class ConversationRecord(ConversationView):
    """Everything that is kept of a conversation. `user_name` and `user_email` are a verified user's, `notes_of_desk` is
    what people of the desk have noted for each other."""

    user_name: str | None
    user_email: str | None
    notes_of_desk: list[NoteView]
    messages: list[RecordedMessage]
    notices: list[RecordedNotice]

    @classmethod
    def of_record(cls, record: Record) -> Self:
        conversation = record.conversation
        return cls.of(
            conversation,
            messages=[RecordedMessage.of(message) for message in record.thread],
            notices=[RecordedNotice.of(notice) for notice in record.notices],
            user_name=conversation.origin.user_name,
            user_email=conversation.origin.user_email,
            notes_of_desk=[NoteView.of(note) for note in record.notes],
        )


class UserRecord(BaseModel):
    """Everything that is kept of a user, oldest first."""

    user_id: str
    conversations: list[ConversationRecord]


class ReceiptView(BaseModel):
    service: str
    at: AwareDatetime


class ErasureView(BaseModel):
    """What is left of a conversation: figures, and the receipts of the services that have deleted what they kept.

    `waiting_for`: those whose receipt is still to come. `day` is the UTC day on which it began, `cost_usd` dollars.
    """

    conversation_id: ConversationId
    erased_at: AwareDatetime
    erased_by: str
    receipts: list[ReceiptView]
    waiting_for: list[str]
    day: date
    status: Status
    escalated: bool
    outcome: str | None
    reopened_count: int
    message_count: int
    total_input_tokens: int
    total_output_tokens: int
    cost_usd: float

    @classmethod
    def of(cls, tombstone: Conversation) -> Self:
        erasure, totals = tombstone.erasure, tombstone.totals
        assert erasure  # noqa: S101  a tombstone has one
        return cls(
            conversation_id=tombstone.id,
            erased_at=erasure.at,
            erased_by=erasure.by,
            receipts=[ReceiptView(service=receipt.service, at=receipt.at) for receipt in erasure.receipts],
            waiting_for=waits_for(erasure),
            day=tombstone.created_at.date(),
            status=tombstone.status,
            escalated=tombstone.escalated,
            outcome=tombstone.outcome,
            reopened_count=tombstone.reopened_count,
            message_count=totals.message_count,
            total_input_tokens=totals.input_tokens,
            total_output_tokens=totals.output_tokens,
            cost_usd=usd(totals.cost_nanousd),
        )
