"""What was said before, and what is pending."""

from services.chat_worker.domain.transcript import VisitorMessage
from services.chat_worker.domain.turn import FinishedTurn
from shared.visitor_view import ThreadMessage
from tests.builders import CONVERSATION_ID, NOON


def a_turn(*said: tuple[str, str]) -> FinishedTurn:
    """A finished turn of these (role, text)."""
    messages = [
        ThreadMessage.model_validate(
            {"id": f"{nth:024x}", "seq": nth, "role": role, "content": content, "created_at": NOON}
        )
        for nth, (role, content) in enumerate(said, start=1)
    ]
    return FinishedTurn(id="turn", conversation_id=CONVERSATION_ID, messages=messages)


def asked(*contents: str) -> list[VisitorMessage]:
    """Pending messages of a visitor of whom nothing else is known."""
    return [
        VisitorMessage(
            message_id=f"{nth:024x}",
            after_message_id=None,
            content=content,
            page_url=None,
            locale=None,
            visitor_key="",
            received_at=NOON,
        )
        for nth, content in enumerate(contents)
    ]
