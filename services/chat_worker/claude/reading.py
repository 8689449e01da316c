"""What a stream of the Messages API comes to: events in, text out, and everything else kept."""

import json
from typing import Any

from anthropic.types import CitationsDelta, RawMessageStreamEvent, ToolUseBlock
from anthropic.types.raw_content_block_delta import RawContentBlockDelta

from services.chat_worker.domain.bounds import with_seen
from shared.events import CitedSource, TokenCounts, ToolCall


class Reading:
    """`stop_reason` is set once the stream has ended well; all else is what is known so far.

    `tokens` is what the call is billed for as far as Claude has said, and while it speaks the text that came.
    `sources` are the articles cited, each once.
    """

    def __init__(self, model: str) -> None:
        self.model = model
        self.tokens = TokenCounts()
        self.sources: list[CitedSource] = []
        self.tools: list[ToolCall] = []
        self.stop_reason: str | None = None
        self._announced_stop_reason: str | None = None
        self._seen_bytes = 0
        self._tool: ToolUseBlock | None = None
        self._tool_input = ""

    def take(self, event: RawMessageStreamEvent) -> str:
        """The text of this event, if it has any."""
        match event.type:
            case "message_start":
                self.model = event.message.model
                self._bill(event.message.usage)
            case "content_block_start" if event.content_block.type == "tool_use":
                self._tool, self._tool_input = event.content_block, ""
            case "content_block_delta":
                return self._take_delta(event.delta)
            case "content_block_stop":
                self._finish_tool()
            case "message_delta":
                self._announced_stop_reason = event.delta.stop_reason
                self._bill(event.usage)
            case "message_stop":
                self.stop_reason = self._announced_stop_reason
        return ""

    def _take_delta(self, delta: RawContentBlockDelta) -> str:
        match delta.type:
            case "text_delta":
                self._seen_bytes += len(delta.text.encode())
                self.tokens = with_seen(self.tokens, self._seen_bytes)
                return delta.text
            case "input_json_delta":
                self._tool_input += delta.partial_json
            case "citations_delta":
                self._cite(delta)
        return ""

    def _finish_tool(self) -> None:
        if self._tool is not None:
            self.tools.append(ToolCall(name=self._tool.name, input=_object_in(self._tool_input)))
            self._tool = None

    def _cite(self, delta: CitationsDelta) -> None:
        if delta.citation.type == "search_result_location":
            source = CitedSource(title=delta.citation.title or delta.citation.source, url=delta.citation.source)
            if source not in self.sources:
                self.sources.append(source)

    def _bill(self, usage: Any) -> None:  # Usage and MessageDeltaUsage share these fields
        """The counts are cumulative: what an event leaves out stays as it was."""
        said = {name: value for name in TokenCounts.model_fields if (value := getattr(usage, name, None)) is not None}
        if written := getattr(usage, "cache_creation", None):
            said["cache_creation_1h_input_tokens"] = written.ephemeral_1h_input_tokens
        self.tokens = self.tokens.model_copy(update=said)


def _object_in(text: str) -> dict[str, Any]:  # a tool's own arguments
    """What a tool call says. One that was cut off says nothing, and is a call all the same."""
    try:
        said = json.loads(text or "{}")
    except json.JSONDecodeError:
        return {}
    return said if isinstance(said, dict) else {}
