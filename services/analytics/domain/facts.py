"""What is known of one conversation, and how more is merged into it.

What a single event tells is itself a `Fact`: of one message, one cost, one status. `merge` is commutative, associative
and idempotent, so that any order and repetition of what is told ends in the same fact.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Final, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict

from shared.events import Outcome, Status

KnownT = TypeVar("KnownT")
MOST_ENTRIES: Final = 5_000
"""A fact keeps the earliest so many messages, and so many costs, and counts no further: under 1 MB in all."""


class _Known(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class KnownMessage(_Known):
    """`role` is the visitor's ("user"), the bot's ("assistant") or a person's ("agent")."""

    id: str
    at: AwareDatetime
    role: str


class KnownCost(_Known):
    """What one Claude call, or one logged message, cost. `tokens` are of all classes together."""

    id: str
    nanousd: int
    tokens: int


class KnownQuestion(_Known):
    """What the visitor wrote first, as it is shown; nobody counts an empty one.

    `id` is the message's, empty where it is not known.
    """

    at: AwareDatetime
    id: str
    text: str


class KnownStatus(_Known):
    """`id` is the event's that told it."""

    at: AwareDatetime
    id: str
    value: Status


class KnownRating(_Known):
    """The visitor's: whether it was solved, and a score from 1 to 5, where they said so. `id` is the event's."""

    at: AwareDatetime
    id: str
    solved: bool | None = None
    score: int | None = None


class KnownOutcome(_Known):
    """How it ended, None while it goes on, as of a revision of ticketing's conversation; and how often the visitor has
    come back since."""

    revision: int
    value: Outcome | None
    reopened_count: int


class UnlistedMessages(_Known):
    """Messages of which only the number is known, and when the conversation began: of the older system."""

    count: int
    began_at: AwareDatetime


class KnownErasure(_Known):
    """What is left of a conversation that was erased, beside its costs. `began_at` is the beginning of the UTC day of
    its first message, null where it had none."""

    began_at: AwareDatetime | None
    message_count: int
    rating: KnownRating | None = None


class Fact(_Known):
    """Messages in order of time, costs in order of id. With an `erasure` nothing is known of the messages."""

    conversation_id: str
    messages: tuple[KnownMessage, ...] = ()
    costs: tuple[KnownCost, ...] = ()
    first_question: KnownQuestion | None = None
    escalated: bool = False
    status: KnownStatus | None = None
    outcome: KnownOutcome | None = None
    rating: KnownRating | None = None
    unlisted: UnlistedMessages | None = None
    erasure: KnownErasure | None = None

    @property
    def day(self) -> date | None:
        """The UTC day of the earliest message: the day that the conversation counts in. None before any message."""
        if self.erasure:
            return self.erasure.began_at.astimezone(UTC).date() if self.erasure.began_at else None
        moments = [message.at for message in self.messages[:1]]
        if self.unlisted:
            moments.append(self.unlisted.began_at)
        return min(moments).astimezone(UTC).date() if moments else None

    @property
    def message_count(self) -> int:
        if self.erasure:
            return self.erasure.message_count
        return len(self.messages) + (self.unlisted.count if self.unlisted else 0)

    @property
    def cost_nanousd(self) -> int:
        return sum(cost.nanousd for cost in self.costs)

    @property
    def tokens(self) -> int:
        return sum(cost.tokens for cost in self.costs)


def merge(known: Fact, told: Fact) -> Fact:
    """Everything that either of the two says of the conversation; once it was erased, no more than figures."""
    return _forgotten(_merged(known, told))


def _merged(known: Fact, told: Fact) -> Fact:
    return Fact(
        conversation_id=known.conversation_id,
        messages=_merged_messages((*known.messages, *told.messages)),
        costs=_merged_costs((*known.costs, *told.costs)),
        first_question=min(_told(known.first_question, told.first_question), key=_question_order, default=None),
        escalated=known.escalated or told.escalated,
        status=max(_told(known.status, told.status), key=_status_order, default=None),
        outcome=max(_told(known.outcome, told.outcome), key=_outcome_order, default=None),
        rating=max(_told(known.rating, told.rating), key=_rating_order, default=None),
        unlisted=max(_told(known.unlisted, told.unlisted), key=_unlisted_order, default=None),
        erasure=max(_told(known.erasure, told.erasure), key=_erasure_order, default=None),
    )


def _forgotten(fact: Fact) -> Fact:
    """What is told late of an erased conversation adds costs; its other figures are those of the erasure."""
    if fact.erasure is None:
        return fact
    left = {"messages": (), "first_question": None, "rating": fact.erasure.rating, "unlisted": None}
    return fact.model_copy(update=left)


def _merged_messages(told: Iterable[KnownMessage]) -> tuple[KnownMessage, ...]:
    merged: dict[str, KnownMessage] = {}
    for message in told:
        merged[message.id] = min(merged.get(message.id, message), message, key=_message_order)
    return tuple(sorted(merged.values(), key=_message_order)[:MOST_ENTRIES])


def _message_order(message: KnownMessage) -> tuple[datetime, str, str]:
    return message.at, message.id, message.role


def _merged_costs(told: Iterable[KnownCost]) -> tuple[KnownCost, ...]:
    merged: dict[str, KnownCost] = {}
    for cost in told:
        before = merged.get(cost.id, cost)
        merged[cost.id] = KnownCost(
            id=cost.id, nanousd=max(before.nanousd, cost.nanousd), tokens=max(before.tokens, cost.tokens)
        )
    return tuple(sorted(merged.values(), key=lambda cost: cost.id)[:MOST_ENTRIES])


def _told(one: KnownT | None, other: KnownT | None) -> list[KnownT]:
    return [known for known in (one, other) if known is not None]


def _question_order(question: KnownQuestion) -> tuple[datetime, str, str]:
    return question.at, question.id, question.text


def _status_order(status: KnownStatus) -> tuple[datetime, str, str]:
    return status.at, status.id, status.value


def _outcome_order(outcome: KnownOutcome) -> tuple[int, str, int]:
    return outcome.revision, outcome.value or "", outcome.reopened_count


def _rating_order(rating: KnownRating) -> tuple[datetime, str, str, int]:
    return rating.at, rating.id, str(rating.solved), rating.score or 0


def _unlisted_order(unlisted: UnlistedMessages) -> tuple[int, datetime]:
    return unlisted.count, unlisted.began_at


def _erasure_order(erasure: KnownErasure) -> tuple[int, str]:
    return erasure.message_count, erasure.model_dump_json()
