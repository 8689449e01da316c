"""Events as they may happen: a few conversations around two midnights, with everything that analytics hears of."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, Final

from hypothesis import strategies as st

from shared.events import Event, Outcome
from tests import builders

EVE: Final = datetime(2026, 11, 19, 22, 0, tzinfo=UTC)
ERASED: Final = 0.03
"""Of all events, so many."""
_QUESTIONS: Final = ("How do payments work?", "how do  PAYMENTS work?", "Where is my order?", "  ", "$where", "Ça va?")


def an_event(nth: int, conversation: int, at: datetime, chance: Random) -> Event:
    """The nth event of a history: of any type, with ids of its own."""
    conversation_id = f"{conversation:024x}"
    envelope: dict[str, Any] = {"conversation_id": conversation_id, "occurred_at": at}
    message_id = builders.a_message_id(nth, conversation_id)
    turn_id = builders.a_turn_id(nth, conversation_id)
    paid: dict[str, Any] = {
        "cost_nanousd": chance.randrange(10**12),
        "tokens": {"input_tokens": nth, "output_tokens": 2},
    }
    made = (
        lambda: builders.a_message_received(chance.choice(_QUESTIONS), message_id=message_id, **envelope),
        lambda: builders.a_message_logged(
            chance.choice(_QUESTIONS),
            message_id=message_id,
            role=chance.choice(["user", "assistant"]),
            **paid,
            **envelope,
        ),
        lambda: builders.a_reply_generated(message_id=message_id, turn_id=turn_id, **envelope),
        lambda: builders.a_usage_recorded(turn_id=turn_id, **paid, **envelope),
        lambda: builders.a_conversation_escalated(id=f"{turn_id}:escalated", **envelope),
        lambda: builders.a_status_changed(id=f"{turn_id}:status", **envelope),
        lambda: builders.an_outcome_changed(
            id=f"{turn_id}:outcome",
            new=chance.choice([*Outcome, None]),
            revision=nth,
            reopened_count=chance.randrange(2),
            **envelope,
        ),
        lambda: builders.a_conversation_rated(
            id=f"{turn_id}:rated", solved=chance.choice([True, False, None]), score=chance.randint(1, 5), **envelope
        ),
        lambda: builders.an_agent_replied(message_id=message_id, **envelope),
    )
    return an_erasure(conversation, at) if chance.random() < ERASED else chance.choice(made)()


def an_erasure(conversation: int, at: datetime) -> Event:
    """The same for each time that it is told of a conversation."""
    return builders.a_conversation_erased(
        conversation_id=f"{conversation:024x}",
        occurred_at=at,
        message_count=conversation,
        first_message_on=EVE.date() if conversation else None,
        score=4,
    )


def a_history(events: int, conversations: int, chance: Random) -> list[Event]:
    """So many events, spread over 50 hours."""
    return [
        an_event(nth, chance.randrange(conversations), EVE + timedelta(minutes=chance.randrange(3_000)), chance)
        for nth in range(events)
    ]


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    """Up to 25 events of up to five conversations."""
    return a_history(draw(st.integers(1, 25)), draw(st.integers(1, 5)), draw(st.randoms(use_true_random=False)))


@st.composite
def deliveries(draw: st.DrawFn) -> tuple[list[Event], list[Event]]:
    """A history, and one way in which it may arrive: in any order, each event at least once."""
    history = draw(histories())
    repeated = draw(st.lists(st.sampled_from(history), max_size=10))
    return history, draw(st.permutations([*history, *repeated]))
