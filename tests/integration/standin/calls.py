"""One question to the stand-in, through the official SDK, and the answer that it has for it."""

from typing import Any, Final

import anthropic
from anthropic.types import Message

from tests.live.claude_check import DEFAULT_MODEL

SYSTEM: Final = (
    "Send visitors that you cannot help to support@example.com.\n"
    '<article title="How payments work" url="https://example.com/payments">'
    "Customers pay by card when they book. The money is yours in two working days.</article>"
)
ASK: Final[dict[str, Any]] = {
    "model": DEFAULT_MODEL,
    "max_tokens": 500,
    "system": SYSTEM,
    "messages": [{"role": "user", "content": "How do payments work?"}],
}
TOLD: Final = "Customers pay by card when they book. The money is yours in two working days."


async def streamed(claude: anthropic.AsyncAnthropic, **fields: Any) -> Message:
    async with claude.messages.stream(**ASK | fields) as stream:
        return await stream.get_final_message()


def text(message: Message) -> str:
    return "".join(block.text for block in message.content if block.type == "text")
