"""What the API refuses beyond wrong types, each with its own 400 (404 for a model that doesn't exist).

The rules are those of API version 2026-10-21; a request that names 2023-06-01 may send sampling parameters.
"""

from collections.abc import Iterator
from typing import Final

from deploy.standin.blocks import prompt_blocks
from deploy.standin.errors import ApiError
from deploy.standin.messages import Document, Message, MessagesRequest, SearchResult, Text, ToolResult, ToolUse

OLD_VERSION: Final = "2023-06-01"
SAMPLING: Final = ("temperature", "top_p", "top_k")
MAX_BREAKPOINTS: Final = 4
CONTEXT_WINDOW_TOKENS: Final = 200_000


def check(request: MessagesRequest, version: str) -> None:
    """Raise ApiError for the first rule that the request breaks."""
    if not request.model.startswith("claude-"):
        raise ApiError(404, f"model: {request.model}")
    for complaint in _complaints(request, version):
        raise ApiError(400, complaint)


def _complaints(request: MessagesRequest, version: str) -> Iterator[str]:
    if version != OLD_VERSION:
        yield from _sampling(request)
    yield from _texts(request)
    yield from _places(request)
    yield from _tool_pairs(request.messages)
    yield from _tools(request)
    yield from _citations(request)
    yield from _sizes(request)


def _sampling(request: MessagesRequest) -> Iterator[str]:
    for name in SAMPLING:
        if name in request.model_fields_set:
            yield f"{name}: Extra inputs are not permitted"


def _texts(request: MessagesRequest) -> Iterator[str]:
    if any(not block.text for block in request.system):
        yield "system: text content blocks must be non-empty"
    last = len(request.messages) - 1
    for place, message in enumerate(request.messages):
        if not message.content and not (place == last and message.role == "assistant"):
            yield f"messages.{place}: all messages must have non-empty content except a final assistant message"
        if any(isinstance(block, Text) and not block.text for block in message.content):
            yield "messages: text content blocks must be non-empty"


def _places(request: MessagesRequest) -> Iterator[str]:
    if request.messages[0].role == "assistant":
        yield 'messages: first message must use the "user" role'
    for place, message in enumerate(request.messages):
        for index, block in enumerate(message.content):
            where = f"messages.{place}.content.{index}"
            if isinstance(block, Document) and message.role == "assistant":
                yield f"{where}: `document` blocks are not permitted in `assistant` messages"
            if isinstance(block, Text) and block.citations and message.role == "user":
                yield f"{where}.text.citations: citations are not permitted in `user` messages"
            if isinstance(block, ToolUse) and message.role != "assistant":
                yield f"{where}: `tool_use` blocks can only be in `assistant` messages"
            if isinstance(block, ToolResult) and message.role != "user":
                yield f"{where}: `tool_result` blocks can only be in `user` messages"


def _tool_pairs(messages: list[Message]) -> Iterator[str]:
    """Every call is answered in the very next turn, and nothing else is."""
    called: set[str] = set()
    for place, turn in enumerate(_turns(messages)):
        results = [block.tool_use_id for block in turn if isinstance(block, ToolResult)]
        if unasked := [result for result in results if result not in called]:
            yield (
                f"messages.{place}: unexpected `tool_use_id` found in `tool_result` blocks: {unasked[0]}. Each "
                "`tool_result` block must have a corresponding `tool_use` block in the previous message."
            )
        if missing := sorted(called.difference(results)):
            yield (
                f"messages.{place}: `tool_use` ids were found without `tool_result` blocks immediately after: "
                f"{', '.join(missing)}. Each `tool_use` block must have a corresponding `tool_result` block in the "
                "next message."
            )
        called = {block.id for block in turn if isinstance(block, ToolUse)}
    if called:
        yield f"messages: `tool_use` ids were found without `tool_result` blocks immediately after: {', '.join(called)}"


def _turns(messages: list[Message]) -> list[list[object]]:
    turns: list[tuple[str, list[object]]] = []
    for message in messages:
        if not turns or turns[-1][0] != message.role:
            turns.append((message.role, []))
        turns[-1][1].extend(message.content)
    return [blocks for _, blocks in turns]


def _tools(request: MessagesRequest) -> Iterator[str]:
    names = [tool.name for tool in request.tools]
    if len(names) != len(set(names)):
        yield "tools: Tool names must be unique."
    for place, tool in enumerate(request.tools):
        where = f"tools.{place}.custom.input_schema"
        if tool.input_schema.get("type") != "object":
            yield f"{where}.type: Input should be 'object'"
        if tool.strict and tool.input_schema.get("additionalProperties") is not False:
            yield f"{where}: For 'object' type, 'additionalProperties' must be explicitly set to false"
    choice = request.tool_choice
    if choice.type in {"any", "tool"} and not names:
        yield "tool_choice: Tools must be provided when `tool_choice` asks for one."
    if choice.type == "tool" and choice.name not in names:
        yield f"tool_choice: Tool '{choice.name}' not found in provided tools"


def _citations(request: MessagesRequest) -> Iterator[str]:
    settings = list(_citation_settings(request))
    if len(set(settings)) > 1:
        yield "messages: citations must be enabled on all documents and search results, or on none."
    if True in settings and request.output_config and request.output_config.format:
        yield "output_config.format: citations are not supported with structured outputs."


def _citation_settings(request: MessagesRequest) -> Iterator[bool]:
    for message in request.messages:
        for block in message.content:
            for inner in block.content if isinstance(block, ToolResult) else [block]:
                if isinstance(inner, Document | SearchResult):
                    yield bool(inner.citations and inner.citations.enabled)


def _sizes(request: MessagesRequest) -> Iterator[str]:
    blocks = prompt_blocks(request)
    breakpoints = sum(block.ttl is not None for block in blocks)
    if breakpoints > MAX_BREAKPOINTS:
        yield f"A maximum of {MAX_BREAKPOINTS} blocks with cache_control may be provided. Found {breakpoints}."
    tokens = sum(block.tokens for block in blocks)
    if tokens > CONTEXT_WINDOW_TOKENS:
        yield f"prompt is too long: {tokens} tokens > {CONTEXT_WINDOW_TOKENS} maximum"
