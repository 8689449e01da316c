"""Facts as hypothesis draws them: few conversations' worth of ids and moments, so that they meet."""

from datetime import UTC, datetime, timedelta
from typing import Final

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from services.analytics.domain.facts import (
    Fact,
    KnownCost,
    KnownErasure,
    KnownMessage,
    KnownOutcome,
    KnownQuestion,
    KnownRating,
    KnownStatus,
    UnlistedMessages,
)
from shared.events import Outcome, Status

WITHOUT_A_CLOCK: Final = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
CONVERSATION_ID: Final = "66f0c0ffee66f0c0ffee0001"
BEFORE_MIDNIGHT: Final = datetime(2026, 11, 20, 23, 0, tzinfo=UTC)

ids = st.sampled_from("abcd")
counts = st.integers(0, 3)
moments = st.integers(0, 120).map(lambda minutes: BEFORE_MIDNIGHT + timedelta(minutes=minutes))
messages = st.builds(KnownMessage, id=ids, at=moments, role=st.sampled_from(["user", "assistant", "agent"]))
costs = st.builds(KnownCost, id=ids, nanousd=counts, tokens=counts)

single_facts = st.one_of(
    messages.map(lambda message: Fact(conversation_id=CONVERSATION_ID, messages=(message,))),
    costs.map(lambda cost: Fact(conversation_id=CONVERSATION_ID, costs=(cost,))),
    st.builds(
        Fact,
        conversation_id=st.just(CONVERSATION_ID),
        first_question=st.none() | st.builds(KnownQuestion, at=moments, id=ids, text=st.sampled_from(["why", "how"])),
        escalated=st.booleans(),
        status=st.none() | st.builds(KnownStatus, at=moments, id=ids, value=st.sampled_from(Status)),
        rating=st.none()
        | st.builds(KnownRating, at=moments, id=ids, solved=st.none() | st.booleans(), score=st.none() | counts),
        outcome=st.none()
        | st.builds(KnownOutcome, revision=counts, value=st.none() | st.sampled_from(Outcome), reopened_count=counts),
        unlisted=st.none() | st.builds(UnlistedMessages, count=counts, began_at=moments),
    ),
)

erasures = st.builds(KnownErasure, began_at=st.none() | moments, message_count=counts).map(
    lambda erasure: Fact(conversation_id=CONVERSATION_ID, erasure=erasure)
)


def facts(most: int) -> st.SearchStrategy[list[Fact]]:
    """Up to so many of a conversation, which may have been erased."""
    return st.lists(single_facts, max_size=most) | st.lists(single_facts | erasures, max_size=most)
