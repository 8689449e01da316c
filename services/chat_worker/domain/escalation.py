"""When a conversation needs a person, and what the visitor and the queue are told."""

from typing import Final

UNRESOLVED: Final = "Bot unable to resolve issue"
"""The reason of the last net: the reply sent the visitor to the support address."""

UNAVAILABLE: Final = "The assistant could not answer"
BUDGET: Final = "The daily budget for answers is used up"

SUMMARY_CODE_POINTS: Final = 200


def sends_to_support(reply: str, support_email: str) -> bool:
    """Whether the reply sends the visitor to the support address."""
    return bool(support_email) and support_email.casefold() in reply.casefold()


def summary_of(question: str) -> str:
    """What the visitor asked, short enough for a queue."""
    folded = " ".join(question.split())
    return folded if len(folded) <= SUMMARY_CODE_POINTS else folded[: SUMMARY_CODE_POINTS - 1] + "…"


def apology(support_email: str) -> str:
    """What the visitor reads when no answer could be had: a promise that is kept, because a ticket is opened."""
    return (
        "I'm sorry, I can't answer this at the moment. I have passed your message to our team, "
        f"and a person will look at it. You can also write to {support_email}."
    )
