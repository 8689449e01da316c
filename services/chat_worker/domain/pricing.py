"""What a Claude call costs, in nano-dollars: an integer for every token of every class, so sums are exact."""

import hashlib
import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Final, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from shared.events import TokenCounts

_DATE: Final = re.compile(r"-\d{8}")


class UnknownModel(Exception):
    """The price table has no row for this model on this day."""


class Cost(BaseModel):
    """What a call cost, and what it was computed from (`Tariff.version`)."""

    model_config = ConfigDict(frozen=True)

    nanousd: int
    price_version: str


class PriceRow(BaseModel):
    """Nano-dollars a token, by class ($1 per million tokens = 1,000): of one model, from one UTC day on, for calls
    whose prompt (what the cache wrote and read included) is longer than `above_prompt_tokens`."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    model: str = Field(min_length=1)
    valid_from: date
    above_prompt_tokens: int = Field(0, ge=0)
    input_nanousd: int = Field(ge=0)
    cache_write_5m_nanousd: int = Field(ge=0, description="Writing the cache for five minutes.")
    cache_write_1h_nanousd: int = Field(ge=0, description="Writing the cache for an hour.")
    cache_read_nanousd: int = Field(ge=0)
    output_nanousd: int = Field(ge=0)

    @property
    def dearest_input_nanousd(self) -> int:
        """Of what a request of ours can be billed for: none asks for the cache of an hour."""
        return max(self.input_nanousd, self.cache_write_5m_nanousd, self.cache_read_nanousd)

    def cost_nanousd(self, tokens: TokenCounts) -> int:
        hour = min(tokens.cache_creation_1h_input_tokens, tokens.cache_creation_input_tokens)
        return (
            tokens.input_tokens * self.input_nanousd
            + (tokens.cache_creation_input_tokens - hour) * self.cache_write_5m_nanousd
            + hour * self.cache_write_1h_nanousd
            + tokens.cache_read_input_tokens * self.cache_read_nanousd
            + tokens.output_tokens * self.output_nanousd
        )


class Tariff(BaseModel):
    """The rows that hold for a model on a day: one for each band of prompt lengths, the shortest first."""

    model_config = ConfigDict(frozen=True)

    bands: tuple[PriceRow, ...] = Field(min_length=1)

    @property
    def version(self) -> str:
        """Goes with every cost: the model, since when, and a hash of what these rows say."""
        said = "\n".join(row.model_dump_json() for row in self.bands)
        first = self.bands[0]
        return f"{first.model} {first.valid_from} {hashlib.sha256(said.encode()).hexdigest()[:8]}"

    def cost_nanousd(self, tokens: TokenCounts) -> int:
        """The whole call is billed at the prices of the band that its prompt falls into."""
        return self._reachable(tokens.total_input_tokens)[-1].cost_nanousd(tokens)

    def saved_nanousd(self, tokens: TokenCounts) -> int:
        """What the same call would have cost more without the cache; less than 0 where writing it did not pay yet."""
        uncached = TokenCounts(input_tokens=tokens.total_input_tokens, output_tokens=tokens.output_tokens)
        return self.cost_nanousd(uncached) - self.cost_nanousd(tokens)

    def highest_cost_nanousd(self, prompt_tokens: int, output_tokens: int) -> int:
        """No call of at most these tokens costs more, whatever the cache does and whichever band it falls into."""
        return max(
            prompt_tokens * row.dearest_input_nanousd + output_tokens * row.output_nanousd
            for row in self._reachable(prompt_tokens)
        )

    def _reachable(self, prompt_tokens: int) -> Sequence[PriceRow]:
        return [row for row in self.bands if row.above_prompt_tokens < max(1, prompt_tokens)]


class PriceTable(BaseModel):
    """Dated prices. What a model costs changes at midnight UTC of a row's `valid_from`, without a restart."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    prices: list[PriceRow] = Field(min_length=1)

    @model_validator(mode="after")
    def _complete(self) -> Self:
        """Every model and day has one row for the shortest prompts, and one row for each band."""
        bands: defaultdict[tuple[str, date], set[int]] = defaultdict(set)
        for number, row in enumerate(self.prices, start=1):
            known = bands[row.model, row.valid_from]
            if row.above_prompt_tokens in known:
                raise ValueError(
                    f"row {number} ({row.model}, {row.valid_from}) says again what holds above "
                    f"{row.above_prompt_tokens} prompt tokens"
                )
            known.add(row.above_prompt_tokens)
        for (model, day), known in bands.items():
            if 0 not in known:
                raise ValueError(f"{model}, {day}: no row says what a short prompt costs (above_prompt_tokens = 0)")
        return self

    def tariff(self, model: str, day: date) -> Tariff:
        """Of the model on that UTC day, also for a dated name of it (`claude-haiku-4-5-20251001`).

        Raises UnknownModel.
        """
        rows = [row for row in self.prices if _is_name_of(model, row.model) and row.valid_from <= day]
        if not rows:
            known = ", ".join(sorted({row.model for row in self.prices if row.valid_from <= day}))
            raise UnknownModel(f"the price table has no row for the model {model!r} on {day}; it has {known or 'none'}")
        newest = max(row.valid_from for row in rows)
        bands = [row for row in rows if row.valid_from == newest]
        return Tariff(bands=tuple(sorted(bands, key=lambda row: row.above_prompt_tokens)))


def _is_name_of(model: str, name: str) -> bool:
    return model == name or (model.startswith(name) and _DATE.fullmatch(model, len(name)) is not None)
