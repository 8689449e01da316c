"""What a Claude call costs, in nano-dollars: an integer for every token of every class, so sums are exact."""

import re
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

from shared.events import TokenCounts

_DATE: Final = re.compile(r"-\d{8}")


class UnknownModel(Exception):
    """The price table has no row for this model."""


class ModelPrice(BaseModel):
    """Nano-dollars a token, by class ($1 per million tokens = 1,000 nano-dollars a token)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    input_nanousd: int = Field(ge=0)
    cache_creation_nanousd: int = Field(ge=0, description="Writing the cache for five minutes.")
    cache_read_nanousd: int = Field(ge=0)
    output_nanousd: int = Field(ge=0)

    def cost_nanousd(self, tokens: TokenCounts) -> int:
        return (
            tokens.input_tokens * self.input_nanousd
            + tokens.cache_creation_input_tokens * self.cache_creation_nanousd
            + tokens.cache_read_input_tokens * self.cache_read_nanousd
            + tokens.output_tokens * self.output_nanousd
        )


class PriceTable(BaseModel):
    """Prices as of a date. `version` goes with every cost that was computed from it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: str
    models: dict[str, ModelPrice]

    def price_of(self, model: str) -> ModelPrice:
        """The row of the model, also for a dated name of it (`claude-haiku-4-5-20251001`). Raises UnknownModel."""
        for name, price in self.models.items():
            if model == name or (model.startswith(name) and _DATE.fullmatch(model, len(name))):
                return price
        raise UnknownModel(f"The price table {self.version} has no row for the model {model!r}")

    def highest_cost_nanousd(self, model: str, prompt_bytes: int, max_output_tokens: int) -> int:
        """No call of this size costs more: a token is at least two bytes here, and writing the cache is dearest."""
        price = self.price_of(model)
        dearest_input = max(price.input_nanousd, price.cache_creation_nanousd)
        return prompt_bytes // 2 * dearest_input + max_output_tokens * price.output_nanousd
