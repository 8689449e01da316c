"""The request that Claude is sent: policy and knowledge as the system, the thread as the messages.

What a visitor wrote stands only in user messages. No secret is ever part of a prompt.
"""

import hashlib
from collections.abc import Sequence
from datetime import date
from string import Template
from typing import Literal

from pydantic import BaseModel, ConfigDict

from services.chat_worker.domain.article import BYTES_PER_TOKEN, Article, version_of
from services.chat_worker.domain.transcript import VisitorMessage
from services.chat_worker.domain.turn import FinishedTurn


class Prompt(BaseModel):
    """The parts of the prompt that do not change from turn to turn. `template` has $brand, $support_email, $today.

    `articles` are replaced when their files change.
    """

    template: str
    brand: str
    support_email: str
    articles: list[Article]

    @property
    def version(self) -> str:
        return hashlib.sha256(self.template.encode()).hexdigest()[:12]

    @property
    def knowledge_version(self) -> str:
        return version_of(self.articles)

    def policy(self, today: date) -> str:
        names = {"brand": self.brand, "support_email": self.support_email, "today": today.isoformat()}
        return Template(self.template).safe_substitute(names)

    def knowledge(self) -> str:
        return "\n".join(["<articles>", *(article.as_block() for article in self.articles), "</articles>"])


class ChatMessage(BaseModel):
    """One message of the Messages API."""

    model_config = ConfigDict(frozen=True)

    role: Literal["user", "assistant"]
    texts: list[str]


class ChatRequest(BaseModel):
    """Everything that a call is made of. `knowledge` does not change between turns, so it may be cached."""

    model_config = ConfigDict(frozen=True)

    model: str
    max_tokens: int
    policy: str
    knowledge: str
    messages: list[ChatMessage]

    @property
    def prompt_bytes(self) -> int:
        texts = [self.policy, self.knowledge, *(text for message in self.messages for text in message.texts)]
        return sum(len(text.encode()) for text in texts)


def thread_as_messages(
    turns: Sequence[FinishedTurn], pending: Sequence[VisitorMessage], window_tokens: int
) -> list[ChatMessage]:
    """The newest whole turns that fit the window, then everything that is to be answered now."""
    asked = ChatMessage(role="user", texts=[message.content for message in pending])
    messages: list[ChatMessage] = []
    left = window_tokens * BYTES_PER_TOKEN - _size(asked)
    for turn in reversed(turns):
        earlier = _as_messages(turn)
        left -= sum(_size(message) for message in earlier)
        if left < 0:
            break
        messages = [*earlier, *messages]
    return _alternating([*messages, asked])


def _as_messages(turn: FinishedTurn) -> list[ChatMessage]:
    return [
        ChatMessage(role="user" if message.role == "user" else "assistant", texts=[message.content])
        for message in turn.messages
    ]


def _alternating(messages: Sequence[ChatMessage]) -> list[ChatMessage]:
    """The Messages API wants a user message first, and what stands together said together."""
    joined: list[ChatMessage] = []
    for message in messages:
        if joined and joined[-1].role == message.role:
            joined[-1] = ChatMessage(role=message.role, texts=[*joined[-1].texts, *message.texts])
        elif joined or message.role == "user":
            joined.append(message)
    return joined


def _size(message: ChatMessage) -> int:
    return sum(len(text.encode()) for text in message.texts)
