"""A request as the SDK wants it. The prefix that is the same for every visitor comes first, so that it is cached."""

from anthropic.types import (
    CacheControlEphemeralParam,
    MessageParam,
    SearchResultBlockParam,
    TextBlockParam,
    ToolParam,
)
from anthropic.types.assistant_message_param import AssistantMessageParam
from anthropic.types.user_message_param import UserMessageParam

from services.chat_worker.domain.article import Article
from services.chat_worker.domain.prompt import ChatMessage, ChatRequest
from services.chat_worker.domain.tools import Tool

_CACHED: CacheControlEphemeralParam = {"type": "ephemeral"}


def system(request: ChatRequest) -> list[TextBlockParam]:
    return [{"type": "text", "text": request.system}]


def tools(request: ChatRequest) -> list[ToolParam]:
    return [_tool(tool) for tool in request.tools]


def messages(request: ChatRequest) -> list[MessageParam]:
    """The articles stand before the visitor's first words, for only a user's message may hold what can be cited."""
    first, *others = request.messages
    articles = [_article(article) for article in request.articles]
    if articles and request.articles_stay:
        articles[-1]["cache_control"] = _CACHED
    opening = UserMessageParam(role="user", content=[*articles, *_texts(first)])
    return [opening, *(_message(message) for message in others)]


def _tool(tool: Tool) -> ToolParam:
    return {
        "name": tool.name,
        "description": tool.description,
        "input_schema": tool.input_schema,
        "strict": True,
    }


def _article(article: Article) -> SearchResultBlockParam:
    return {
        "type": "search_result",
        "source": article.url,
        "title": article.title,
        "content": [{"type": "text", "text": article.body}],
        "citations": {"enabled": True},
    }


def _message(message: ChatMessage) -> MessageParam:
    if message.role == "user":
        return UserMessageParam(role="user", content=_texts(message))
    return AssistantMessageParam(role="assistant", content=_texts(message))


def _texts(message: ChatMessage) -> list[TextBlockParam]:
    return [{"type": "text", "text": text} for text in message.texts]
