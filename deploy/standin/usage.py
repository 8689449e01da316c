"""Tokens of a request by class, as the API reports and bills them."""

from pydantic import BaseModel, ConfigDict, JsonValue


class Usage(BaseModel):
    """Token counts. `input_tokens` leaves out what the cache wrote or read; the whole input is the sum of the three."""

    model_config = ConfigDict(frozen=True)

    input_tokens: int = 0
    output_tokens: int = 0
    cache_creation_input_tokens: int = 0
    cache_read_input_tokens: int = 0
    ephemeral_5m_input_tokens: int = 0
    ephemeral_1h_input_tokens: int = 0

    def up_to(self, output_tokens: int) -> "Usage":
        """The same with fewer output tokens: those of an answer that is not all there yet."""
        return self.model_copy(update={"output_tokens": min(output_tokens, self.output_tokens)})

    def full(self, output_tokens: int) -> dict[str, JsonValue]:
        """The `usage` of a message."""
        return {
            "input_tokens": self.input_tokens,
            "cache_creation_input_tokens": self.cache_creation_input_tokens,
            "cache_read_input_tokens": self.cache_read_input_tokens,
            "cache_creation": {
                "ephemeral_5m_input_tokens": self.ephemeral_5m_input_tokens,
                "ephemeral_1h_input_tokens": self.ephemeral_1h_input_tokens,
            },
            "output_tokens": output_tokens,
            "service_tier": "standard",
            "inference_geo": "not_available",
        }

    def closing(self) -> dict[str, JsonValue]:
        """The cumulative `usage` of the event `message_delta`."""
        return {
            "input_tokens": self.input_tokens,
            "cache_creation_input_tokens": self.cache_creation_input_tokens,
            "cache_read_input_tokens": self.cache_read_input_tokens,
            "output_tokens": self.output_tokens,
        }
