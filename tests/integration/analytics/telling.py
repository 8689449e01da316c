"""What an event tells, whichever it is; and the figures as they stand once all marks are gone."""

from datetime import date

from services.analytics.domain import told
from services.analytics.domain.facts import Fact
from services.analytics.domain.rollup import QUESTIONS_A_DAY
from services.analytics.stores.days import Days
from shared.events import (
    ConversationEscalated,
    ConversationStatusChanged,
    Event,
    MessageLogged,
    MessageReceived,
    ReplyGenerated,
    UsageRecorded,
)
from tests.integration.analytics.recount import Figures, as_figures


def told_by(event: Event) -> Fact:
    match event:
        case MessageReceived():
            return told.by_message_received(event)
        case MessageLogged():
            return told.by_message_logged(event)
        case ReplyGenerated():
            return told.by_reply_generated(event)
        case UsageRecorded():
            return told.by_usage_recorded(event)
        case ConversationEscalated():
            return told.by_conversation_escalated(event)
        case ConversationStatusChanged():
            return told.by_status_changed(event)
    raise TypeError(event.type)


async def roll_up(days: Days) -> None:
    for dirty in await days.dirty():
        await days.recompute(dirty)


async def figures(days: Days) -> Figures:
    """Of every day there is."""
    buckets = await days.buckets(date.min, date.max)
    return as_figures({bucket: await days.top_questions(bucket.day, bucket.day, QUESTIONS_A_DAY) for bucket in buckets})
