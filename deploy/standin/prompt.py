"""What a prompt asks for: the newest questions, what was said before, who to write to, which tools there are."""

import re
from dataclasses import dataclass
from itertools import takewhile
from typing import Final

from deploy.standin.knowledge import Article, articles_of, without_articles
from deploy.standin.messages import Message, MessagesRequest, Text, Tool, ToolResult, ToolUse

ESCALATION_TOOL: Final = "escalate_to_human"
ABOUT_THE_VISITOR: Final = re.compile(r"\s*<([\w-]*context)\b[^>]*>.*</\1>\s*", re.DOTALL)
"""A text that tells where the visitor is: nothing that is asked."""
WRAPPED: Final = re.compile(r"\s*<(\w[\w-]*)>\s*(?P<words>.*?)\s*</\1>\s*", re.DOTALL)
"""Words between tags that tell whose they are."""
EMAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


@dataclass(frozen=True)
class Prompt:
    """A request, read. `questions` are the user's texts since the last answer, a burst of messages one each.

    `earlier` are the user's texts before that; `handed_over` says that the newest turn reports an escalation done.
    """

    questions: tuple[str, ...]
    earlier: tuple[str, ...]
    articles: tuple[Article, ...]
    support_email: str | None
    escalation: Tool | None
    required_tool: Tool | None
    handed_over: bool


def read_prompt(request: MessagesRequest) -> Prompt:
    """Read a request. Where the newest turn only brings tool results, the questions are those that led to them."""
    newest = newest_turn(request.messages)
    before = request.messages[: len(request.messages) - len(newest)]
    questions = texts(newest) or texts(_asked_before_tools(before))
    earlier = [text for text in texts(before) if text not in questions]
    return Prompt(
        questions=tuple(questions),
        earlier=tuple(earlier),
        articles=articles_of(request),
        support_email=_support_email(request),
        escalation=_escalation(request),
        required_tool=_required_tool(request),
        handed_over=_handed_over(newest, before),
    )


def newest_turn(messages: list[Message]) -> list[Message]:
    """The user's messages since the last answer."""
    return list(takewhile(lambda message: message.role != "assistant", reversed(messages)))[::-1]


def texts(messages: list[Message]) -> list[str]:
    """The user's texts in some messages, in order, without the tags around them."""
    return [
        _unwrapped(block.text)
        for message in messages
        if message.role == "user"
        for block in message.content
        if isinstance(block, Text) and not ABOUT_THE_VISITOR.fullmatch(block.text)
    ]


def _unwrapped(text: str) -> str:
    wrapped = WRAPPED.fullmatch(text)
    return wrapped["words"] if wrapped else text


def _asked_before_tools(messages: list[Message]) -> list[Message]:
    while messages and messages[-1].role == "assistant":
        messages = messages[:-1]
    return newest_turn(messages)


def _support_email(request: MessagesRequest) -> str | None:
    for block in request.system:
        if found := EMAIL.search(without_articles(block.text)):
            return found[0]
    return None


def _escalation(request: MessagesRequest) -> Tool | None:
    if request.tool_choice.type == "none":
        return None
    return next((tool for tool in request.tools if tool.name == ESCALATION_TOOL), None)


def _required_tool(request: MessagesRequest) -> Tool | None:
    match request.tool_choice.type:
        case "any":
            return _escalation(request) or request.tools[0]
        case "tool":
            return next(tool for tool in request.tools if tool.name == request.tool_choice.name)
    return None


def _handed_over(newest: list[Message], before: list[Message]) -> bool:
    escalations = {
        block.id
        for message in before
        for block in message.content
        if isinstance(block, ToolUse) and block.name == ESCALATION_TOOL
    }
    return any(
        isinstance(block, ToolResult) and block.tool_use_id in escalations
        for message in newest
        for block in message.content
    )
