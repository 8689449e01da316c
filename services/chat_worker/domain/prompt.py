"""The request that Claude is sent: the policy as the system, articles and thread as the messages.

What a visitor wrote stands only in user messages, each text between tags of its own; what a colleague wrote to them is
ours, and marked as a colleague's. No secret is part of a prompt.
"""

import hashlib
import html
import json
import re
from collections.abc import Sequence
from datetime import date
from string import Template
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict

from services.chat_worker.domain.article import BYTES_PER_TOKEN, Article
from services.chat_worker.domain.bounds import most_prompt_tokens
from services.chat_worker.domain.tools import Tool
from services.chat_worker.domain.transcript import VisitorMessage
from services.chat_worker.domain.turn import FinishedTurn
from shared.visitor_view import ThreadMessage

SHORT_QUESTION_WORDS: Final = 6
"""A question so short may lean on the one before it: articles are looked for with both."""
_OUR_TAGS: Final = re.compile(r"<(?=[\s/]*visitor_(?:message|context)\b)", re.IGNORECASE)


class Prompt(BaseModel):
    """The words that are the same in every turn: what the assistant is for, and how it speaks.

    Both are templates with $brand, $support_email and $today.
    """

    policy: str
    voice: str
    brand: str
    support_email: str

    @property
    def version(self) -> str:
        return hashlib.sha256(f"{self.policy}\x1f{self.voice}".encode()).hexdigest()[:12]

    def system(self, today: date) -> str:
        names = {"brand": self.brand, "support_email": self.support_email, "today": today.isoformat()}
        return Template(f"{self.policy.strip()}\n\n{self.voice.strip()}").safe_substitute(names)


class ChatMessage(BaseModel):
    """One message of the Messages API."""

    model_config = ConfigDict(frozen=True)

    role: Literal["user", "assistant"]
    texts: list[str]


class ChatRequest(BaseModel):
    """Everything that a call is made of. `articles_stay`: they are the same in every turn, so they may be cached."""

    model_config = ConfigDict(frozen=True)

    model: str
    max_tokens: int
    system: str
    tools: tuple[Tool, ...]
    articles: list[Article]
    articles_stay: bool
    messages: list[ChatMessage]

    @property
    def most_tokens(self) -> int:
        """The prompt has no more: what is reserved for it before the call."""
        articles = [f"{article.url}{article.title}{article.body}" for article in self.articles]
        tools = [tool.model_dump_json() for tool in self.tools]
        thread = [text for message in self.messages for text in message.texts]
        return most_prompt_tokens(own=[self.system, *tools, *articles], others=thread)


def thread_as_messages(
    turns: Sequence[FinishedTurn], pending: Sequence[VisitorMessage], language: str | None, window_tokens: int
) -> list[ChatMessage]:
    """The newest whole turns that fit the window, then where the visitor is and what is to be answered now."""
    asked = ChatMessage(
        role="user", texts=[_context(pending[-1], language), *(_visitor_text(message.content) for message in pending)]
    )
    messages: list[ChatMessage] = []
    left = window_tokens * BYTES_PER_TOKEN - _size(asked)
    for turn in reversed(turns):
        earlier = _as_messages(turn)
        left -= sum(_size(message) for message in earlier)
        if left < 0:
            break
        messages = [*earlier, *messages]
    return _alternating([*messages, asked])


def question_of(turns: Sequence[FinishedTurn], pending: Sequence[VisitorMessage]) -> str:
    """What articles are looked for with: all that is pending, and what was asked before where that is little."""
    question = "\n".join(message.content for message in pending)
    if len(question.split()) > SHORT_QUESTION_WORDS:
        return question
    before = [message.content for turn in turns for message in turn.messages if message.role == "user"]
    return "\n".join([*before[-1:], question])


def _context(newest: VisitorMessage, language: str | None) -> str:
    """The page and the language come from the visitor's browser: data, as JSON."""
    known = {"page": newest.page_url, "locale": newest.locale, "language": language}
    said = json.dumps({name: value for name, value in known.items() if value}, ensure_ascii=False)
    return f"<visitor_context>{_without_our_tags(said)}</visitor_context>"


def _visitor_text(content: str) -> str:
    return f"<visitor_message>\n{_without_our_tags(content)}\n</visitor_message>"


def _without_our_tags(text: str) -> str:
    """Nobody ends the tag that their words stand in."""
    return _OUR_TAGS.sub("&lt;", text)


def _as_messages(turn: FinishedTurn) -> list[ChatMessage]:
    return [_as_message(message) for message in turn.messages]


def _as_message(message: ThreadMessage) -> ChatMessage:
    match message.role:
        case "user":
            return ChatMessage(role="user", texts=[_visitor_text(message.content)])
        case "agent":
            return ChatMessage(role="assistant", texts=[_colleague_text(message.agent_name or "", message.content)])
        case "assistant":
            return ChatMessage(role="assistant", texts=[message.content])


def _colleague_text(name: str, content: str) -> str:
    return f'<colleague_message name="{html.escape(name)}">\n{content}\n</colleague_message>'


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
