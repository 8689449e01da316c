"""What a visitor's words ask for, apart from their subject: a person, a greeting, thanks."""

import re
from typing import Final

_PERSON: Final = (
    r"(?:human|person|people|agent|representative|operator|advis[eo]r|colleague|someone|somebody|staff"
    r"|(?:customer )?support(?: team)?|member of (?:the |your )?(?:team|staff))"
)
_REAL: Final = r"(?:an?\s|the\s|your\s|some\s)?(?:real\s|live\s|actual\s|human\s|support\s)*"
_REACH: Final = (
    r"(?:talk|speak|chat|connect(?:ed)?|transfer(?:red)?|put|pass(?:ed)?|hand(?:ed)?|escalate|reach|contact)"
)
ASKS_FOR_PERSON: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{_REACH}\b(?:\s+(?:me|this|it|over|directly|again|now|through|to|with))*\s+{_REAL}{_PERSON}\b",
        rf"\b(?:want|need|get(?: me)?|give me|like|prefer)\s+{_REAL}(?:human|agent|representative|operator|person)\b",
        rf"^\W*(?:please\W+)?{_REAL}(?:human|agent|representative|operator|person)(?:\W+please)?\W*$",
        r"\b(?:real|live|actual)\s+(?:human|person|people|agent)\b",
    )
)
GREETING: Final = re.compile(
    r"^\W*(?:hi|hello|hey|hiya|greetings|good (?:morning|afternoon|evening|day))(?:\s+(?:there|all|everyone|team))?"
    r"(?:\W+how are you(?: today)?)?\W*$",
    re.IGNORECASE,
)
THANKS: Final = re.compile(
    r"^\W*(?:(?:(?:ok|okay|great|perfect|super|got it|all good|understood|many|thanks|thank you|thx|cheers|bye|goodbye)"
    r"|a lot|so much|very much|again|for (?:your|the) help|that helps|that helped)\W*)+$",
    re.IGNORECASE,
)
REFERS_BACK: Final = re.compile(
    r"\b(?:it|that|this|those|these|them|they|there)\b|^\W*(?:and|what about|how about)\b", re.IGNORECASE
)


def asks_for_person(text: str) -> bool:
    """Whether the visitor asks, in plain words, for a human being."""
    return any(pattern.search(text) for pattern in ASKS_FOR_PERSON)


def is_greeting(text: str) -> bool:
    """Whether a text is a greeting and nothing else."""
    return bool(GREETING.match(text))


def is_thanks(text: str) -> bool:
    """Whether a text says thanks, or that all is well, and nothing else."""
    return bool(THANKS.match(text))


def refers_back(text: str) -> bool:
    """Whether a question leans on what was said before ("And how long does that take?")."""
    return bool(REFERS_BACK.search(text))
