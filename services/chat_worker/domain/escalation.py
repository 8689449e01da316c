"""When a conversation needs a person, and what the queue is told of it."""

import re
from typing import Final

from pydantic import BaseModel, ConfigDict

from shared.events import EscalationCategory, Urgency

SUMMARY_CODE_POINTS: Final = 200
UNRESOLVED_IN_A_ROW: Final = 2
"""So many replies that only send the visitor elsewhere, and a person takes the conversation."""

REASONS: Final[dict[EscalationCategory, str]] = {
    EscalationCategory.PAYMENT: "The assistant asks for a person: a payment",
    EscalationCategory.BOOKING: "The assistant asks for a person: a booking",
    EscalationCategory.ACCOUNT: "The assistant asks for a person: an account",
    EscalationCategory.COMPLAINT: "The assistant asks for a person: a complaint",
    EscalationCategory.SAFETY: "The assistant asks for a person: somebody's safety",
    EscalationCategory.OTHER: "The assistant asks for a person",
    EscalationCategory.VISITOR_ASKED: "The visitor asks for a person",
    EscalationCategory.UNRESOLVED: "Bot unable to resolve issue",
    EscalationCategory.PROMISE: "The assistant was about to promise what only a person can",
    EscalationCategory.REFUSED: "The assistant declined to answer",
    EscalationCategory.TOO_LONG: "The answer, or the conversation, is too long for the assistant",
    EscalationCategory.ASSISTANT_UNAVAILABLE: "The assistant could not answer",
    EscalationCategory.BUDGET_EXHAUSTED: "The budget for answers is used up",
}
"""A sentence for the queue. UNRESOLVED, the last net, has the words of the older system."""

_EMAIL: Final = re.compile(r"[^\s@<>,;]{1,64}@[^\s@<>,;.]{1,63}\.[^\s@<>,;]{2,190}")


class Escalation(BaseModel):
    """`summary`: what the visitor wants, if anybody has said it in a sentence. `handover`: the bot falls silent."""

    model_config = ConfigDict(frozen=True)

    category: EscalationCategory
    summary: str | None = None
    urgency: Urgency = Urgency.NORMAL
    handover: bool = True

    @property
    def reason(self) -> str:
        return REASONS[self.category]


def sends_to_support(reply: str, support_email: str) -> bool:
    """Whether the reply sends the visitor to the support address."""
    return bool(support_email) and support_email.casefold() in reply.casefold()


def names_contact(text: str) -> bool:
    """Whether somebody who reads this knows where to write: it holds what looks like an e-mail address."""
    return _EMAIL.search(text) is not None


def summary_of(question: str) -> str:
    """What the visitor asked, short enough for a queue."""
    folded = " ".join(question.split())
    return folded if len(folded) <= SUMMARY_CODE_POINTS else folded[: SUMMARY_CODE_POINTS - 1] + "…"
