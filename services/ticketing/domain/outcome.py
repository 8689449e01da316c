"""How a conversation ended: decided once nothing has happened for long enough, and kept true from then on.

Until then there is none. A visitor who writes again takes it away (`working.written_to`), and so does whatever puts it
into the queue; a late reply or rating makes it another.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from services.ticketing.domain.conversation import Conversation, Step
from services.ticketing.domain.status import SETTLED
from shared.events import ConversationOutcomeChanged, Outcome, event_id


def outcome_of(conversation: Conversation) -> Outcome:
    """What it would be if it ended now. Put before people is stronger than solved, and that than answered."""
    if conversation.escalated:
        return Outcome.ESCALATED
    if conversation.rating and conversation.rating.solved:
        return Outcome.CONFIRMED
    return Outcome.ANSWERED if conversation.replied_at else Outcome.ABANDONED


def decided(conversation: Conversation, now: datetime, idle: timedelta) -> Step:
    """It has ended when nothing has happened for as long as `idle`, and nobody of the desk is waited for. That is
    when it ended, also where it is decided later."""
    if conversation.outcome or conversation.status not in SETTLED or now - conversation.updated_at < idle:
        return Step(conversation)
    return Step(replace(conversation, outcome=outcome_of(conversation), outcome_at=conversation.updated_at + idle))


def _with_outcome(conversation: Conversation) -> Conversation:
    if conversation.status not in SETTLED:
        return replace(conversation, outcome=None, outcome_at=None)
    return replace(conversation, outcome=outcome_of(conversation))


def kept_true(before: Conversation, step: Step, now: datetime) -> Step:
    """The step with the outcome that follows from it, where one was decided, and with what is to be said of that,
    and of a visitor who came back. What was erased keeps the one that it had."""
    after = step.conversation
    if after.outcome and not after.erasure:
        after = _with_outcome(after)
    if (after.outcome, after.reopened_count) == (before.outcome, before.reopened_count):
        return Step(after, step.says)
    said = ConversationOutcomeChanged(
        id=event_id(before.id, "outcome", before.next_revision),
        occurred_at=now,
        conversation_id=before.id,
        old=before.outcome,
        new=after.outcome,
        revision=before.next_revision,
        reopened_count=after.reopened_count,
    )
    return Step(after, (*step.says, said))
