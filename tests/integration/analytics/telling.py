"""What an event tells, whichever it is; and the figures as they stand once all marks are gone."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from services.analytics.domain import told
from services.analytics.domain.facts import Fact
from services.analytics.domain.rollup import QUESTIONS_A_DAY
from services.analytics.stores.days import Days
from shared.events import (
    AgentReplied,
    ConversationErased,
    ConversationEscalated,
    ConversationOutcomeChanged,
    ConversationRated,
    ConversationStatusChanged,
    Event,
    MessageLogged,
    MessageReceived,
    ReplyGenerated,
    UsageRecorded,
)
from tests.integration.analytics.recount import Figures, as_figures

_TELLS: Final[Mapping[type[Event], Callable[..., Fact]]] = {
    MessageReceived: told.by_message_received,
    MessageLogged: told.by_message_logged,
    ReplyGenerated: told.by_reply_generated,
    UsageRecorded: told.by_usage_recorded,
    ConversationEscalated: told.by_conversation_escalated,
    ConversationStatusChanged: told.by_status_changed,
    ConversationOutcomeChanged: told.by_outcome_changed,
    ConversationRated: told.by_conversation_rated,
    AgentReplied: told.by_agent_replied,
    ConversationErased: told.by_conversation_erased,
}


def told_by(event: Event) -> Fact:
    return _TELLS[type(event)](event)


async def roll_up(days: Days) -> None:
    for dirty in await days.dirty():
        await days.recompute(dirty)


async def figures(days: Days) -> Figures:
    """Of every day there is."""
    buckets = await days.buckets(date.min, date.max)
    return as_figures({bucket: await days.top_questions(bucket.day, bucket.day, QUESTIONS_A_DAY) for bucket in buckets})
