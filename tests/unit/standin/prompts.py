"""Requests to the stand-in, short to write."""

from typing import Any, Final

from deploy.standin.answers import answer
from deploy.standin.messages import MessagesRequest
from deploy.standin.prompt import read_prompt
from deploy.standin.replies import Reply

Json = dict[str, Any]

MODEL: Final = "claude-haiku-4-5"
EMAIL: Final = "support@example.com"
ARTICLES: Final = {
    "How payments work": (
        "Customers pay by card when they book. The money reaches your bank account in two working days.\n\n"
        "## Fees\nEach payment costs 1.5% and 20 cents. There is no monthly fee."
    ),
    "Cancelling a booking": (
        "A customer can cancel until 24 hours before. Open the booking and press Cancel.\n\n"
        "## Refunds\nA refund goes back to the card that paid. It takes five to ten days."
    ),
    "Inviting your team": "Open Settings, then Team. Press Invite and type the e-mail address of your colleague.",
    "Opening hours": "Set your opening hours under Calendar. Holidays can be closed one by one.",
    "Changing your password": "Press Forgot password on the sign-in page. The link in the e-mail is good for one hour.",
}
ESCALATE: Final[Json] = {
    "name": "escalate_to_human",
    "description": "Hands the conversation to a person.",
    "strict": True,
    "input_schema": {
        "type": "object",
        "additionalProperties": False,
        "required": ["category", "summary", "urgency"],
        "properties": {
            "category": {"enum": ["visitor_asked", "no_answer", "complaint"]},
            "summary": {"type": "string"},
            "urgency": {"type": "string", "enum": ["low", "normal", "high"]},
        },
    },
}


def tagged(articles: dict[str, str] = ARTICLES) -> str:
    """Articles as a system text brings them."""
    return "\n".join(
        f'<article title="{title}" url="https://example.com/{place}">{body}</article>'
        for place, (title, body) in enumerate(articles.items())
    )


def system(email: str | None = EMAIL) -> str:
    """A system prompt with the articles, and perhaps an address to send visitors to."""
    instruction = f"When you cannot help, send the visitor to {email}." if email else "Be kind."
    return f"You answer for a booking business. {instruction}\n{tagged()}"


def body(*said: str | list[Json], **fields: Any) -> Json:
    """A request body in which the user says these things in a row."""
    messages = [{"role": "user", "content": content} for content in said]
    return {"model": MODEL, "max_tokens": 1000, "messages": messages, "system": system(), **fields}


def request(*said: str | list[Json], **fields: Any) -> MessagesRequest:
    """The same, read."""
    return MessagesRequest.model_validate(body(*said, **fields))


def reply_to(*said: str | list[Json], **fields: Any) -> Reply:
    """What the stand-in answers to it."""
    return answer(read_prompt(request(*said, **fields)))


def search_result(title: str, *blocks: str, cited: bool = True) -> Json:
    """A search result as it stands in a user message."""
    return {
        "type": "search_result",
        "source": f"https://example.com/{title.casefold().replace(' ', '-')}",
        "title": title,
        "content": [{"type": "text", "text": block} for block in blocks],
        "citations": {"enabled": cited},
    }


def text(said: str) -> Json:
    """A text block."""
    return {"type": "text", "text": said}
