"""The body of `POST /v1/messages`: what is read of it; fields that the API doesn't have are refused.

Server-side tools (web search, code execution, …) are not offered.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, JsonValue


class Part(BaseModel):
    """A piece of a request; strict, so that wrong types are 400 as they are upstream."""

    model_config = ConfigDict(strict=True, extra="forbid")


class Opaque(BaseModel):
    """A piece of a request that is accepted and counted, but not looked into."""

    model_config = ConfigDict(extra="allow")


class CacheControl(Part):
    """A cache breakpoint: the prompt up to and including this block is kept for `ttl`."""

    type: Literal["ephemeral"]
    ttl: Literal["5m", "1h"] = "5m"


class CitationsSetting(Part):
    """Whether answers cite this block."""

    enabled: bool = False


class Cacheable(Part):
    """A block that may carry a cache breakpoint."""

    cache_control: CacheControl | None = None


class Text(Cacheable):
    """Plain text."""

    type: Literal["text"]
    text: str
    citations: list[dict[str, JsonValue]] | None = None


def as_blocks(content: object) -> object:
    """A bare string is shorthand for one text block."""
    return [{"type": "text", "text": content}] if isinstance(content, str) else content


TextBlocks = Annotated[list[Text], BeforeValidator(as_blocks)]


class Image(Cacheable):
    """An image: counted, not seen."""

    type: Literal["image"]
    source: dict[str, JsonValue]


class TextSource(Part):
    """The plain text of a document."""

    type: Literal["text"]
    media_type: Literal["text/plain"]
    data: str


class ContentSource(Part):
    """A document in blocks, the smallest things that can be cited of it."""

    type: Literal["content"]
    content: TextBlocks


class OtherSource(Opaque):
    """A document that isn't text: counted, not read."""

    type: Literal["base64", "url", "file"]


class Document(Cacheable):
    """A document to answer from."""

    type: Literal["document"]
    source: Annotated[TextSource | ContentSource | OtherSource, Discriminator("type")]
    title: str | None = None
    context: str | None = None
    citations: CitationsSetting | None = None


class SearchResult(Cacheable):
    """A search result to answer from; `source` is usually its address."""

    type: Literal["search_result"]
    source: str
    title: str
    content: list[Text] = Field(min_length=1)
    citations: CitationsSetting = CitationsSetting()


class ToolUse(Cacheable):
    """A tool call of an earlier answer."""

    type: Literal["tool_use"]
    id: str
    name: str
    input: dict[str, JsonValue]
    caller: dict[str, JsonValue] | None = None
    toolset_name: str | None = None


ResultBlocks = Annotated[
    list[Annotated[Text | Image | Document | SearchResult, Discriminator("type")]], BeforeValidator(as_blocks)
]


class ToolResult(Cacheable):
    """What a tool call of the answer before gave."""

    type: Literal["tool_result"]
    tool_use_id: str
    content: ResultBlocks = []
    is_error: bool = False
    toolset_name: str | None = None


class Thinking(Opaque):
    """Thinking of an earlier answer, sent back unread."""

    type: Literal["thinking", "redacted_thinking"]


Block = Annotated[
    Text | Image | Document | SearchResult | ToolUse | ToolResult | Thinking,
    Discriminator("type"),
]


class Message(Part):
    """One turn; several of one role in a row count as one."""

    role: Literal["user", "assistant", "system"]
    content: Annotated[list[Block], BeforeValidator(as_blocks)]


class Tool(Cacheable):
    """A client tool. `strict` promises that calls fit `input_schema`; here they always do."""

    type: Literal["custom"] | None = None
    name: str = Field(pattern=r"^[a-zA-Z0-9_-]{1,128}$")
    description: str | None = None
    input_schema: dict[str, JsonValue]
    strict: bool | None = None
    allowed_callers: list[str] | None = None
    defer_loading: bool | None = None
    eager_input_streaming: bool | None = None
    input_examples: list[dict[str, JsonValue]] | None = None


class ToolChoice(Part):
    """Whether a tool must be called: `auto` (default), `any`, `tool` (the named one) or `none`."""

    type: Literal["auto", "any", "tool", "none"]
    name: str | None = None
    disable_parallel_tool_use: bool = False


class OutputConfig(Part):
    """Effort and structured output; accepted, without effect on what the stand-in says."""

    effort: Literal["low", "medium", "high", "xhigh", "max"] | None = None
    format: dict[str, JsonValue] | None = None


class MessagesRequest(Part):
    """The whole body."""

    model: str = Field(min_length=1)
    max_tokens: int = Field(ge=0)
    messages: list[Message] = Field(min_length=1)
    stream: bool = False
    system: TextBlocks = []
    tools: list[Tool] = []
    tool_choice: ToolChoice = ToolChoice(type="auto")
    stop_sequences: list[str] = []
    cache_control: CacheControl | None = None
    metadata: dict[str, JsonValue] | None = None
    output_config: OutputConfig | None = None
    thinking: dict[str, JsonValue] | None = None
    container: JsonValue = None
    diagnostics: dict[str, JsonValue] | None = None
    inference_geo: str | None = None
    service_tier: Literal["auto", "standard_only"] = "auto"
    speed: Literal["standard", "fast"] | None = None
    temperature: float | None = None
    top_p: float | None = None
    top_k: int | None = None
