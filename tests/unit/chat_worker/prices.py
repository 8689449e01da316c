"""Rows of a price table."""

from datetime import date
from typing import Any

from services.chat_worker.domain.pricing import PriceRow


def a_price_row(**changes: Any) -> PriceRow:  # Any: the row's own fields
    """Haiku 4.5: $1 and $5 per million tokens, writing the cache 1.25 or 2 times, reading it a tenth of the input's."""
    row = {
        "model": "claude-haiku-4-5",
        "valid_from": date(2025, 10, 15),
        "input_nanousd": 1_000,
        "cache_write_5m_nanousd": 1_250,
        "cache_write_1h_nanousd": 2_000,
        "cache_read_nanousd": 100,
        "output_nanousd": 5_000,
    }
    return PriceRow.model_validate({**row, **changes})
